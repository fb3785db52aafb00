// Package certstest holds the contract that every ledger must pass, a ledger in memory, and sample
// certificates.
package certstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"lernamt/certs"
)

// TestStore runs the contract. Each call of open returns an empty store, closed through t.Cleanup.
// The names of subtests that need real concurrency begin with "concurrent".
func TestStore(t *testing.T, open func(*testing.T) certs.Store) {
	t.Run("what is issued is found", func(t *testing.T) { testFound(t, open(t)) })
	t.Run("the first of a key stays", func(t *testing.T) { testFirstStays(t, open(t)) })
	t.Run("each part of the key counts", func(t *testing.T) { testKeyParts(t, open(t)) })
	t.Run("a number is taken once", func(t *testing.T) { testNumberTaken(t, open(t)) })
	t.Run("unknown", func(t *testing.T) { testUnknown(t, open(t)) })
	t.Run("an ending is recorded once", func(t *testing.T) { testEnd(t, open(t)) })
	t.Run("editions", func(t *testing.T) { testEditions(t, open(t)) })
	t.Run("what was ended is listed", func(t *testing.T) { testEnded(t, open(t)) })
	t.Run("endings are exported and imported", func(t *testing.T) { testEndingsMove(t, open(t), open(t)) })
	t.Run("a link leads to one certificate until it is removed", func(t *testing.T) { testLink(t, open(t)) })
	t.Run("links are exported and imported", func(t *testing.T) { testLinksMove(t, open(t), open(t)) })
	t.Run("concurrent links", func(t *testing.T) { testConcurrentLink(t, open(t)) })
	t.Run("the modules of a programme", func(t *testing.T) { testModules(t, open(t), open(t)) })
	t.Run("cancelled context", func(t *testing.T) { testCancelled(t, open(t)) })
	t.Run("times", func(t *testing.T) { testTimes(t, open(t)) })
	t.Run("text is kept byte for byte", func(t *testing.T) { testText(t, open(t)) })
	t.Run("an empty certificate", func(t *testing.T) { testEmpty(t, open(t)) })
	t.Run("PDF bytes are exact", func(t *testing.T) { testPDF(t, open(t)) })
	t.Run("results are the caller's own", func(t *testing.T) { testIsolation(t, open(t)) })
	t.Run("order", func(t *testing.T) { testOrder(t, open(t)) })
	t.Run("at most 1,000 people", func(t *testing.T) { testManyPeople(t, open(t)) })
	t.Run("entries are exported by number, page by page", func(t *testing.T) { testExport(t, open(t)) })
	t.Run("an imported entry is as it was issued", func(t *testing.T) { testImport(t, open(t)) })
	t.Run("importing again changes nothing, importing something else is refused", func(t *testing.T) { testImportAgain(t, open(t)) })
	t.Run("concurrent issue with one key", func(t *testing.T) { testConcurrentKey(t, open(t)) })
	t.Run("concurrent endings", func(t *testing.T) { testConcurrentEnd(t, open(t)) })
	t.Run("concurrent issue with one number", func(t *testing.T) { testConcurrentNumber(t, open(t)) })
	t.Run("concurrent issue of many", func(t *testing.T) { testConcurrentMany(t, open(t)) })
}

// issue records c and fails the test if that does not work.
func issue(t *testing.T, s certs.Store, c certs.Certificate, pdf []byte) certs.Certificate {
	t.Helper()
	got, err := s.Issue(t.Context(), c, pdf)
	if err != nil {
		t.Fatalf("Issue(%s): %v", c.Number, err)
	}
	return got
}

// wantStored checks by every way that the store holds c and pdf.
func wantStored(t *testing.T, s certs.Store, c certs.Certificate, pdf []byte) {
	t.Helper()
	byKey, err := s.ByKey(t.Context(), c.Key)
	wantSame(t, "ByKey", byKey, c, err)
	byNumber, err := s.ByNumber(t.Context(), c.Number)
	wantSame(t, "ByNumber", byNumber, c, err)
	all, err := s.Of(t.Context(), c.Person)
	if i := slices.IndexFunc(all, func(o certs.Certificate) bool { return o.Key == c.Key }); i >= 0 {
		wantSame(t, "Of", all[i], c, err)
	} else {
		t.Errorf("Of(%q) = %d certificates without %v, error %v", c.Person, len(all), c.Key, err)
	}
	if got, err := s.PDF(t.Context(), c.Number); err != nil || !bytes.Equal(got, pdf) {
		t.Errorf("PDF(%s) = %q, %v, want %q", c.Number, got, err, pdf)
	}
}

