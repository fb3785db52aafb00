package certs

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
)

func zeros(n int) io.Reader { return bytes.NewReader(make([]byte, n)) }

func newNumber(t testing.TB, r io.Reader, year int) Number {
	t.Helper()
	n, err := NewNumber(r, year)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNewNumber(t *testing.T) {
	form := regexp.MustCompile(`^LA-2026(-[0-9A-HJKMNP-TV-Z]{4}){4}-[0-9A-HJKMNP-TV-Z]$`)
	seen := map[Number]bool{}
	for range 1000 {
		n := newNumber(t, rand.Reader, 2026)
		if !form.MatchString(string(n)) || seen[n] {
			t.Fatalf("number %q is malformed or came twice", n)
		}
		seen[n] = true
		if back, err := ParseNumber(string(n)); err != nil || back != n {
			t.Fatalf("ParseNumber(%q) = %q, %v", n, back, err)
		}
	}
	if _, err := NewNumber(iotest.ErrReader(io.ErrUnexpectedEOF), 2026); err == nil {
		t.Error("NewNumber without randomness must fail")
	}
	for _, year := range []int{-1, 10000} {
		if n, err := NewNumber(rand.Reader, year); err == nil {
			t.Errorf("NewNumber(year %d) = %q", year, n)
		}
	}
}

func TestParseNumberForgives(t *testing.T) {
	n := newNumber(t, zeros(10), 2011) // zeros and ones invite O, I and L
	s := string(n)
	for _, typed := range []string{
		s, strings.ToLower(s), strings.ReplaceAll(s, "-", ""), strings.ReplaceAll(s, "-", " "), " " + s + "\r\n",
		strings.ReplaceAll(s, "-", "–"), strings.ReplaceAll(s, "-", "\u00a0"), s[3:], strings.ReplaceAll(s, "0", "O"),
		strings.ReplaceAll(s, "0", "o"), strings.ReplaceAll(s, "1", "I"), strings.ReplaceAll(s, "1", "l"), s + "\u00ad",
	} {
		if got, err := ParseNumber(typed); err != nil || got != n {
			t.Errorf("ParseNumber(%q) = %q, %v, want %q", typed, got, err, n)
		}
	}
}

func TestParseNumberRefuses(t *testing.T) {
	s := string(newNumber(t, strings.NewReader("lernamt.de"), 2026))
	for _, typed := range []string{"", "LA", s + "0", s[:len(s)-1], "LA-" + s, "XY" + s[2:], strings.Replace(s, "2026", "2O2A", 1), "LA-2026-Ü", s + "é"} {
		if got, err := ParseNumber(typed); !errors.Is(err, ErrNumber) {
			t.Errorf("ParseNumber(%q) = %q, %v, want ErrNumber", typed, got, err)
		}
	}
	for i := 3; i < len(s); i++ { // each single wrong character
		for _, r := range crockford {
			wrong := s[:i] + string(r) + s[i+1:]
			if s[i] == '-' || wrong == s {
				continue
			}
			if got, err := ParseNumber(wrong); !errors.Is(err, ErrNumber) {
				t.Errorf("ParseNumber(%q) = %q, %v, want ErrNumber: %q is right", wrong, got, err, s)
			}
		}
	}
}

// TestParseNumberSwapped counts how many swaps of neighbours go unnoticed: by chance it would be one in 32.
func TestParseNumberSwapped(t *testing.T) {
	swaps, missed := 0, 0
	for range 300 {
		s := string(newNumber(t, rand.Reader, 2026))
		for i := 8; i+1 < len(s); i++ {
			if s[i] == s[i+1] || s[i] == '-' || s[i+1] == '-' {
				continue
			}
			swaps++
			if _, err := ParseNumber(s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]); err == nil {
				missed++
			}
		}
	}
	if missed*100 > swaps {
		t.Errorf("%d of %d swaps go unnoticed", missed, swaps)
	}
}

func TestReveals(t *testing.T) {
	code, err := NewCode(strings.NewReader("\x00\x44\x32\xff\xee"))
	if err != nil || len(code) != 8 {
		t.Fatalf("NewCode = %q, %v, want 8 characters", code, err)
	}
	c := Certificate{Code: code}
	for _, typed := range []string{code, strings.ToLower(code), code[:4] + "-" + code[4:], " " + code + " ", strings.ReplaceAll(code, "0", "o")} {
		if !c.Reveals(typed) {
			t.Errorf("Reveals(%q) = false, the code is %q", typed, code)
		}
	}
	for _, typed := range []string{"", "-", code[1:], code + "0", "ZZZZZZZZ"} {
		if c.Reveals(typed) {
			t.Errorf("Reveals(%q) = true, the code is %q", typed, code)
		}
	}
	if none := (&Certificate{}); none.Reveals("") {
		t.Error("a certificate without a code reveals itself to the empty code")
	}
}

func FuzzParseNumber(f *testing.F) {
	f.Add(string(newNumber(f, strings.NewReader("0123456789"), 2026)))
	f.Add("LA-2026")
	f.Add("la 2026 oooo iiii llll zzzz 0")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber(s)
		if err != nil {
			if n != "" || !errors.Is(err, ErrNumber) {
				t.Fatalf("ParseNumber(%q) = %q, %v", s, n, err)
			}
			return
		}
		if again, err := ParseNumber(string(n)); err != nil || again != n {
			t.Fatalf("ParseNumber(%q) = %q, but of that %q, %v", s, n, again, err)
		}
	})
}
