package assessments

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	same := [][]string{
		{"Widerspruch", "widerspruch", "  WIDERSPRUCH\n", "Wider\u00adspruch", "\u200bWiderspruch"},
		{"Straße", "STRASSE", "strasse", "STRAẞE"},
		{"Prüfung", "Pruefung", "Pru\u0308fung", "PRÜFUNG"},
		{"Ärger über Öl", "aerger ueber oel", "ÄRGER  ÜBER\u00a0ÖL"},
		{"E-Mail", "E\u2011Mail", "e–mail"},
		{"geht's", "geht’s"},
	}
	seen := map[string]string{}
	for _, group := range same {
		want := fold(group[0])
		for _, s := range group {
			if got := fold(s); got != want {
				t.Errorf("fold(%q) = %q, want %q", s, got, want)
			}
		}
		if other := seen[want]; other != "" {
			t.Errorf("fold(%q) = fold(%q)", group[0], other)
		}
		seen[want] = group[0]
	}
	if accepted([]string{"Straße"}, "strasse", true) || !accepted([]string{"Straße"}, " Straße ", true) {
		t.Error("exact answers are folded")
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Straße", "ü\u0327\u0301", "İ", "a\u0308\u0301", "\u212a", "ÄÖÜẞ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1000 || !utf8.ValidString(s) {
			return
		}
		once := fold(s)
		if again := fold(once); again != once {
			t.Errorf("fold(fold(%q)) = %q, want %q", s, again, once)
		}
		if !utf8.ValidString(once) {
			t.Errorf("fold(%q) = %q, not UTF-8", s, once)
		}
	})
}

func TestParseDecimal(t *testing.T) {
	tests := []struct{ text, value, unit string }{
		{"72", "72", ""},
		{" 72 ", "72", ""},
		{"0,5", "0.5", ""},
		{"0.5", "0.5", ""},
		{",5", "0.5", ""},
		{"-0,50", "-0.5", ""},
		{"−3", "-3", ""},
		{"+3", "3", ""},
		{"007", "7", ""},
		{"1.000", "1000", ""},
		{"0.125", "0.125", ""},
		{"1.25", "1.25", ""},
		{"1,250", "1.25", ""},
		{"1.000,5", "1000.5", ""},
		{"1,000.5", "1000.5", ""},
		{"1.000.000", "1000000", ""},
		{"1,000,000", "1000000", ""},
		{"1 000 000,25", "1000000.25", ""},
		{"1\u202f000", "1000", ""},
		{"1\u00a0000", "1000", ""},
		{"1'000", "1000", ""},
		{"72 Stunden", "72", "stunden"},
		{"72Stunden", "72", "stunden"},
		{"60 %", "60", "%"},
		{"60%", "60", "%"},
		{"3 E-Mails", "3", "e-mails"},
		{"72.", "72", ""},
		{"1e3", "1", "e3"}, // a unit that nobody asks for
		{"", "", "none"},
		{"NaN", "", "none"},
		{"Inf", "", "none"},
		{"zwei", "", "none"},
		{"1.00.000", "", "none"},
		{"1 00", "", "none"},
		{"1,0,0", "", "none"},
		{"1.000.00", "", "none"},
		{"--3", "", "none"},
		{strings.Repeat("9", 65), "", "none"},
	}
	for _, tt := range tests {
		value, unit, ok := parseDecimal(tt.text)
		if !ok {
			if tt.unit != "none" {
				t.Errorf("parseDecimal(%q) is no number, want %s", tt.text, tt.value)
			}
			continue
		}
		if got := decimal(value); got != tt.value || unit != tt.unit {
			t.Errorf("parseDecimal(%q) = %s %q, want %s %q", tt.text, got, unit, tt.value, tt.unit)
		}
	}
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"1.000,5 €", "1e999", "NaN", "-0", "1 000", "9999999999999999999999,1", "0x10", "1_000", "1/3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		value, _, ok := parseDecimal(s)
		if !ok {
			return
		}
		text := decimal(value)
		back, exact := new(big.Rat).SetString(text)
		if !exact || back.Cmp(value) != 0 || strings.ContainsAny(text, "eE/") {
			t.Errorf("parseDecimal(%q) = %v, written %q", s, value, text)
		}
	})
}

// TestShuffledIsFrozen pins orders, because they are part of what attempts in a database mean.
func TestShuffledIsFrozen(t *testing.T) {
	tests := []struct {
		seed uint64
		name string
		want []int
	}{
		{0, "k1", []int{0, 5, 2, 4, 6, 7, 1, 3}},
		{42, "frage", []int{5, 0, 4, 3, 7, 2, 6, 1}},
		{1 << 63, "frage", []int{7, 2, 1, 5, 4, 0, 6, 3}},
		{1, "", []int{0}},
		{1, "", []int{}},
	}
	for _, tt := range tests {
		if got := shuffled(tt.seed, tt.name, len(tt.want)); !slices.Equal(got, tt.want) {
			t.Errorf("shuffled(%d, %q, %d) = %v, want %v", tt.seed, tt.name, len(tt.want), got, tt.want)
		}
	}
}

func TestShuffledIsFair(t *testing.T) {
	const n, rounds = 4, 4800
	var count [n][n]int
	for seed := range uint64(rounds) {
		for place, i := range shuffled(seed, "frage", n) {
			count[i][place]++
		}
	}
	for i := range count {
		for place, got := range count[i] {
			if want := rounds / n; got < want*85/100 || got > want*115/100 {
				t.Errorf("item %d is at place %d in %d of %d orders, want about %d", i, place, got, rounds, want)
			}
		}
	}
}
