package courses

import (
	"fmt"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// A nodeRenderer writes the HTML of the nodes of this package, and of those that goldmark would write
// with inline styles, without labels or as raw HTML.
type nodeRenderer struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHTMLBlock, renderNothing)
	reg.Register(ast.KindRawHTML, renderNothing)
	reg.Register(ast.KindCodeBlock, renderCode)
	reg.Register(ast.KindFencedCodeBlock, renderCode)
	reg.Register(extast.KindTable, renderTable)
	reg.Register(extast.KindTableCell, renderCell)
	reg.Register(extast.KindFootnoteBacklink, renderBacklink)
	reg.Register(kindPicture, renderPicture)
	reg.Register(kindFigure, renderFigure)
	reg.Register(kindCallout, renderCallout)
	reg.Register(kindBox, renderBox)
	reg.Register(kindTerm, renderTerm)
}

func escaped(s string) []byte { return util.EscapeHTML([]byte(s)) }

func renderNothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

func renderCallout(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	c := n.(*callout)
	if entering {
		fmt.Fprintf(w, "<div class=\"callout callout-%s\" role=\"note\">\n<p class=\"callout-title\">%s</p>\n", c.name, escaped(c.label))
	} else {
		w.WriteString("</div>\n")
	}
	return ast.WalkContinue, nil
}

func renderFigure(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		w.WriteString("<figure>\n")
		return ast.WalkContinue, nil
	}
	if p, ok := n.FirstChild().(*picture); ok && p.caption != "" {
		fmt.Fprintf(w, "\n<figcaption>%s</figcaption>", escaped(p.caption))
	}
	w.WriteString("\n</figure>\n")
	return ast.WalkContinue, nil
}

func renderPicture(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	p := n.(*picture)
	switch {
	case !entering:
	case p.src == "":
		fmt.Fprintf(w, `<span class="missing">%s</span>`, escaped(p.alt))
	case p.video():
		fmt.Fprintf(w, `<video controls preload="metadata" src="%s" aria-label="%s">`, escaped(p.src), escaped(p.alt))
		if p.captions != "" {
			fmt.Fprintf(w, `<track kind="captions" src="%s" srclang="%s" default>`, escaped(p.captions), escaped(p.language))
		}
		w.WriteString("</video>")
	case p.audio():
		fmt.Fprintf(w, `<audio controls preload="metadata" src="%s" aria-label="%s"></audio>`, escaped(p.src), escaped(p.alt))
	default:
		fmt.Fprintf(w, `<img src="%s" alt="%s"`, escaped(p.src), escaped(p.alt))
		if p.width > 0 {
			fmt.Fprintf(w, ` width="%d" height="%d"`, p.width, p.height)
		}
		w.WriteString(` loading="lazy">`)
	}
	return ast.WalkContinue, nil
}

func renderBacklink(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		b := n.(*extast.FootnoteBacklink)
		ref := "fnref"
		if b.RefIndex > 0 {
			ref += strconv.Itoa(b.RefIndex)
		}
		label := "↩"
		if l, ok := b.AttributeString("aria-label"); ok {
			label = string(l.([]byte))
		}
		fmt.Fprintf(w, `&#160;<a href="#%s:%d" class="footnote-backref" role="doc-backlink" aria-label="%s">&#x21a9;&#xfe0e;</a>`, ref, b.Index, escaped(label))
	}
	return ast.WalkContinue, nil
}

var kindBox = ast.NewNodeKind("Box")

// A box is the box of a task list, drawn.
type box struct {
	ast.BaseInline
	checked bool
	label   string
}

// Kind implements ast.Node.
func (*box) Kind() ast.NodeKind { return kindBox }

// Dump implements ast.Node.
func (b *box) Dump(source []byte, level int) { ast.DumpHelper(b, source, level, nil, nil) }

func renderBox(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if b := n.(*box); entering {
		sign := "☐"
		if b.checked {
			sign = "☑"
		}
		fmt.Fprintf(w, `<span class="box" role="img" aria-label="%s">%s</span> `, escaped(b.label), sign)
	}
	return ast.WalkContinue, nil
}
