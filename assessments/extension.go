package assessments

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A Fragment renders nodes of one document to safe HTML. The package itself makes none.
type Fragment = func(md goldmark.Markdown, source []byte, nodes ...ast.Node) template.HTML

// KindBlock is the kind of a [Block] in a document.
var KindBlock = ast.NewNodeKind("AssessmentBlock")

// A Block is one check in a lesson. It takes the place of the heading, the text and the answer of its
// question; rendered by goldmark it is empty.
type Block struct {
	ast.BaseBlock
	Question *Question
	Problems []Problem // lines are counted in the source that was parsed
}

// Kind implements [ast.Node].
func (b *Block) Kind() ast.NodeKind { return KindBlock }

// Dump implements [ast.Node].
func (b *Block) Dump(source []byte, level int) {
	ast.DumpHelper(b, source, level, map[string]string{"Question": string(b.Question.ID)}, nil)
}

// BlockID returns the question's ID, which is unique in the lesson and fit for an HTML id.
func (b *Block) BlockID() string { return string(b.Question.ID) }

// NewExtension returns the goldmark extension that finds the checks of a lesson: in a section
// "Kurz geprüft" (or "Check yourself", "Quick check") each H3 begins a question. It replaces each by a [*Block]
// after all other transformers have run. The extension is needed for [Parse] too. It works with and without
// goldmark's task lists; matching questions need its tables.
func NewExtension(fragment Fragment) goldmark.Extender { return &extension{fragment: fragment} }

type extension struct {
	fragment Fragment
	md       goldmark.Markdown
}

// Extend implements [goldmark.Extender].
func (e *extension) Extend(md goldmark.Markdown) {
	e.md = md
	md.Parser().AddOptions(
		parser.WithInlineParsers(util.Prioritized(inlineParser{}, 10)), // before code spans, links and task boxes other than goldmark's own
		parser.WithASTTransformers(util.Prioritized(e, 5000)))
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(nodeRenderer{}, 500)))
}

// Transform implements [parser.ASTTransformer].
func (e *extension) Transform(doc *ast.Document, rd text.Reader, pc parser.Context) {
	if pc.Get(wholeKey) != nil {
		return // an assessment, which Parse reads by itself
	}
	r := &reader{md: e.md, source: rd.Source(), fragment: e.fragment, lines: newLines(rd.Source(), 1), ids: map[QuestionID]bool{}}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && opensChecks(h, r.source) {
			e.section(doc, h, r)
		}
	}
}

// section replaces the questions after the heading that opens it.
func (e *extension) section(doc *ast.Document, opening *ast.Heading, r *reader) {
	for n := opening.NextSibling(); n != nil; {
		h, ok := n.(*ast.Heading)
		if ok && h.Level <= 2 {
			return
		}
		if !ok || h.Level != 3 {
			n = n.NextSibling()
			continue
		}
		body := until(h.NextSibling(), 3)
		r.problems = nil
		b := &Block{Question: r.question(h, body, fmt.Sprintf("k%d", len(r.ids)+1)), Problems: r.problems}
		doc.InsertBefore(doc, h, b)
		b.SetPos(h.Pos())
		for _, old := range slices.Concat([]ast.Node{h}, body) {
			doc.RemoveChild(doc, old)
		}
		n = b.NextSibling()
	}
}

// until returns the siblings from n up to the next heading of at most the level.
func until(n ast.Node, level int) []ast.Node {
	var found []ast.Node
	for ; n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level <= level {
			break
		}
		found = append(found, n)
	}
	return found
}

// opensChecks reports whether the heading begins the section of a lesson that holds its checks.
func opensChecks(h *ast.Heading, source []byte) bool {
	if h.Level != 2 {
		return false
	}
	switch fold(strings.Trim(raw(h, source), " #:\t\r\n")) {
	case "kurz geprueft", "check yourself", "quick check":
		return true
	}
	return false
}

var (
	wholeKey = parser.NewContextKey() // set if the whole document consists of questions
	scopeKey = parser.NewContextKey() // *scope
)

// A scope remembers whether a top-level block is in a section of checks, so that each block is looked
// at once however many brackets there are.
type scope struct {
	top    ast.Node
	inside bool
}

// inQuestions reports whether n is in a question.
func inQuestions(n ast.Node, source []byte, pc parser.Context) bool {
	if pc.Get(wholeKey) != nil {
		return true
	}
	top := n
	for p := top.Parent(); p != nil && p.Kind() != ast.KindDocument; p = p.Parent() {
		top = p
	}
	if top.Parent() == nil {
		return false
	}
	s, _ := pc.Get(scopeKey).(*scope)
	if s == nil || s.top.Parent() == nil {
		s = &scope{}
		pc.Set(scopeKey, s)
		s.enter(top.Parent().FirstChild(), source)
	}
	for s.top != top && s.top.NextSibling() != nil {
		s.enter(s.top.NextSibling(), source)
	}
	return s.top == top && s.inside
}

func (s *scope) enter(n ast.Node, source []byte) {
	s.top = n
	if h, ok := n.(*ast.Heading); ok && h.Level <= 2 {
		s.inside = opensChecks(h, source)
	}
}
