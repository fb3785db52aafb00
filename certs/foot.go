package certs

import "strings"

const codeSize = 31.0 // edge of the QR code in millimetres

// foot draws who answers for the certificate and how to check it, at the bottom of the first page.
func (p *page) foot() {
	s, w := p.sheet, p.words
	s.rule(hair, left, footTop, right-left, 0.2)
	width := right - left
	if p.url != "" {
		width -= codeSize + 8
	}
	y := footTop + 9
	f := sans(10.5)
	placeAndDate := p.date(p.IssuedAt)
	if place := clean(p.IssuerPlace); place != "" {
		placeAndDate = place + ", " + placeAndDate
	}
	y = s.paragraph("P", f, ink, left, y, textLeading, f.lines(placeAndDate, width)...) + 0.8
	if by := clean(p.Responsible); by != "" {
		s.paragraph("P", sans(9.5), grey, left, y, 4.6, sans(9.5).lines(by, width)...)
	}
	p.pair(left, w.number, string(p.Number))
	p.pair(left+70, w.code, p.Code)
	if p.url != "" {
		p.qrCode(right-codeSize, footTop+6)
	}
	small := sans(7.5)
	if address, _, _ := strings.Cut(p.url, "?"); address != "" {
		p.address(small, footTop+43.5, address)
	}
	closing := w.machineMade
	if p.signer != nil && p.signer.Test {
		closing += " " + w.testSigned
	}
	s.paragraph("P", small, grey, left, footTop+48, 3.6, small.lines(closing, right-left)...)
}

// pair draws a label and its value below each other.
func (p *page) pair(x float64, label, value string) {
	p.sheet.paragraph("P", sans(8), p.tint(), x, footTop+28, 0, label+" ")
	p.sheet.paragraph("P", sans(9.5), ink, x, footTop+33, 0, value)
}

// address draws where to check the certificate, as a link.
func (p *page) address(f font, y float64, url string) {
	s := p.sheet
	lead := p.words.verify + ": "
	x := left + f.millimetres(f.measure(lead))
	s.in("P", func() {
		s.content(func() { s.text(f, grey, left, y, lead) })
		lines := f.lines(url, right-x)
		link := s.in("Link", func() {
			s.content(func() { s.text(f, p.tint(), x, y, lines[0]) })
		})
		link.Link, link.Page = p.url, s.pdf.PageNo()
		link.Box = box(x, y-3, f.millimetres(f.measure(lines[0])), 4)
	})
}
