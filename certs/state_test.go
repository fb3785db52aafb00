package certs

import (
	"bytes"
	"testing"
	"time"
)

func TestState(t *testing.T) {
	end := time.Date(2028, time.March, 3, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		until, now time.Time
		want       State
	}{
		{time.Time{}, end, Valid},
		{end, end.Add(-time.Millisecond), Valid},
		{end, end, Expired},
		{end, end.AddDate(1, 0, 0), Expired},
	} {
		c := Certificate{ValidUntil: test.until}
		if got := c.State(test.now); got != test.want {
			t.Errorf("State(valid until %v, at %v) = %s, want %s", test.until, test.now, got, test.want)
		}
	}
}

func TestValidUntil(t *testing.T) {
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 15, 4, 5, 6, time.UTC) }
	for _, test := range []struct {
		issued time.Time
		months int
		want   string
	}{
		{at(2026, 3, 2), 24, "2028-03-03"},
		{at(2026, 8, 31), 6, "2027-03-01"}, // there is no 31 February
		{at(2024, 2, 29), 12, "2025-03-01"},
		{at(2024, 2, 29), 48, "2028-03-01"},
		{at(2026, 12, 31), 1, "2027-02-01"},
		{at(2026, 11, 30), 3, "2027-03-01"},
	} {
		issuer := &Issuer{Zone: test.issued.Location()}
		if got := issuer.ValidUntil(test.issued, test.months).In(issuer.Zone); got.Format(time.DateOnly) != test.want || got.Hour() != 0 {
			t.Errorf("ValidUntil(%v, %d) = %v, want %s", test.issued, test.months, got, test.want)
		}
	}
	if got := new(Issuer).ValidUntil(at(2026, 3, 2), 0); !got.IsZero() {
		t.Errorf("ValidUntil(0 months) = %v, want none", got)
	}
}

func TestUE(t *testing.T) {
	for minutes, want := range map[int]string{0: "0,0", 45: "1,0", 90: "2,0", 60: "1,3", 67: "1,5", 1: "0,0", 44: "1,0", 600: "13,3", 3: "0,1"} {
		if got := german.ue(minutes); got != want {
			t.Errorf("ue(%d) = %s, want %s", minutes, got, want)
		}
	}
	if got := english.ue(60); got != "1.3" {
		t.Errorf("English ue(60) = %s, want 1.3", got)
	}
}

func TestWords(t *testing.T) {
	day := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	if got := german.date(day); got != "2. März 2026" {
		t.Errorf("German date = %q", got)
	}
	if got := english.date(day); got != "2 March 2026" {
		t.Errorf("English date = %q", got)
	}
	for code, want := range map[string]string{
		"digcomp3:4.2": "DigComp 3: 4.2", "digcomp22:1.1": "DigComp 2.2: 1.1", "other:1": "other:1", "plain": "plain", "": "",
	} {
		if got := competence(code); got != want {
			t.Errorf("competence(%q) = %q, want %q", code, got, want)
		}
	}
}

func FuzzFlatten(f *testing.F) {
	f.Add(sampleLogo(f))
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Fuzz(func(t *testing.T, logo []byte) {
		flat, err := flatten(logo)
		if err != nil || len(flat) == 0 {
			return
		}
		if !bytes.HasPrefix(flat, []byte("\x89PNG")) {
			t.Fatalf("flatten = %.10q", flat)
		}
	})
}
