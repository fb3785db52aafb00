package certs

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A piece is text that is drawn in one go, at an offset from the beginning of its line.
type piece struct {
	text   string
	actual string // what the text stands for, if the glyphs are of other letters
	x, y   int    // right and up, in 1/1000 of the font size
}

// A line is text set in one face: its pieces in reading order and its width in 1/1000 of the font size.
type line struct {
	pieces []piece
	width  int
}

// clean returns s as it is printed: composed (NFC), each run of spaces one space, without soft hyphens.
func clean(s string) string {
	s = strings.ReplaceAll(s, "\u00ad", "")
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// dotless holds the letters that lose their dot under a mark.
var dotless = map[rune]rune{'i': 'ı', 'j': 'ȷ'}

// above is the canonical combining class of the marks that stand on top of a letter.
const above = 230

// set places the glyphs of s. Marks that do not melt into a letter become pieces of their own, placed
// by the font's anchors; a plain text is one piece.
func (f *face) set(s string) line {
	var l line
	letters := []rune(s)
	var plain strings.Builder
	start := 0
	flush := func() {
		if plain.Len() > 0 {
			l.pieces = append(l.pieces, piece{text: plain.String(), x: start})
			plain.Reset()
		}
		start = l.width
	}
	for i := 0; i < len(letters); {
		n := 1
		for i+n < len(letters) && unicode.Is(unicode.Mn, letters[i+n]) {
			n++
		}
		if n == 1 {
			plain.WriteRune(letters[i])
			l.width += f.width(letters[i])
		} else {
			flush()
			l.pieces = append(l.pieces, f.cluster(letters[i:i+n], l.width)...)
			l.width += f.width(letters[i])
			start = l.width
		}
		i += n
	}
	flush()
	return l
}

// cluster places a letter at x and its marks.
func (f *face) cluster(letters []rune, x int) []piece {
	base := piece{text: string(letters[0]), x: x}
	glyph := f.glyphs[letters[0]]
	if bare, ok := dotless[letters[0]]; ok && topMark(letters[1:]) {
		base.text, base.actual = string(bare), base.text
		glyph = f.glyphs[bare]
	}
	pieces := []piece{base}
	under := map[int]placed{} // the mark put last, by combining class
	for _, r := range letters[1:] {
		mark := f.glyphs[r]
		class := int(norm.NFC.PropertiesString(string(r)).CCC())
		at, ok := point{}, false
		if below, stacked := under[class]; stacked {
			at, ok = place(f.marks.mark[mark], f.marks.over[below.glyph])
			at.x, at.y = at.x+below.at.x, at.y+below.at.y
		}
		if !ok {
			at, ok = place(f.marks.mark[mark], f.marks.base[glyph])
		}
		if !ok { // such as a tie between two letters: its outline is left of its origin
			at = point{x: f.width(letters[0])}
		}
		under[class] = placed{mark, at}
		pieces = append(pieces, piece{text: string(r), x: x + at.x, y: at.y})
	}
	return pieces
}

type placed struct {
	glyph uint16
	at    point
}

func topMark(marks []rune) bool {
	for _, r := range marks {
		if norm.NFC.PropertiesString(string(r)).CCC() == above {
			return true
		}
	}
	return false
}

// width returns the advance of a letter. Marks that stand alone have their own.
func (f *face) width(r rune) int { return int(f.advance[f.glyphs[r]]) }

// measure returns the width of s in 1/1000 of the font size.
func (f *face) measure(s string) int { return f.set(s).width }

// wrap breaks s at spaces, and after hyphens, into lines of at most width, in 1/1000 of the font size. A word that
// is longer than that is broken anywhere but before a mark. Lines keep the space at which they are broken,
// which is outside of the width, so that their words stay apart for machines that read them.
func (f *face) wrap(s string, width int) []string {
	var lines []string
	current := ""
	for _, word := range words(s) {
		if f.measure(strings.TrimRight(current+word, " ")) <= width {
			current += word
			continue
		}
		if current != "" {
			lines = append(lines, current)
		}
		for current = word; f.measure(strings.TrimRight(current, " ")) > width; {
			n := f.fitting(current, width)
			lines = append(lines, current[:n])
			current = current[n:]
		}
	}
	if current != "" {
		lines = append(lines, strings.TrimRight(current, " "))
	}
	return lines
}

// words cuts s after each space and hyphen that bears no mark.
func words(s string) []string {
	var all []string
	start := 0
	for i, r := range s {
		if r != ' ' && r != '-' {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(s[i+1:]); !unicode.Is(unicode.Mn, next) {
			all = append(all, s[start:i+1])
			start = i + 1
		}
	}
	if start < len(s) {
		all = append(all, s[start:])
	}
	return all
}

// fitting returns the length in bytes of the longest beginning of s within width, at least one letter with its marks.
func (f *face) fitting(s string, width int) int {
	n := 0
	for i, r := range s {
		if n > 0 && f.measure(s[:i]) > width {
			return n
		}
		if !unicode.Is(unicode.Mn, r) {
			n = i
		}
	}
	if n == 0 || f.measure(s) <= width {
		return len(s)
	}
	return n
}
