package certstest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"lernamt/certs"
)

func importEntries(t *testing.T, s certs.Store, list ...certs.Entry) {
	t.Helper()
	if err := s.Import(t.Context(), list...); err != nil {
		t.Fatalf("Import: %v", err)
	}
}

func testExport(t *testing.T, s certs.Store) {
	const n = 7
	for i := range n {
		c, pdf := Sample((i * 3) % n)
		issue(t, s, c, pdf)
	}
	for limit := n + 1; limit >= 1; limit-- { // at last others write meanwhile, which moves nothing
		var got []certs.Entry
		for after := certs.Number(""); len(got) <= 2*n; after = got[len(got)-1].Number {
			page, err := s.Export(t.Context(), after, limit)
			if err != nil || len(page) > limit {
				t.Fatalf("Export(limit %d) = %d entries, %v", limit, len(page), err)
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			if limit == 1 && len(got) <= n {
				c, pdf := Sample(1000 + len(got))
				issue(t, s, c, pdf)
			}
		}
		if len(got) < n || limit > 1 && len(got) > n {
			t.Fatalf("limit %d: %d entries, want %d", limit, len(got), n)
		}
		for i := range n {
			c, pdf := Sample(i)
			wantSame(t, "Export", got[i].Certificate, c, nil)
			if !bytes.Equal(got[i].PDF, pdf) {
				t.Errorf("PDF of %s = %q, want %q", c.Number, got[i].PDF, pdf)
			}
		}
	}
	for _, limit := range []int{0, -1} {
		if got, err := s.Export(t.Context(), "", limit); err != nil || len(got) != 0 {
			t.Errorf("Export(limit %d) = %d entries, %v, want none", limit, len(got), err)
		}
	}
}

func testImport(t *testing.T, s certs.Store) {
	a, b, empty := sampleEntry(1), sampleEntry(2), sampleEntry(3)
	b.ValidUntil, b.From = time.Time{}, time.Time{}
	empty.PDF, empty.Objectives = nil, nil
	importEntries(t, s, a, b, empty)
	importEntries(t, s)
	for _, e := range []certs.Entry{a, b, empty} {
		wantStored(t, s, e.Certificate, e.PDF)
	}
	again, pdf := Sample(1)
	again.Number = "LA-2026-OTHER"
	wantSame(t, "Issue(imported key)", issue(t, s, again, pdf), a.Certificate, nil)
}

func testImportAgain(t *testing.T, s certs.Store) {
	a := sampleEntry(1)
	importEntries(t, s, a)
	importEntries(t, s, a, sampleEntry(2))
	holder, number, key, pdf := sampleEntry(1), sampleEntry(1), sampleEntry(1), sampleEntry(1)
	holder.Holder = "Jemand anders"
	number.Number = "LA-2026-OTHER"
	key.Person = "somebody else"
	pdf.PDF = []byte("%PDF-1.7 another")
	for _, e := range []certs.Entry{holder, number, key, pdf} {
		if err := s.Import(t.Context(), e); !errors.Is(err, certs.ErrConflict) {
			t.Errorf("Import(different) error = %v, want ErrConflict", err)
		}
	}
	wantStored(t, s, a.Certificate, a.PDF)
	if _, err := s.ByNumber(t.Context(), "LA-2026-OTHER"); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("ByNumber(refused) error = %v, want ErrNotFound", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Import(ctx, sampleEntry(3)); err == nil {
		t.Error("Import with a cancelled context succeeded")
	}
	if _, err := s.Export(ctx, "", 5); err == nil {
		t.Error("Export with a cancelled context succeeded")
	}
	if _, err := s.ByNumber(t.Context(), sampleEntry(3).Number); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("ByNumber(cancelled) error = %v, want ErrNotFound", err)
	}
}

func sampleEntry(i int) certs.Entry {
	c, pdf := Sample(i)
	return certs.Entry{Certificate: c, PDF: pdf}
}
