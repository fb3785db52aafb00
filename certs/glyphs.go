package certs

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// A GlyphError reports a letter that certificates cannot print: their fonts have Latin, Greek and
// Cyrillic. Without it the document would show an empty box.
type GlyphError struct {
	Field  string // what holds the letter, such as "holder"
	Letter rune
}

// Error names the letter and its code point.
func (e *GlyphError) Error() string {
	if unicode.IsPrint(e.Letter) {
		return fmt.Sprintf("certs: %s: no font has the letter %q (%U)", e.Field, e.Letter, e.Letter)
	}
	return fmt.Sprintf("certs: %s: no font has the character %U", e.Field, e.Letter)
}

// ErrIncomplete reports a request without a person, holder or title.
var ErrIncomplete = errors.New("certs: incomplete")

// CheckName reports whether a certificate can be made out to the name: [ErrIncomplete] if it is empty, a
// *[GlyphError] if a letter cannot be printed.
func CheckName(name string) error {
	if clean(name) == "" {
		return fmt.Errorf("%w: no holder", ErrIncomplete)
	}
	return covered("holder", name)
}

// covered reports the first letter of the cleaned texts that is missing in one of the faces.
func covered(field string, texts ...string) error {
	for _, text := range texts {
		for _, r := range clean(text) {
			for _, f := range []*face{sansFace(), serifFace()} {
				if f.glyphs[r] == 0 {
					return &GlyphError{Field: field, Letter: r}
				}
			}
		}
		if strings.IndexFunc(clean(text), unicode.IsMark) == 0 {
			return &GlyphError{Field: field, Letter: []rune(clean(text))[0]}
		}
	}
	return nil
}
