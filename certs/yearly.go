package certs

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
)

// OfYear returns those of a person's certificates that count in the year, by the day of issue in the
// zone of the issuer, and the minutes of them all. What was revoked or superseded counts nowhere, and of a
// programme its modules count, not the programme again.
func (i *Issuer) OfYear(all []Certificate, year int) (counting []Certificate, minutes int) {
	for _, c := range all {
		if c.Ended.At.IsZero() && len(c.Modules) == 0 && c.IssuedAt.In(i.zone()).Year() == year {
			counting = append(counting, c)
			minutes += c.Minutes
		}
	}
	slices.SortStableFunc(counting, func(a, b Certificate) int {
		return cmp.Or(a.IssuedAt.Compare(b.IssuedAt), cmp.Compare(a.Number, b.Number))
	})
	return counting, minutes
}

// Yearly draws the statement of a person's learning time in a year: a PDF, signed like a certificate, that
// lists the certificates that count in it, as OfYear says, and sums up their minutes. The name is
// that on the latest of them. It is drawn for now and kept nowhere; a year without certificates is [ErrNotFound].
func (i *Issuer) Yearly(ctx context.Context, all []Certificate, year int, language string) ([]byte, error) {
	list, minutes := i.OfYear(all, year)
	if len(list) == 0 {
		return nil, fmt.Errorf("statement of %d: %w", year, ErrNotFound)
	}
	words, ok := wordings[language]
	if !ok {
		return nil, fmt.Errorf("certs: no template in the language %q", language)
	}
	y := yearly{list: list, minutes: minutes, year: year, page: &page{words: words}}
	release, err := i.slot(ctx)
	if err != nil {
		return nil, fmt.Errorf("statement of %d: %w", year, err)
	}
	defer release()
	y.drawing = drawing{
		Certificate: Certificate{
			Language: language, Holder: list[len(list)-1].Holder, IssuerName: i.Body.Name, IssuerPlace: i.Body.Place,
			Responsible: i.Body.Responsible, IssuedAt: i.now(),
		},
		logo: i.logo, accent: i.tint, zone: i.zone(), signer: i.Signer,
	}
	if err := covered("issuer", y.IssuerName, y.IssuerPlace, y.Responsible); err != nil {
		return nil, err
	}
	return y.pdf()
}

// A yearly is a statement being drawn.
type yearly struct {
	*page
	list    []Certificate
	minutes int
	year    int
}

// The columns of its table, in millimetres from the left edge of the type area.
const (
	dayColumn     = 92.0
	minutesColumn = 124.0
	unitsColumn   = 146.0
)

func (y *yearly) pdf() ([]byte, error) {
	y.sheet, y.limit = newSheet(), bottom-34
	y.sheet.pdf.SetCreationDate(y.IssuedAt)
	y.sheet.pdf.SetModificationDate(y.IssuedAt)
	y.sheet.addPage()
	y.border()
	y.heading(fmt.Sprintf(y.words.yearly, y.year), y.words.yearlyAbout)
	name, lines := fit(serif(27), 17, y.Holder)
	y.y = y.sheet.paragraph("P", name, ink, left, y.y, name.size*0.45, lines...) - name.size*0.45 + 10
	y.y = y.sheet.paragraph("P", sans(11), grey, left, y.y, 0, fmt.Sprintf(y.words.yearlySentence, y.year)) + 12
	y.table()
	y.close()

	var raw bytes.Buffer
	if err := y.sheet.pdf.Output(&raw); err != nil {
		return nil, fmt.Errorf("certs: draw: %w", err)
	}
	return y.finish(raw.Bytes(), y.sheet.root, fmt.Sprintf(y.words.yearly, y.year)+" – "+y.Holder, nil)
}

// table draws a row for each certificate and the sum, on as many pages as it takes.
func (y *yearly) table() {
	s, w := y.sheet, y.words
	s.in("Table", func() {
		y.row("TH", sans(8), y.tint(), w.module, w.completed, w.minutesHead, w.unitsHead)
		y.y += 2.5
		s.rule(hair, left, y.y-4.5, right-left, 0.2)
		for _, c := range y.list {
			y.entry(c)
		}
		s.rule(hair, left, y.y-4.2, right-left, 0.2)
		y.y += 1.5
		y.row("TD", sans(10.5), ink, w.total, "", strconv.Itoa(y.minutes), w.ue(y.minutes))
	})
}

// row draws a row of four cells with one line each. Numbers stand at the right of their columns.
func (y *yearly) row(cell string, f font, c colour, texts ...string) {
	s := y.sheet
	s.in("TR", func() {
		for i, x := range []float64{0, dayColumn, minutesColumn, unitsColumn} {
			at := left + x
			if i >= 2 {
				at = y.flushRight(f, i, texts[i])
			}
			s.in(cell, func() {
				s.content(func() { s.text(f, c, at, y.y, texts[i]) })
			})
		}
	})
	y.y += 6
}

// flushRight returns where a text begins that ends at the right of its column.
func (y *yearly) flushRight(f font, column int, text string) float64 {
	end := right
	if column == 2 {
		end = left + unitsColumn - 6
	}
	return end - f.millimetres(f.measure(text))
}

// entry draws the row of a certificate, its number below its title.
func (y *yearly) entry(c Certificate) {
	s, f := y.sheet, sans(9.5)
	title := f.lines(clean(c.Title), dayColumn-6)
	if y.y+float64(len(title))*4.6 > y.limit {
		y.next()
	}
	top := y.y
	s.in("TR", func() {
		s.in("TD", func() {
			s.content(func() {
				for _, l := range title {
					s.text(f, ink, left, y.y, l+" ")
					y.y += 4.6
				}
				s.text(sans(7.5), grey, left, y.y-0.4, string(c.Number))
			})
		})
		for i, text := range []string{y.date(c.IssuedAt), strconv.Itoa(c.Minutes), y.words.ue(c.Minutes)} {
			x := left + dayColumn
			if i > 0 {
				x = y.flushRight(f, i+1, text)
			}
			s.in("TD", func() {
				s.content(func() { s.text(f, ink, x, top, text) })
			})
		}
	})
	y.y += 6.4
}

// next begins a new page.
func (y *yearly) next() {
	y.sheet.addPage()
	y.border()
	f := sans(7.5)
	folio := fmt.Sprintf(y.words.page, y.sheet.pdf.PageNo())
	y.sheet.artifact(func() {
		y.sheet.text(f, grey, left, 26, fmt.Sprintf(y.words.yearly, y.year)+" – "+y.Holder)
		y.sheet.text(f, grey, right-f.millimetres(f.measure(folio)), 26, folio)
	})
	y.sheet.rule(hair, left, 29.5, right-left, 0.2)
	y.y = 39
}

// close draws who answers for the statement and how to check what it lists.
func (y *yearly) close() {
	s := y.sheet
	at := bottom - 20.0
	placeAndDate := y.date(y.IssuedAt)
	if place := clean(y.IssuerPlace); place != "" {
		placeAndDate = place + ", " + placeAndDate
	}
	at = s.paragraph("P", sans(10.5), ink, left, at, 5.2, placeAndDate)
	if by := clean(y.Responsible); by != "" {
		at = s.paragraph("P", sans(9.5), grey, left, at, 5.2, sans(9.5).lines(by, right-left)...)
	}
	closing := y.words.yearlyCheck + " " + y.words.machineMade
	if y.signer != nil && y.signer.Test {
		closing += " " + y.words.testSigned
	}
	small := sans(7.5)
	s.paragraph("P", small, grey, left, at+2, 3.6, small.lines(closing, right-left)...)
}
