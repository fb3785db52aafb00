package certs

import "fmt"

var detailSize = 9.5

// label draws the heading of a group of details in the left column, at the height of its first line.
func (p *page) label(text string) {
	p.room()
	f := sans(8)
	p.sheet.paragraph("H3", f, p.tint(), left, p.y, textLeading, f.lines(text, labelWidth-2)...)
}

// item draws an entry of a list with its bullet.
func (p *page) item(text string) {
	x := left + labelWidth
	p.room()
	p.sheet.in("LI", func() {
		p.sheet.in("Lbl", func() {
			p.sheet.content(func() { p.sheet.text(sans(detailSize), p.tint(), x, p.y, "– ") })
		})
		p.sheet.in("LBody", func() { p.flow(x+4.5, text) })
	})
}

// flow draws text from x to the right margin, line by line, on as many pages as it takes.
func (p *page) flow(x float64, text string) {
	f := sans(detailSize)
	for _, l := range f.lines(text, right-x) {
		p.room()
		p.sheet.content(func() { p.sheet.text(f, ink, x, p.y, l) })
		p.y += textLeading
	}
}

// room begins a new page if there is no room for a line on this one.
func (p *page) room() {
	if p.y <= p.limit {
		return
	}
	p.breakPage()
}

func (p *page) breakPage() {
	s := p.sheet
	f := sans(7.5)
	next := fmt.Sprintf(p.words.onPage, s.pdf.PageNo()+1)
	s.artifact(func() {
		s.text(f, grey, right-f.millimetres(f.measure(next)), p.limit+2.6, next)
	})
	if s.pdf.PageNo() == 1 {
		p.closing = s.apart(p.foot)
	}
	s.addPage()
	p.border()
	heading := fmt.Sprintf("%s %s", p.words.kind[p.Kind], p.Number)
	folio := fmt.Sprintf(p.words.page, s.pdf.PageNo())
	s.artifact(func() {
		s.text(f, grey, left, 26, heading)
		s.text(f, grey, right-f.millimetres(f.measure(folio)), 26, folio)
	})
	s.rule(hair, left, 29.5, right-left, 0.2)
	p.y, p.limit = 39, bottom
}
