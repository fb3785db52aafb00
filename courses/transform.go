package courses

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// An earlyTransformer resolves what authors wrote, before injected extensions see the document.
type earlyTransformer struct{}

// Transform implements parser.ASTTransformer.
func (earlyTransformer) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	s := scopeOf(pc, reader)
	for _, n := range all(doc) {
		switch n := n.(type) {
		case *ast.Image:
			s.image(n)
		case *ast.Link:
			s.link(n)
		case *ast.AutoLink:
			s.autoLink(n)
		case *ast.RawHTML:
			s.html(n, n.Segments.Value(s.source))
		case *ast.HTMLBlock:
			s.html(n, n.Lines().Value(s.source))
		}
	}
	// Headings and figures want pictures and links resolved.
	level := 1
	heading := ""
	for _, n := range all(doc) {
		switch n := n.(type) {
		case *ast.Heading:
			level = s.heading(n, level)
			heading = plain(n, s.source)
		case *ast.Paragraph:
			s.figures(n)
		case *ast.Blockquote:
			s.callout(n)
		case *extast.Table:
			s.table(n, heading)
		}
	}
}

// A lateTransformer finishes what injected extensions left.
type lateTransformer struct{}

// Transform implements parser.ASTTransformer.
func (lateTransformer) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	s := scopeOf(pc, reader)
	for _, n := range all(doc) {
		switch n := n.(type) {
		case *extast.FootnoteBacklink:
			n.SetAttributeString("aria-label", []byte(s.label("Zurück zum Text", "Back to the text")))
		case *ast.ListItem:
			s.checkBox(n)
		case Block:
			if n.Parent() != doc {
				s.errorf(n, "block-nested", "Eine Aufgabe darf nicht in einer Liste oder einem Zitat stehen.")
				n.Parent().RemoveChild(n.Parent(), n)
			}
		}
	}
}

// all returns the nodes in document order, so that the tree may be changed while they are visited.
func all(doc ast.Node) []ast.Node {
	var nodes []ast.Node
	// The callback never fails.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			nodes = append(nodes, n)
		}
		return ast.WalkContinue, nil
	})
	return nodes
}

// html warns about HTML, which is not rendered. Comments are the author's own business.
func (s *scope) html(n ast.Node, code []byte) {
	if !bytes.HasPrefix(bytes.TrimSpace(code), []byte("<!--")) {
		s.warnf(n, "html", "HTML wird nicht dargestellt. Schreiben Sie Markdown, oder setzen Sie Code in `...`.")
	}
}

// table numbers a table and names it after its heading, for the label of its scroll container.
func (s *scope) table(n *extast.Table, heading string) {
	s.tables++
	n.SetAttributeString(tableLabel, []byte(tableName(s, heading)))
}

// checkBox draws the box of a task list; [ ] would be read out as brackets.
func (s *scope) checkBox(item *ast.ListItem) {
	block := item.FirstChild()
	if block == nil || block.FirstChild() == nil {
		return
	}
	first, ok := block.FirstChild().(*ast.Text)
	if !ok || (block.Kind() != ast.KindTextBlock && block.Kind() != ast.KindParagraph) {
		return
	}
	line := s.source[first.Segment.Start:]
	if len(line) < 4 || line[0] != '[' || line[2] != ']' || line[3] != ' ' || !bytes.ContainsAny(line[1:2], " xX") {
		return
	}
	// The brackets may be spread over several text nodes.
	rest := first.Segment.Start + 4
	for n := block.FirstChild(); n != nil; n = block.FirstChild() {
		t, ok := n.(*ast.Text)
		if !ok {
			break
		}
		if t.Segment.Stop > rest {
			t.Segment.Start = max(rest, t.Segment.Start)
			break
		}
		block.RemoveChild(block, t)
	}
	box := &box{checked: line[1] != ' ', label: s.label("offen", "open")}
	if box.checked {
		box.label = s.label("erledigt", "done")
	}
	if block.FirstChild() == nil {
		block.AppendChild(block, box)
	} else {
		block.InsertBefore(block, block.FirstChild(), box)
	}
}