func wantSame(t *testing.T, call string, got, want certs.Certificate, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s error = %v", call, err)
		return
	}
	if got, want := normal(got), normal(want); !reflect.DeepEqual(got, want) {
		t.Errorf("%s =\n%+v, want\n%+v", call, got, want)
	}
}

// normal makes no difference between empty and nil slices, which no reader can tell apart.
func normal(c certs.Certificate) certs.Certificate {
	for _, s := range []*[]string{&c.Objectives, &c.Competences, &c.LegalBases} {
		if len(*s) == 0 {
			*s = nil
		}
	}
	if len(c.Modules) == 0 {
		c.Modules = nil
	}
	return c
}

func testFound(t *testing.T, s certs.Store) {
	c, pdf := Sample(1)
	wantSame(t, "Issue", issue(t, s, c, pdf), c, nil)
	wantStored(t, s, c, pdf)
	c2, pdf2 := Sample(2)
	issue(t, s, c2, pdf2)
	wantStored(t, s, c, pdf)
	wantStored(t, s, c2, pdf2)
}

func testFirstStays(t *testing.T, s certs.Store) {
	first, pdf := Sample(1)
	issue(t, s, first, pdf)
	wantSame(t, "Issue(again)", issue(t, s, first, pdf), first, nil)

	other, otherPDF := Sample(2)
	other.Key = first.Key
	other.Holder = "Someone Else"
	wantSame(t, "Issue(same key, other number)", issue(t, s, other, otherPDF), first, nil)
	wantStored(t, s, first, pdf)
	if _, err := s.ByNumber(t.Context(), other.Number); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("ByNumber(not recorded) error = %v, want ErrNotFound", err)
	}
	if _, err := s.PDF(t.Context(), other.Number); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("PDF(not recorded) error = %v, want ErrNotFound", err)
	}
	all, err := s.Of(t.Context(), first.Person)
	if err != nil || len(all) != 1 {
		t.Errorf("Of = %d certificates, %v, want 1", len(all), err)
	}
}

func testKeyParts(t *testing.T, s certs.Store) {
	keys := []certs.Key{
		{Person: "a", Subject: "b", Cycle: 1},
		{Person: "a", Subject: "b", Cycle: 2},
		{Person: "a", Subject: "b", Cycle: 11},
		{Person: "a", Subject: "c", Cycle: 1},
		{Person: "b", Subject: "b", Cycle: 1},
		{Person: "A", Subject: "b", Cycle: 1},
		// Keys that a careless join of the parts would confuse.
		{Person: "a|b", Subject: "c", Cycle: 1},
		{Person: "a", Subject: "b|c", Cycle: 1},
		{Person: "a/b", Subject: "c", Cycle: 1},
		{Person: "a", Subject: "b/c", Cycle: 1},
		{Person: "a:b", Subject: "c", Cycle: 1},
		{Person: "a", Subject: "b:c", Cycle: 1},
		{Person: "a b", Subject: "c", Cycle: 1},
		{Person: "a", Subject: "b c", Cycle: 1},
	}
	for i, k := range keys {
		c, pdf := Sample(i)
		c.Key = k
		if got := issue(t, s, c, pdf); got.Number != c.Number {
			t.Errorf("Issue(%+v) = %+v: another key's certificate", k, got.Key)
		}
	}
	for i, k := range keys {
		c, pdf := Sample(i)
		c.Key = k
		wantStored(t, s, c, pdf)
	}
}

func testNumberTaken(t *testing.T, s certs.Store) {
	first, pdf := Sample(1)
	issue(t, s, first, pdf)
	other, otherPDF := Sample(2)
	other.Number = first.Number
	if got, err := s.Issue(t.Context(), other, otherPDF); err == nil {
		t.Errorf("Issue(number taken) = %+v, want an error", got)
	} else if errors.Is(err, certs.ErrNotFound) {
		t.Errorf("Issue(number taken) error = %v, must not be ErrNotFound", err)
	}
	wantStored(t, s, first, pdf)
	if _, err := s.ByKey(t.Context(), other.Key); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("ByKey(refused) error = %v, want ErrNotFound", err)
	}
	if all, err := s.Of(t.Context(), other.Person); err != nil || len(all) != 0 {
		t.Errorf("Of(refused) = %d certificates, %v, want none", len(all), err)
	}
	other, otherPDF = Sample(2) // with a free number it works
	issue(t, s, other, otherPDF)
	wantStored(t, s, other, otherPDF)
}

