package certs

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"lernamt/certs/internal/pdfa"
)

// template is the version of the layout. It changes with everything that changes how a certificate looks.
const template = "1"

// A drawing is a certificate on its way to paper.
type drawing struct {
	Certificate
	logo   []byte         // as prepared by flatten, may be empty
	accent *colour        // of headings and lines; nil for the usual
	url    string         // for checking; empty leaves the QR code out
	token  string         // signed, for checking without asking; goes into the QR code; may be empty
	zone   *time.Location // of printed dates

	signer     *Signer     // nil leaves the document unsigned
	credential *Credential // nil leaves it out
}

// The type area in millimetres and its fonts.
const (
	left        = 26.0
	right       = 184.0
	labelWidth  = 34.0  // of the column of labels
	footTop     = 229.0 // of the foot of the first page
	bottom      = 276.0 // of the text on later pages
	textLeading = 5.2
)

// tint returns the colour of headings and lines.
func (d *drawing) tint() colour {
	if d.accent == nil {
		return accent
	}
	return *d.accent
}

func sans(size float64) font  { return font{sansFace(), size} }
func serif(size float64) font { return font{serifFace(), size} }

// draw draws the certificate and returns what gofpdf makes of it, and its logical structure.
func (d drawing) draw() ([]byte, *pdfa.Element, error) {
	p := &page{drawing: d, sheet: newSheet(), words: wordings[d.Language], limit: footTop - 4}
	s := p.sheet
	s.pdf.SetCreationDate(d.IssuedAt)
	s.pdf.SetModificationDate(d.IssuedAt)

	s.addPage()
	p.border()
	p.head()
	p.statement()
	p.facts()
	p.details()
	if s.pdf.PageNo() == 1 {
		p.closing = s.apart(p.foot)
	}
	s.root.Kids = append(s.root.Kids, p.closing...)

	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, nil, fmt.Errorf("certs: draw: %w", err)
	}
	return out.Bytes(), s.root, nil
}

// A page is where on a certificate the drawing has come to.
type page struct {
	drawing
	sheet *sheet
	words wording
	y     float64 // next baseline
	limit float64 // the last baseline on this page

	closing []*pdfa.Element // the foot of the first page, which is read last
}

func (p *page) border() {
	p.sheet.frame(p.tint(), 9, 0.7)
	p.sheet.frame(p.tint(), 10.4, 0.15)
}

// head draws what the certificate is.
func (p *page) head() { p.heading(p.words.kind[p.Kind], p.texts().subtitle[p.Kind]) }

// heading draws the body's name and logo, and what the document is.
func (p *page) heading(what, about string) {
	width := right - left
	if len(p.logo) > 0 {
		width -= p.drawLogo()
	}
	name := sans(11)
	p.sheet.paragraph("P", name, ink, left, 30, textLeading, name.lines(clean(p.IssuerName), width)...)

	kind := serif(36)
	for kind.millimetres(kind.measure(what)) > right-left {
		kind.size--
	}
	p.sheet.paragraph("H1", kind, p.tint(), left-0.6, 65, 0, what)
	p.sheet.paragraph("P", sans(11), grey, left, 73, 0, about)
	p.sheet.rule(p.tint(), left, 79, 28, 0.9)
	p.y = 96
}

// statement draws who has done what and when.
func (p *page) statement() {
	s := p.sheet
	name, lines := fit(serif(27), 17, p.Holder)
	p.y = s.paragraph("P", name, ink, left, p.y, name.size*0.45, lines...) - name.size*0.45 + 10
	p.y = s.paragraph("P", sans(11), grey, left, p.y, 0, p.texts().hasTaken[p.Kind]) + 10.5
	title, lines := fit(serif(18), 12.5, clean(p.Title))
	p.y = s.paragraph("H2", title, p.tint(), left, p.y, title.size*0.45, lines...) - title.size*0.45 + 9
	p.y = s.paragraph("P", sans(11), grey, left, p.y, 0, p.period()) + 12
}

func (p *page) period() string {
	from, until := p.date(p.From), p.date(p.Until)
	if from == until {
		return fmt.Sprintf(p.words.outcomeDay[p.Kind], until)
	}
	return fmt.Sprintf(p.words.outcome[p.Kind], from, until)
}

