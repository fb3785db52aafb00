package courses

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/text/unicode/norm"
)

// anchorPrefix begins every id of a heading, so that it cannot be one of the page around the lesson.
const anchorPrefix = "s-"

// heading gives h its id and checks its level against that of the heading before. It returns the level
// that the next one is checked against.
func (s *scope) heading(h *ast.Heading, before int) int {
	level := h.Level
	name := plain(h, s.source)
	h.SetAttributeString("id", []byte(s.anchor(name)))
	if !s.lesson {
		return level
	}
	switch {
	case name == "":
		s.errorf(h, "heading-empty", "Die Überschrift ist leer.")
	case level == 1:
		s.errorf(h, "heading-h1", "Der Titel steht im Vorspann. Beginnen Sie im Text mit ##.")
		h.Level = 2
	case level > before+1:
		s.errorf(h, "heading-skip", "Die Überschrift springt von Ebene %d auf %d. Nehmen Sie Ebene %d.", before, level, before+1)
	}
	return level
}

// anchor returns an id that no other heading of the document has.
func (s *scope) anchor(name string) string {
	id := anchorPrefix + slug(name)
	for {
		n := s.ids[id]
		s.ids[id]++
		if n == 0 {
			return id
		}
		id += "-" + strconv.Itoa(n)
	}
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")

// slug folds a heading to lower-case ASCII letters, digits and single hyphens. Folding the anchor that
// GitHub makes of a heading gives the same.
func slug(name string) string {
	name = umlauts.Replace(norm.NFC.String(strings.ToLower(name)))
	var out strings.Builder
	gap := false
	for _, r := range norm.NFD.String(name) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap = false
			out.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case unicode.IsSpace(r) || r == '-' || r == '_':
			gap = true
		}
		if out.Len() >= 60 {
			break
		}
	}
	if out.Len() == 0 {
		return "abschnitt"
	}
	return out.String()
}
