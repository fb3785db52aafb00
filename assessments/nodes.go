package assessments

import (
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// A reader reads questions out of one parsed document.
type reader struct {
	md       goldmark.Markdown
	source   []byte
	fragment Fragment
	lines    lines
	problems []Problem
	ids      map[QuestionID]bool // of the questions so far
}

// fail notes an error at the block.
func (r *reader) fail(n ast.Node, rule, message string) {
	r.problems = append(r.problems, Problem{Line: r.lines.of(n), Rule: rule, Severity: SeverityError, Message: message})
}

// html renders nodes; none are the empty text.
func (r *reader) html(nodes ...ast.Node) template.HTML {
	if len(nodes) == 0 {
		return ""
	}
	return r.fragment(r.md, r.source, nodes...)
}

// children returns the children of n.
func children(n ast.Node) []ast.Node {
	var all []ast.Node
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		all = append(all, c)
	}
	return all
}

// raw returns the source lines of a block, without those of blocks in it.
func raw(n ast.Node, source []byte) string {
	if n.Type() == ast.TypeInline {
		return ""
	}
	return string(n.Lines().Value(source))
}

// plain returns the text of nodes without markup; white space is collapsed. A nil node has none.
func (r *reader) plain(nodes ...ast.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		if n == nil {
			continue
		}
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				r.write(&b, n)
			} else if n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
			return ast.WalkContinue, nil
		})
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (r *reader) write(b *strings.Builder, n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		value := n.Value(r.source)
		if p := n.Parent(); !n.IsRaw() && (p == nil || p.Kind() != ast.KindCodeSpan) {
			value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
		}
		b.Write(value)
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte(' ')
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.AutoLink:
		b.Write(n.Label(r.source))
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		b.WriteString(raw(n, r.source))
	}
}

// gapsIn returns the gaps in the nodes, in order.
func gapsIn(nodes ...ast.Node) []*gapNode {
	var found []*gapNode
	for _, n := range nodes {
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if gap, ok := n.(*gapNode); ok && entering {
				found = append(found, gap)
			}
			return ast.WalkContinue, nil
		})
	}
	return found
}

// takeBox removes the box at the beginning of a list item, ours or goldmark's.
func takeBox(item ast.Node) (checked, ok bool) {
	first := item.FirstChild()
	if first == nil {
		return false, false
	}
	switch b := first.FirstChild().(type) {
	case *boxNode:
		first.RemoveChild(first, b)
		return b.checked, true
	case *east.TaskCheckBox:
		first.RemoveChild(first, b)
		return b.IsChecked, true
	}
	return false, false
}

// hasBox reports whether the list item begins with a box.
func hasBox(item ast.Node) bool {
	first := item.FirstChild()
	if first == nil || first.FirstChild() == nil {
		return false
	}
	k := first.FirstChild().Kind()
	return k == kindBox || k == east.KindTaskCheckBox
}

// tighten replaces the paragraph at the beginning of an item by a block that renders without <p>, so
// that it makes no difference whether the author left lines blank between the items.
func tighten(item ast.Node) {
	p, ok := item.FirstChild().(*ast.Paragraph)
	if !ok {
		return
	}
	tight := ast.NewTextBlock()
	tight.SetLines(p.Lines())
	for _, c := range children(p) {
		tight.AppendChild(tight, c)
	}
	item.ReplaceChild(item, p, tight)
}

// cut removes the first n bytes of a paragraph's source from its inline nodes.
func cut(p ast.Node, n int) {
	stop := p.Lines().At(0).Start + n
	for _, c := range children(p) {
		t, ok := c.(*ast.Text)
		switch {
		case !ok || t.Segment.Start >= stop:
			return
		case t.Segment.Stop <= stop:
			p.RemoveChild(p, c)
		default:
			t.Segment = t.Segment.WithStart(stop)
			return
		}
	}
}
