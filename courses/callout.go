package courses

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

var kindCallout = ast.NewNodeKind("Callout")

// A callout is a quote that begins with a line such as [!TIP].
type callout struct {
	ast.BaseBlock
	name  string // note, tip, important, warning or caution
	label string
}

// Kind implements ast.Node.
func (*callout) Kind() ast.NodeKind { return kindCallout }

// Dump implements ast.Node.
func (c *callout) Dump(source []byte, level int) {
	ast.DumpHelper(c, source, level, map[string]string{"name": c.name}, nil)
}

var callouts = map[string]struct{ name, german, english string }{
	"[!NOTE]":      {"note", "Hinweis", "Note"},
	"[!TIP]":       {"tip", "Tipp", "Tip"},
	"[!IMPORTANT]": {"important", "Wichtig", "Important"},
	"[!WARNING]":   {"warning", "Warnung", "Warning"},
	"[!CAUTION]":   {"caution", "Vorsicht", "Caution"},
}

// callout replaces a quote by a callout if it begins like one.
func (s *scope) callout(n *ast.Blockquote) {
	first, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || first.Lines().Len() == 0 {
		return
	}
	line := first.Lines().At(0)
	mark := strings.ToUpper(string(bytes.TrimSpace(line.Value(s.source))))
	known, ok := callouts[mark]
	if !ok {
		if strings.HasPrefix(mark, "[!") && strings.HasSuffix(mark, "]") {
			s.warnf(first, "callout", "%s gibt es nicht. Es gibt NOTE, TIP, IMPORTANT, WARNING und CAUTION.", mark)
		}
		return
	}
	c := &callout{name: known.name, label: s.label(known.german, known.english)}
	c.SetPos(n.Pos())
	dropFirstLine(first, line.Stop)
	if first.FirstChild() == nil {
		n.RemoveChild(n, first)
	}
	for child := n.FirstChild(); child != nil; child = n.FirstChild() {
		n.RemoveChild(n, child)
		c.AppendChild(c, child)
	}
	n.Parent().ReplaceChild(n.Parent(), n, c)
}

// dropFirstLine removes the inline nodes of a paragraph up to the end of its first line. The line must
// consist of plain text.
func dropFirstLine(p *ast.Paragraph, stop int) {
	for n := p.FirstChild(); n != nil; n = p.FirstChild() {
		t, ok := n.(*ast.Text)
		if !ok || t.Segment.Start >= stop {
			return
		}
		p.RemoveChild(p, t)
	}
}
