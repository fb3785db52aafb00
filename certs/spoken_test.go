package certs

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"lernamt/certs/internal/pdfa"
)

// spokenText returns what a screen reader says, in its order: an element a line.
func spokenText(t testing.TB, d drawing) string {
	t.Helper()
	_, root, err := d.draw()
	if err != nil {
		t.Fatal(err)
	}
	r, err := read(drawn(t, d))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[pdfa.Mark]string{}
	for _, s := range r.shown {
		for _, code := range s.codes {
			texts[pdfa.Mark{Page: s.page + 1, ID: s.mark}] += string(rune(code))
		}
	}
	var b strings.Builder
	var say func(e *pdfa.Element, depth int)
	say = func(e *pdfa.Element, depth int) {
		text := ""
		for _, m := range e.Marks {
			text += texts[m]
		}
		line := strings.Repeat("  ", depth) + e.Kind
		for _, part := range []string{text, e.Alt, e.Link} {
			if part != "" {
				line += fmt.Sprintf(" %q", part)
			}
		}
		b.WriteString(line + "\n")
		for _, kid := range e.Kids {
			say(kid, depth+1)
		}
	}
	say(root, 0)
	return b.String()
}

func TestSpoken(t *testing.T) {
	for name, d := range samples(t) {
		path := "testdata/" + name + ".spoken.txt"
		got := spokenText(t, d)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is read as\n%s\nwant\n%s", name, got, want)
		}
	}
}