func testUnknown(t *testing.T, s certs.Store) {
	c, pdf := Sample(1)
	ctx := t.Context()
	check := func(when string) {
		t.Helper()
		if got, err := s.ByKey(ctx, certs.Key{Person: "nobody", Subject: c.Subject, Cycle: 1}); !errors.Is(err, certs.ErrNotFound) {
			t.Errorf("%s: ByKey(unknown) = %+v, %v, want ErrNotFound", when, got, err)
		}
		for _, n := range []certs.Number{"", "LA-2026-NONE", certs.Number(" " + c.Number), c.Number[:len(c.Number)-1]} {
			if got, err := s.ByNumber(ctx, n); !errors.Is(err, certs.ErrNotFound) {
				t.Errorf("%s: ByNumber(%q) = %+v, %v, want ErrNotFound", when, n, got, err)
			}
			if got, err := s.PDF(ctx, n); !errors.Is(err, certs.ErrNotFound) {
				t.Errorf("%s: PDF(%q) = %q, %v, want ErrNotFound", when, n, got, err)
			}
		}
		for _, people := range [][]string{nil, {"nobody"}, {""}} {
			if got, err := s.Of(ctx, people...); err != nil || len(got) != 0 {
				t.Errorf("%s: Of(%q) = %d certificates, %v, want none", when, people, len(got), err)
			}
		}
	}
	check("empty store")
	issue(t, s, c, pdf)
	check("one certificate")
}

func testCancelled(t *testing.T, s certs.Store) {
	c, pdf := Sample(1)
	issue(t, s, c, pdf)
	other, otherPDF := Sample(2)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	calls := map[string]func() error{
		"Issue":    func() error { _, err := s.Issue(ctx, other, otherPDF); return err },
		"ByKey":    func() error { _, err := s.ByKey(ctx, c.Key); return err },
		"ByNumber": func() error { _, err := s.ByNumber(ctx, c.Number); return err },
		"PDF":      func() error { _, err := s.PDF(ctx, c.Number); return err },
		"Of":       func() error { _, err := s.Of(ctx, c.Person); return err },
		"End":      func() error { _, err := s.End(ctx, c.Number, revoked); return err },
		"Ended":    func() error { _, err := s.Ended(ctx); return err },
		"SetLink":  func() error { _, err := s.SetLink(ctx, c.Number, "link"); return err },
		"ByLink":   func() error { _, err := s.ByLink(ctx, "link"); return err },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s(cancelled) error = %v, want context.Canceled", name, err)
		}
	}
	if _, err := s.ByKey(t.Context(), other.Key); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("ByKey(never issued) error = %v, want ErrNotFound", err)
	}
	wantStored(t, s, c, pdf)
}

func testOrder(t *testing.T, s certs.Store) {
	at := time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)
	want := []certs.Certificate{ // in order; issued backwards
		{Number: "LA-9", Key: certs.Key{Person: "B", Subject: "m", Cycle: 1}, IssuedAt: at.Add(time.Hour)},
		{Number: "LA-8", Key: certs.Key{Person: "a", Subject: "m", Cycle: 7}, IssuedAt: at.Add(-time.Millisecond)},
		{Number: "LA-1", Key: certs.Key{Person: "a", Subject: "z", Cycle: 1}, IssuedAt: at},
		{Number: "LA-10", Key: certs.Key{Person: "a", Subject: "b", Cycle: 2}, IssuedAt: at},
		{Number: "LA-2", Key: certs.Key{Person: "a", Subject: "m", Cycle: 1}, IssuedAt: at},
		{Number: "LA-0", Key: certs.Key{Person: "a", Subject: "m", Cycle: 2}, IssuedAt: at.Add(time.Millisecond)},
		{Number: "LA-3", Key: certs.Key{Person: "ä", Subject: "m", Cycle: 1}, IssuedAt: at.Add(-time.Hour)},
	}
	for _, c := range slices.Backward(want) {
		issue(t, s, c, nil)
	}
	other, pdf := Sample(1)
	issue(t, s, other, pdf)
	got, err := s.Of(t.Context(), "ä", "nobody", "a", "B", "a")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := numbers(got), numbers(want); !slices.Equal(got, want) {
		t.Errorf("Of = %v, want %v", got, want)
	}
}

func numbers(all []certs.Certificate) []certs.Number {
	var ns []certs.Number
	for _, c := range all {
		ns = append(ns, c.Number)
	}
	return ns
}

func testManyPeople(t *testing.T, s certs.Store) {
	c, pdf := Sample(7)
	issue(t, s, c, pdf)
	people := make([]string, certs.MaxPeople)
	for i := range people {
		people[i] = fmt.Sprintf("person-%d", i)
	}
	if got, err := s.Of(t.Context(), people...); err != nil || len(got) != 1 {
		t.Errorf("Of(1,000 people) = %d certificates, %v, want 1", len(got), err)
	}
	if _, err := s.Of(t.Context(), append(people, "one more")...); err == nil {
		t.Error("Of(1,001 people) error = nil, want one")
	}
}
