package certs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lernamt/certs"
	"lernamt/certs/certstest"
)

var issueDay = time.Date(2026, time.December, 31, 23, 30, 0, 123_456_789, time.UTC)

func newIssuer(store certs.Store) *certs.Issuer {
	return &certs.Issuer{
		Store: store,
		Body:  certs.Body{Name: "Stadt Musterstedt", Place: "Musterstedt", Responsible: "Personalamt"},
		VerifyURL: func(n certs.Number, code string) string {
			return fmt.Sprintf("https://example.org/pruefen/%s?code=%s", n, code)
		},
		Clock: func() time.Time { return issueDay },
	}
}

func request(i int) certs.Request {
	c, _ := certstest.Sample(i)
	return certs.Request{Key: c.Key, Kind: c.Kind, Language: c.Language, Holder: c.Holder, Achievement: c.Achievement, ValidMonths: 24}
}

func TestIssue(t *testing.T) {
	store := certstest.NewMemory()
	i := newIssuer(store)
	i.Zone = time.FixedZone("CET", 60*60) // there it is 2027 already
	r := request(1)
	r.Holder = "  Jo\u0308rdis   Muster "
	c, err := i.Issue(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if c.Holder != "Jördis Muster" {
		t.Errorf("Holder = %q, want it composed and trimmed", c.Holder)
	}
	if want := time.Date(2026, time.December, 31, 23, 30, 0, 123e6, time.UTC); !c.IssuedAt.Equal(want) {
		t.Errorf("IssuedAt = %v, want %v", c.IssuedAt, want)
	}
	if want := time.Date(2029, time.January, 1, 23, 0, 0, 0, time.UTC); !c.ValidUntil.Equal(want) {
		t.Errorf("ValidUntil = %v, want %v", c.ValidUntil, want)
	}
	if n, err := certs.ParseNumber(string(c.Number)); err != nil || n != c.Number || c.Number[:8] != "LA-2027-" {
		t.Errorf("Number = %q, %v", c.Number, err)
	}
	if !c.Reveals(c.Code) || len(c.Code) != 8 {
		t.Errorf("Code = %q", c.Code)
	}
	pdf, err := store.PDF(t.Context(), c.Number)
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Fatalf("PDF = %.20q, %v", pdf, err)
	}
	if sum := sha256.Sum256(pdf); c.PDFHash != hex.EncodeToString(sum[:]) {
		t.Errorf("PDFHash = %s, the file has %x", c.PDFHash, sum)
	}
	if c.IssuerName != i.Body.Name || c.Template == "" {
		t.Errorf("issuer %q, template %q", c.IssuerName, c.Template)
	}
}

func TestIssueAgain(t *testing.T) {
	i := newIssuer(certstest.NewMemory())
	first, err := i.Issue(t.Context(), request(1))
	if err != nil {
		t.Fatal(err)
	}
	r := request(1)
	r.Holder, r.Title = "😀", "" // what is issued stays; nothing is looked at again
	i.Clock = func() time.Time { t.Error("a certificate is made again"); return issueDay }
	again, err := i.Issue(t.Context(), r)
	if err != nil || again.Number != first.Number || again.Holder != first.Holder {
		t.Errorf("Issue(again) = %s for %q, %v, want %s for %q", again.Number, again.Holder, err, first.Number, first.Holder)
	}
}

func TestIssueConcurrently(t *testing.T) {
	i := newIssuer(certstest.NewMemory())
	i.Drawings = 3
	var numbers sync.Map
	var wg sync.WaitGroup
	for range 24 {
		wg.Go(func() {
			c, err := i.Issue(t.Context(), request(1))
			if err != nil {
				t.Error(err)
			}
			numbers.Store(c.Number, true)
		})
	}
	wg.Wait()
	n := 0
	numbers.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d certificates for one key", n)
	}
}

func TestIssueRefuses(t *testing.T) {
	var glyph *certs.GlyphError
	for name, test := range map[string]struct {
		change func(*certs.Request)
		right  func(error) bool
	}{
		"no person":       {func(r *certs.Request) { r.Person = "" }, incomplete},
		"no subject":      {func(r *certs.Request) { r.Subject = "" }, incomplete},
		"no title":        {func(r *certs.Request) { r.Title = " " }, incomplete},
		"no holder":       {func(r *certs.Request) { r.Holder = "\u00a0" }, incomplete},
		"emoji in name":   {func(r *certs.Request) { r.Holder = "Anna 😀" }, func(err error) bool { return errors.As(err, &glyph) && glyph.Letter == '😀' }},
		"CJK in title":    {func(r *certs.Request) { r.Title = "漢字" }, func(err error) bool { return errors.As(err, &glyph) && glyph.Field == "title" }},
		"Arabic in basis": {func(r *certs.Request) { r.LegalBases = []string{"م"} }, func(err error) bool { return errors.As(err, &glyph) && glyph.Field == "legal bases" }},
		"kind":            {func(r *certs.Request) { r.Kind = "diploma" }, func(err error) bool { return err != nil }},
		"language":        {func(r *certs.Request) { r.Language = "fr" }, func(err error) bool { return err != nil }},
	} {
		store := certstest.NewMemory()
		r := request(1)
		test.change(&r)
		if c, err := newIssuer(store).Issue(t.Context(), r); !test.right(err) {
			t.Errorf("%s: Issue = %q, %v", name, c.Number, err)
		}
		if all, _ := store.Of(t.Context(), r.Person); len(all) > 0 {
			t.Errorf("%s: a certificate was issued", name)
		}
	}
}

func incomplete(err error) bool { return errors.Is(err, certs.ErrIncomplete) }

func TestIssueWaitsWithContext(t *testing.T) {
	i := newIssuer(certstest.NewMemory())
	i.Drawings = 1
	inside, leave := make(chan struct{}), make(chan struct{})
	var calls atomic.Int32
	i.VerifyURL = func(certs.Number, string) string {
		if calls.Add(1) == 1 {
			close(inside)
			<-leave
		}
		return "https://example.org/"
	}
	done := make(chan error)
	go func() {
		_, err := i.Issue(t.Context(), request(1))
		done <- err
	}()
	<-inside
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	waiting := make(chan error, 1)
	go func() {
		_, err := i.Issue(ctx, request(2))
		waiting <- err
	}()
	select {
	case err := <-waiting:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Issue(while all slots are taken) error = %v, want DeadlineExceeded", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("Issue(while all slots are taken) waits in spite of its context")
	}
	if calls.Load() != 1 {
		t.Error("more documents than allowed are drawn at once")
	}
	close(leave)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := i.Issue(t.Context(), request(2)); err != nil {
		t.Errorf("Issue(after that) = %v", err)
	}
}

func TestIssueWithBrokenLogo(t *testing.T) {
	i := newIssuer(certstest.NewMemory())
	i.Body.Logo = []byte("<svg/>")
	if _, err := i.Issue(t.Context(), request(1)); err == nil {
		t.Error("Issue with a logo that is no picture must fail")
	}
}
