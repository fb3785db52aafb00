package people

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSortKey(t *testing.T) {
	for _, c := range []struct{ family, given, want string }{
		{"Müller", "Änne", "mueller\x01aenne"},
		{"Mu\u0308ller", "A\u0308nne", "mueller\x01aenne"},
		{"MÜLLER", "ÄNNE", "mueller\x01aenne"},
		{"Weiß", "", "weiss\x01"},
		{"WEIẞ", "", "weiss\x01"},
		{"Çelik", "Şeyma", "celik\x01seyma"},
		{"Łukasz", "Đorđe", "lukasz\x01dorde"},
		{"Øvergård", "Æsa", "overgard\x01aesa"},
		{"O’Neill", "Mary-Jane", "oneill\x01mary jane"},
		{"von  der\tAue", " Karl ", "von der aue\x01karl"},
		{"St. Clair", "3.", "st clair\x013"},
		{"Щербина", "", "щербина\x01"},
		{"a\x01b\x00", "\xff", "ab\x01\ufffd"},
		{"", "", "\x01"},
	} {
		a := Account{Family: c.family, Given: c.given}
		want := strings.TrimSuffix(c.want, "\ufffd") // broken text sorts as nothing
		if got := a.SortKey(); got != want {
			t.Errorf("SortKey of %q, %q = %q, want %q", c.family, c.given, got, want)
		}
	}
}

func TestSortOrder(t *testing.T) {
	want := []string{"Au", "Au Meier", "Auer", "Goethe", "Göthe", "Gothe", "Löw", "Lowe", "Strasse", "Straße", "Straßer", "Zoë"}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, func(a, b string) int {
		x, y := Account{Family: a}, Account{Family: b}
		if c := strings.Compare(x.SortKey(), y.SortKey()); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	if !slices.Equal(got, want) {
		t.Errorf("order = %q, want %q", got, want)
	}
}

func FuzzSortKey(f *testing.F) {
	f.Add("Müller", "Änne")
	f.Add("\x01", "\xff")
	f.Add("ẞ İ", "ǅ")
	f.Fuzz(func(t *testing.T, family, given string) {
		a := Account{Family: family, Given: given}
		key := a.SortKey()
		if strings.Count(key, "\x01") != 1 || strings.ContainsRune(key, 0) || !utf8.ValidString(key) {
			t.Errorf("SortKey of %q, %q = %q", family, given, key)
		}
	})
}
