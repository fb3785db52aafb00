package courses

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A Term is an entry of the glossary.
type Term struct {
	ID         string   `yaml:"id"`         // in the alphabet of a [ModuleID]
	Name       string   `yaml:"begriff"`    // as the list shows it
	Forms      []string `yaml:"formen"`     // further spellings under which lessons mention it
	Definition string   `yaml:"erklaerung"` // one to three sentences of plain text
	Source     string   `yaml:"quelle"`     // law or standard that it rests on, may be empty
	Module     ModuleID `yaml:"modul"`      // that teaches it, may be empty
}

// A Glossary explains terms. It is never changed once read.
type Glossary struct {
	Terms []Term // in German order of their names

	byFirst map[string][]form // by the first word, longest first
}

// A form is one spelling of a term.
type form struct {
	text string
	term *Term
}

// ReadGlossary reads a list of terms in YAML. Every entry needs id, begriff and erklaerung; an id or a
// spelling that two terms share is an error.
func ReadGlossary(data []byte) (*Glossary, error) {
	g := &Glossary{byFirst: make(map[string][]form)}
	if err := yaml.UnmarshalWithOptions(data, &g.Terms, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("glossary: %w", err)
	}
	german := collate.New(language.German)
	slices.SortFunc(g.Terms, func(a, b Term) int { return german.CompareString(a.Name, b.Name) })
	ids := make(map[string]bool)
	texts := make(map[string]string)
	var broken []error
	for i := range g.Terms {
		t := &g.Terms[i]
		switch {
		case !validID(t.ID) || t.Name == "" || t.Definition == "":
			broken = append(broken, fmt.Errorf("glossary: term %q (%q) lacks id, begriff or erklaerung", t.ID, t.Name))
		case ids[t.ID]:
			broken = append(broken, fmt.Errorf("glossary: the id %q stands twice", t.ID))
		}
		ids[t.ID] = true
		for _, text := range append([]string{t.Name}, t.Forms...) {
			if other, ok := texts[text]; ok {
				broken = append(broken, fmt.Errorf("glossary: %q belongs to %s and %s", text, other, t.ID))
			}
			texts[text] = t.ID
			first := text[:wordLength(text)]
			g.byFirst[first] = append(g.byFirst[first], form{text, t})
		}
	}
	for _, forms := range g.byFirst {
		slices.SortFunc(forms, func(a, b form) int { return cmp.Compare(len(b.text), len(a.text)) })
	}
	return g, errors.Join(broken...)
}

// A mention is a place in a text that names a term.
type mention struct {
	start, end int
	term       *Term
}

// mentions returns the first mention of each term in the text that is not in seen, and adds it there.
func (g *Glossary) mentions(text string, seen map[*Term]bool) []mention {
	var found []mention
	for i := 0; i < len(text); {
		n := wordLength(text[i:])
		if n == 0 {
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
			continue
		}
		end := i + n
		for _, f := range g.byFirst[text[i:end]] {
			if seen[f.term] || !strings.HasPrefix(text[i:], f.text) || wordLength(text[i+len(f.text):]) > 0 {
				continue
			}
			end = i + len(f.text)
			found = append(found, mention{i, end, f.term})
			seen[f.term] = true
			break
		}
		i = end
	}
	return found
}

// wordLength returns the length of the word with which s begins, in bytes: letters, digits and hyphens.
func wordLength(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' {
			return i
		}
	}
	return len(s)
}
