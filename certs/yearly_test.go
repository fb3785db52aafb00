package certs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// yearOf returns n certificates of 2026 and some that do not count in it.
func yearOf(n int) []Certificate {
	var all []Certificate
	for i := range n {
		c := sampleDrawing().Certificate
		c.Number = Number(fmt.Sprintf("LA-2026-0000-0000-0000-%04d-0", n-i))
		c.Minutes = 45 + i
		c.IssuedAt = time.Date(2026, time.January, 1+i, 9, 0, 0, 0, time.UTC)
		if i%3 == 1 {
			c.Title = "Sichere Nutzung von Fachverfahren, Schnittstellen und Verzeichnisdiensten der öffentlichen Verwaltung"
		}
		all = append(all, c)
	}
	before, after, revoked := sampleDrawing().Certificate, sampleDrawing().Certificate, sampleDrawing().Certificate
	before.IssuedAt = time.Date(2025, time.December, 31, 22, 0, 0, 0, time.UTC)
	after.IssuedAt = time.Date(2026, time.December, 31, 23, 30, 0, 0, time.UTC) // in Berlin it is 2027
	revoked.Ended = Ending{At: after.IssuedAt, Reason: Mistake}
	return append(all, before, after, revoked)
}

func yearIssuer(t testing.TB) *Issuer {
	t.Helper()
	d := signedSample(t)
	berlin := time.FixedZone("CET", 3600)
	return &Issuer{
		Body:   Body{Name: d.IssuerName, Place: d.IssuerPlace, Responsible: d.Responsible, Logo: sampleLogo(t)},
		Signer: d.signer, Zone: berlin, Clock: func() time.Time { return time.Date(2027, time.January, 4, 8, 0, 0, 0, time.UTC) },
	}
}

func TestYearly(t *testing.T) {
	i := yearIssuer(t)
	for name, n := range map[string]int{"one": 1, "few": 4, "many": 60} {
		for language, sum := range map[string]string{"de": "Summe", "en": "In total"} {
			file, err := i.Yearly(t.Context(), yearOf(n), 2026, language)
			if err != nil {
				t.Fatal(err)
			}
			if dir := os.Getenv("LERNAMT_SAMPLES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, "yearly-"+name+"-"+language+".pdf"), file, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := checkSignature(file); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			r := mustRead(t, file)
			for _, check := range []func(*reading) error{
				crossReferences, nothingForbidden, equalDates, parentTree, contentIsMarked, glyphsAreThere, lettersAreNamed, widthsAgree, colourProfile,
			} {
				if err := check(r); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			says := drawnText(r)
			minutes := 45*n + n*(n-1)/2
			for _, want := range []string{sum, fmt.Sprint(minutes), wordings[language].ue(minutes), "Jördis Øvergård-Çelik", "2026", fmt.Sprintf("%04d-0", n)} {
				if !strings.Contains(says, want) {
					t.Errorf("%s %s: %q is missing in %q", name, language, want, says)
				}
			}
			if got := strings.Count(says, "LA-2026-0000"); got != n {
				t.Errorf("%s: %d certificates are listed, want %d", name, got, n)
			}
		}
	}
}

// drawnText returns all that is drawn on a file, in the order of drawing.
func drawnText(r *reading) string {
	var b strings.Builder
	for _, s := range r.shown {
		for _, code := range s.codes {
			b.WriteRune(rune(code))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestYearlyErrors(t *testing.T) {
	i := yearIssuer(t)
	if _, err := i.Yearly(t.Context(), yearOf(1), 2024, "de"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a year without certificates: error %v, want ErrNotFound", err)
	}
	if _, err := i.Yearly(t.Context(), yearOf(1), 2026, "fr"); err == nil {
		t.Error("a language without wording: error = nil")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := i.Yearly(ctx, yearOf(1), 2026, "de"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	i.Body.Name = "☃"
	if _, err := i.Yearly(t.Context(), yearOf(1), 2026, "de"); !errors.As(err, new(*GlyphError)) {
		t.Errorf("a body that cannot be printed: error %v, want a GlyphError", err)
	}
}

// The statement is no certificate, and the verification says what it is.
func TestYearlyIsVerified(t *testing.T) {
	i := yearIssuer(t)
	file, err := i.Yearly(t.Context(), yearOf(3), 2026, "de")
	if err != nil {
		t.Fatal(err)
	}
	v := Verifier{}
	v.Keys.Documents = append(v.Keys.Documents, i.Signer.Chain)
	if r, err := v.Verify(t.Context(), file); err != nil || r.Finding != Document || !r.Test || !r.Finding.Good() {
		t.Errorf("Verify = %+v, %v, want %s", r, err, Document)
	}
	if r, err := v.Verify(t.Context(), append(file, '\n')); err != nil || r.Finding != Appended {
		t.Errorf("Verify(appended) = %+v, %v, want %s", r, err, Appended)
	}
	file[len(file)/2] ^= 1
	if r, err := v.Verify(t.Context(), file); err != nil || r.Finding.Good() {
		t.Errorf("Verify(changed) = %+v, %v", r, err)
	}
}