func (p *page) date(t time.Time) string { return p.words.date(t.In(p.zone)) }

// fit returns the largest size, down to least, at which s takes one line, else at most two, else the
// least size; and the lines.
func fit(f font, least float64, s string) (font, []string) {
	for rows := 1; rows <= 2; rows++ {
		for size := f.size; size >= least+float64(2-rows)*(f.size-least)/2; size -= 0.5 {
			g := font{f.face, size}
			if lines := g.lines(s, right-left); len(lines) <= rows {
				return g, lines
			}
		}
	}
	f.size = least
	return f, f.lines(s, right-left)
}

// A fact is a column of the table: a label, a value and a remark in small print.
type fact struct {
	label, value, remark string
	width                float64
}

func (p *page) factList() []fact {
	w := p.words
	validity := w.unlimited
	if !p.ValidUntil.IsZero() {
		validity = fmt.Sprintf(w.until, p.date(p.ValidUntil.Add(-time.Millisecond)))
	}
	facts := []fact{
		{w.volume, fmt.Sprintf(w.minutes, p.Minutes), fmt.Sprintf(w.units, w.ue(p.Minutes)), 35},
		{w.format, w.eLearning, "", 24},
	}
	if p.Kind == Assessed {
		facts = append(facts, fact{w.assessment, w.passed, "", 24})
	}
	if p.Version != "" {
		hash := clean(p.ContentHash)
		facts = append(facts, fact{w.version, clean(p.Version), hash[:min(12, len(hash))], 28})
	}
	return append(facts,
		fact{w.validity, validity, "", 47})
}

// facts draws the table of facts: a row of labels and a row of values.
func (p *page) facts() {
	s := p.sheet
	top := p.y
	s.rule(hair, left, top-6, right-left, 0.2)
	s.in("Table", func() {
		p.factRow("TH", func(f fact, x float64) {
			s.text(sans(8), p.tint(), x, top, f.label)
		})
		p.factRow("TD", func(f fact, x float64) {
			if f.remark == "" {
				s.text(sans(10.5), ink, x, top+5.4, f.value)
				return
			}
			s.text(sans(10.5), ink, x, top+5.4, f.value+" ") // the space is for those who hear it
			s.text(sans(7.5), grey, x, top+9.6, f.remark)
		})
	})
	s.rule(hair, left, top+13, right-left, 0.2)
	p.y = top + 21.5
}

func (p *page) factRow(cell string, draw func(f fact, x float64)) {
	p.sheet.in("TR", func() {
		x := left
		for _, f := range p.factList() {
			p.sheet.in(cell, func() {
				p.sheet.content(func() { draw(f, x) })
			})
			x += f.width
		}
	})
}

// details draws what was learnt; it may run over onto more pages.
func (p *page) details() {
	p.modules()
	if len(p.Objectives) > 0 {
		p.label(p.words.objectives)
		p.sheet.in("L", func() {
			for _, o := range p.Objectives {
				p.item(clean(o))
			}
		})
		p.y += 2.6
	}
	var competences, bases []string
	for _, c := range p.Competences {
		competences = append(competences, competence(c))
	}
	for _, b := range p.LegalBases {
		bases = append(bases, clean(b))
	}
	p.series(p.words.competences, competences)
	p.series(p.words.legalBases, bases)
}

// modules draws what a programme is made of.
func (p *page) modules() {
	if len(p.Modules) == 0 {
		return
	}
	p.label(p.words.modules)
	p.sheet.in("L", func() {
		for _, m := range p.Modules {
			p.item(fmt.Sprintf("%s: "+p.words.minutes+", %s UE", clean(m.Title), m.Minutes, p.words.ue(m.Minutes)))
		}
	})
	p.y += 2.6
}

// series draws a labelled paragraph of short texts, if there are any.
func (p *page) series(label string, texts []string) {
	if len(texts) == 0 {
		return
	}
	p.label(label)
	p.sheet.in("P", func() {
		p.flow(left+labelWidth, strings.Join(texts, "  ·  "))
	})
	p.y += 2.6
}
