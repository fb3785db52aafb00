package mongo

import (
	"strings"
	"testing"
)

func TestFieldName(t *testing.T) {
	for id, want := range map[string]string{
		"":         "%",
		"q1":       "q1",
		"%":        "%25",
		"a.b":      "a%2Eb",
		"$set":     "%24set",
		"a\x00b":   "a%00b",
		"fall-ä":   "fall-ä",
		"a\xffb":   "a%FFb",
		"\ufffd":   "\ufffd",
		"a+b c/d?": "a+b c/d?",
	} {
		if got := fieldName(id); got != want {
			t.Errorf("fieldName(%q) = %q, want %q", id, got, want)
		}
	}
}

func FuzzFieldName(f *testing.F) {
	for _, id := range []string{"", "%", "%25", "a.b", "$a", "\x00", "\xff", "ä", "%2E"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		name := fieldName(id)
		if name == "" || strings.ContainsAny(name, ".$\x00") {
			t.Errorf("fieldName(%q) = %q is no name of a field", id, name)
		}
		if got, err := fieldID(name); err != nil || got != id {
			t.Errorf("fieldID(fieldName(%q)) = %q, %v", id, got, err)
		}
		if _, err := fieldID(id); err != nil && !strings.Contains(id, "%") {
			t.Errorf("fieldID(%q) error = %v", id, err) // foreign names must not panic
		}
	})
}

func FuzzKeyID(f *testing.F) {
	f.Add("p/m", "x", 1, "p", "m/x", 1)
	f.Add("p", "m/1", 1, "p", "m", 11)
	f.Add("%2F", "m", 1, "/", "m", 1)
	f.Fuzz(func(t *testing.T, p1, s1 string, c1 int, p2, s2 string, c2 int) {
		same := p1 == p2 && s1 == s2 && c1 == c2
		if got := keyID(p1, s1, c1) == keyID(p2, s2, c2); got != same {
			t.Errorf("keyID(%q, %q, %d) == keyID(%q, %q, %d) is %t", p1, s1, c1, p2, s2, c2, got)
		}
	})
}
