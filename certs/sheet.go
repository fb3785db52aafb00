package certs

import (
	"bytes"
	"fmt"

	"github.com/jung-kurt/gofpdf"

	"lernamt/certs/internal/pdfa"
)

// A colour is red, green and blue, 0..255.
type colour struct{ r, g, b int }

var (
	ink    = colour{26, 28, 32}
	grey   = colour{92, 97, 105}
	accent = colour{0, 69, 117}
	hair   = colour{178, 190, 201}
)

// A4 in millimetres.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
)

const mmPerPoint = 25.4 / 72

// A font is a face at a size in points.
type font struct {
	*face
	size float64
}

// millimetres returns a length in 1/1000 of the font size in millimetres.
func (f font) millimetres(n int) float64 { return float64(n) * f.size * mmPerPoint / 1000 }

// lines breaks s into lines of at most width millimetres.
func (f font) lines(s string, width float64) []string {
	return f.wrap(s, int(width/mmPerPoint/f.size*1000))
}

// A sheet is a document being drawn. Everything on it is either part of an element, in reading order, or
// an artifact; coordinates are millimetres from the top left, text stands on its baseline.
type sheet struct {
	pdf  *gofpdf.Fpdf
	root *pdfa.Element
	open []*pdfa.Element // the path to the element being drawn
	next int             // number of the next marked content on this page
}

func newSheet() *sheet {
	pdf := gofpdf.New("P", "mm", "A4", "")
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	for _, f := range []*face{sansFace(), serifFace()} {
		pdf.AddUTF8FontFromBytes(f.family, "", bytes.Clone(f.file))
	}
	root := &pdfa.Element{Kind: "Document"}
	return &sheet{pdf: pdf, root: root, open: []*pdfa.Element{root}}
}

func (s *sheet) addPage() {
	s.pdf.AddPage()
	s.next = 0
}

// in draws an element of the structure.
func (s *sheet) in(kind string, draw func()) *pdfa.Element {
	e := &pdfa.Element{Kind: kind}
	parent := s.open[len(s.open)-1]
	parent.Kids = append(parent.Kids, e)
	s.open = append(s.open, e)
	draw()
	s.open = s.open[:len(s.open)-1]
	return e
}

// apart draws elements that find their place in the reading order later.
func (s *sheet) apart(draw func()) []*pdfa.Element {
	open := s.open
	holder := &pdfa.Element{}
	s.open = []*pdfa.Element{holder}
	draw()
	s.open = open
	return holder.Kids
}

// content draws content of the current element.
func (s *sheet) content(draw func()) {
	e := s.open[len(s.open)-1]
	e.Marks = append(e.Marks, pdfa.Mark{Page: s.pdf.PageNo(), ID: s.next})
	s.pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", e.Kind, s.next))
	s.next++
	draw()
	s.pdf.RawWriteStr("EMC")
}

// artifact draws what is no content, such as lines and frames.
func (s *sheet) artifact(draw func()) {
	s.pdf.RawWriteStr("/Artifact BMC")
	draw()
	s.pdf.RawWriteStr("EMC")
}

// text draws one line of text within content or artifact.
func (s *sheet) text(f font, c colour, x, y float64, text string) {
	s.pdf.SetFont(f.family, "", f.size)
	s.pdf.SetTextColor(c.r, c.g, c.b)
	for _, p := range f.set(text).pieces {
		if p.actual != "" {
			s.pdf.RawWriteStr("/Span <</ActualText " + pdfa.Text(p.actual) + ">> BDC")
		}
		s.pdf.Text(x+f.millimetres(p.x), y-f.millimetres(p.y), p.text)
		if p.actual != "" {
			s.pdf.RawWriteStr("EMC")
		}
	}
}

// paragraph draws an element of text, broken into lines, and returns the baseline after its last line.
func (s *sheet) paragraph(kind string, f font, c colour, x, y, leading float64, lines ...string) float64 {
	s.in(kind, func() {
		s.content(func() {
			for _, l := range lines {
				s.text(f, c, x, y, l)
				y += leading
			}
		})
	})
	return y
}

// box returns a rectangle on the page, given by its top left corner in millimetres, as PDF wants it.
func box(x, y, width, height float64) pdfa.Box {
	return pdfa.Box{x / mmPerPoint, (pageHeight - y - height) / mmPerPoint, (x + width) / mmPerPoint, (pageHeight - y) / mmPerPoint}
}

// rule draws a horizontal line as an artifact.
func (s *sheet) rule(c colour, x, y, width, thickness float64) {
	s.artifact(func() {
		s.pdf.SetFillColor(c.r, c.g, c.b)
		s.pdf.Rect(x, y, width, thickness, "F")
	})
}

// frame draws a rectangle of lines at a distance from the edges of the page.
func (s *sheet) frame(c colour, inset, thickness float64) {
	s.artifact(func() {
		s.pdf.SetDrawColor(c.r, c.g, c.b)
		s.pdf.SetLineWidth(thickness)
		s.pdf.Rect(inset, inset, pageWidth-2*inset, pageHeight-2*inset, "D")
	})
}
