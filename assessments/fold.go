package assessments

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// spellings are the German letters that may be written in two ways, in lower case.
var spellings = strings.NewReplacer("ß", "ss", "ä", "ae", "ö", "oe", "ü", "ue")

// fold brings a typed text into the form in which answers are compared: case, runs of white space, ß and
// ss, umlauts and their two-letter spelling, composed and combining characters, invisible characters
// and the kinds of hyphens and apostrophes make no difference. fold(fold(s)) == fold(s).
func fold(s string) string {
	s = norm.NFC.String(strings.ToLower(strings.Map(plainRune, s)))
	s = norm.NFC.String(spellings.Replace(s))
	return strings.Join(strings.Fields(s), " ")
}

// plainRune drops characters that nobody sees and unites those that look the same.
func plainRune(r rune) rune {
	switch r {
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2212': // hyphens, figure and en dash, minus
		return '-'
	case '\u2018', '\u2019', '\u02bc', '\u00b4', '`': // apostrophes
		return '\''
	}
	if unicode.Is(unicode.Cf, r) || r == '\u034f' {
		return -1
	}
	return r
}

// unfolded is the form in which exact answers are compared: only surrounding white space and the
// encoding of combining characters make no difference.
func unfolded(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

// accepted reports whether the text is one of the variants.
func accepted(variants []string, text string, exact bool) bool {
	form := fold
	if exact {
		form = unfolded
	}
	text = form(text)
	for _, v := range variants {
		if form(v) == text {
			return true
		}
	}
	return false
}
