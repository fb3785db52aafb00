package certstest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"lernamt/certs"
)

func setLink(t *testing.T, s certs.Store, n certs.Number, link string) certs.Certificate {
	t.Helper()
	c, err := s.SetLink(t.Context(), n, link)
	if err != nil {
		t.Fatalf("SetLink(%s, %q): %v", n, link, err)
	}
	return c
}

func wantNoLink(t *testing.T, s certs.Store, links ...string) {
	t.Helper()
	for _, link := range links {
		if got, err := s.ByLink(t.Context(), link); !errors.Is(err, certs.ErrNotFound) {
			t.Errorf("ByLink(%q) = %s, %v, want ErrNotFound", link, got.Number, err)
		}
	}
}

func testLink(t *testing.T, s certs.Store) {
	wantNoLink(t, s, "", "abc")
	c, pdf := Sample(1)
	other, otherPDF := Sample(2)
	issue(t, s, c, pdf)
	issue(t, s, other, otherPDF)
	wantNoLink(t, s, "", "abc")

	want := c
	want.Link = "aBc-_1"
	wantSame(t, "SetLink", setLink(t, s, c.Number, want.Link), want, nil)
	wantStored(t, s, want, pdf)
	wantStored(t, s, other, otherPDF)
	got, err := s.ByLink(t.Context(), "aBc-_1")
	wantSame(t, "ByLink", got, want, err)
	wantNoLink(t, s, "", "abc-_1", "aBc-_", " aBc-_1", "%", "$ne")
	wantSame(t, "Issue(linked)", issue(t, s, c, pdf), want, nil)

	want.Ended = revoked
	wantSame(t, "End(linked)", end(t, s, c.Number, revoked), want, nil)
	want.Link = "second"
	wantSame(t, "SetLink(again)", setLink(t, s, c.Number, want.Link), want, nil)
	wantNoLink(t, s, "aBc-_1")
	got, err = s.ByLink(t.Context(), "second")
	wantSame(t, "ByLink(second)", got, want, err)

	want.Link = ""
	for range 2 {
		wantSame(t, "SetLink(none)", setLink(t, s, c.Number, ""), want, nil)
		wantStored(t, s, want, pdf)
		wantNoLink(t, s, "", "aBc-_1", "second")
	}
	if got, err := s.SetLink(t.Context(), "LA-2026-NONE", "abc"); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("SetLink(unknown) = %+v, %v, want ErrNotFound", got, err)
	}
	wantNoLink(t, s, "abc")
}

func testLinksMove(t *testing.T, from, to certs.Store) {
	c, pdf := Sample(1)
	issue(t, from, c, pdf)
	want := setLink(t, from, c.Number, "abc")
	list, err := from.Export(t.Context(), "", 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("Export = %d entries, %v", len(list), err)
	}
	for range 2 {
		importEntries(t, to, list...)
	}
	wantStored(t, to, want, pdf)
	got, err := to.ByLink(t.Context(), "abc")
	wantSame(t, "ByLink after the import", got, want, err)
	setLink(t, to, c.Number, "")
	wantNoLink(t, to, "abc")
	if err := to.Import(t.Context(), list...); !errors.Is(err, certs.ErrConflict) {
		t.Errorf("Import of a link that was removed: %v, want ErrConflict", err)
	}
}

// Of several links that are set at once, one is left.
func testConcurrentLink(t *testing.T, s certs.Store) {
	c, pdf := Sample(1)
	issue(t, s, c, pdf)
	const n = 8
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if _, err := s.SetLink(t.Context(), c.Number, fmt.Sprint("link-", i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	kept, err := s.ByNumber(t.Context(), c.Number)
	if err != nil || kept.Link == "" {
		t.Fatalf("ByNumber = %q, %v, want a link", kept.Link, err)
	}
	for i := range n {
		link := fmt.Sprint("link-", i)
		if link == kept.Link {
			got, err := s.ByLink(t.Context(), link)
			wantSame(t, "ByLink", got, kept, err)
			continue
		}
		wantNoLink(t, s, link)
	}
}
