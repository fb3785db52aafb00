package courses

import (
	"html/template"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
)

// A Block is interactive content in a lesson, such as a question. An injected goldmark extension puts
// nodes of this kind into the document; the renderer leaves them out of the HTML and hands them
// through in [Chunk.Block].
type Block interface {
	ast.Node
	BlockID() string // unique in the lesson, fit for an HTML id
}

// A Fragment renders nodes of one document to safe HTML. It is the only way by which text of authors
// becomes [template.HTML], here and in the packages that are handed one.
type Fragment func(md goldmark.Markdown, source []byte, nodes ...ast.Node) template.HTML
