package courses

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A termNode is a mention of a term of the glossary in a lesson. Its child is the text as written.
type termNode struct {
	ast.BaseInline
	term *Term
}

var kindTerm = ast.NewNodeKind("Term")

// Kind implements ast.Node.
func (*termNode) Kind() ast.NodeKind { return kindTerm }

// Dump implements ast.Node.
func (t *termNode) Dump(source []byte, level int) {
	ast.DumpHelper(t, source, level, map[string]string{"ID": t.term.ID}, nil)
}

// terms makes the first mention of each term in the running text of the document explain itself.
// Headings, links, code and what belongs to questions stay as they are.
func (g *Glossary) terms(doc ast.Node, source []byte) {
	seen := make(map[*Term]bool)
	for _, n := range all(doc) {
		if t, ok := n.(*ast.Text); ok && inProse(t) {
			g.explain(t, source, seen)
		}
	}
}

// inProse reports whether a text stands in running text.
func inProse(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		switch p.(type) {
		case *ast.Heading, *ast.Link, *ast.AutoLink, *ast.CodeSpan, *ast.Image, *extast.Footnote, *extast.TableHeader, *figure:
			return false
		}
	}
	return true
}

// explain splits a text at the terms that it mentions.
func (g *Glossary) explain(t *ast.Text, source []byte, seen map[*Term]bool) {
	segment := t.Segment
	at := segment.Start
	for _, m := range g.mentions(string(segment.Value(source)), seen) {
		start, end := segment.Start+m.start, segment.Start+m.end
		parent := t.Parent()
		if start > at {
			parent.InsertBefore(parent, t, ast.NewTextSegment(text.NewSegment(at, start)))
		}
		node := &termNode{term: m.term}
		node.AppendChild(node, ast.NewTextSegment(text.NewSegment(start, end)))
		parent.InsertBefore(parent, t, node)
		at = end
	}
	t.Segment = text.NewSegment(at, segment.Stop) // keeps the line break at its end
}

// renderTerm writes a button that opens the definition, which the browser does without a script (HTML
// popover). Browsers that do not know popovers show the definition in place.
func renderTerm(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	t := n.(*termNode).term
	id := "begriff-" + string(escaped(t.ID))
	if entering {
		fmt.Fprintf(w, `<button type="button" class="term" popovertarget="%s">`, id)
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(w, `</button><span class="term-definition" id="%s" popover><strong>%s</strong> %s`,
		id, escaped(t.Name), escaped(t.Definition))
	if t.Source != "" {
		fmt.Fprintf(w, ` <small>(%s)</small>`, escaped(t.Source))
	}
	_, err := w.WriteString("</span>")
	return ast.WalkContinue, err
}
