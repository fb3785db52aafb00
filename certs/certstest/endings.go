package certstest

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"lernamt/certs"
)

var revoked = certs.Ending{At: time.Date(2026, time.May, 4, 10, 0, 0, 5e6, time.UTC), Reason: certs.Deception}

func end(t *testing.T, s certs.Store, n certs.Number, e certs.Ending) certs.Certificate {
	t.Helper()
	c, err := s.End(t.Context(), n, e)
	if err != nil {
		t.Fatalf("End(%s): %v", n, err)
	}
	return c
}

func testEnd(t *testing.T, s certs.Store) {
	c, pdf := Sample(1)
	other, otherPDF := Sample(2)
	issue(t, s, c, pdf)
	issue(t, s, other, otherPDF)
	given := revoked
	given.At = given.At.In(time.FixedZone("CEST", 7200)).Add(999_999)
	want := c
	want.Ended = revoked
	wantSame(t, "End", end(t, s, c.Number, given), want, nil)
	wantStored(t, s, want, pdf)

	later := certs.Ending{At: revoked.At.Add(-time.Hour), Reason: certs.Corrected, By: other.Number}
	wantSame(t, "End(again)", end(t, s, c.Number, later), want, nil)
	wantStored(t, s, want, pdf)
	wantStored(t, s, other, otherPDF)
	wantSame(t, "Issue(ended)", issue(t, s, c, pdf), want, nil)

	superseded := other
	superseded.Ended = certs.Ending{At: revoked.At, Reason: certs.Corrected, By: "LA-2026-NEXT"}
	wantSame(t, "End(superseded)", end(t, s, other.Number, superseded.Ended), superseded, nil)
	wantStored(t, s, superseded, otherPDF)
	if got, err := s.End(t.Context(), "LA-2026-NONE", revoked); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("End(unknown) = %+v, %v, want ErrNotFound", got, err)
	}
}

func testEditions(t *testing.T, s certs.Store) {
	for i := range 12 {
		c, pdf := Sample(i)
		c.Key = certs.Key{Person: "a", Subject: "b", Cycle: 1, Edition: i}
		issue(t, s, c, pdf)
	}
	for i := range 12 {
		c, pdf := Sample(i)
		c.Key = certs.Key{Person: "a", Subject: "b", Cycle: 1, Edition: i}
		wantStored(t, s, c, pdf)
	}
}

func testEnded(t *testing.T, s certs.Store) {
	if got, err := s.Ended(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("Ended of nothing = %v, %v", numbers(got), err)
	}
	var want []certs.Number
	for i := range 6 {
		c, pdf := Sample(5 - i)
		issue(t, s, c, pdf)
		if i == 3 {
			continue
		}
		end(t, s, c.Number, certs.Ending{At: revoked.At.Add(time.Duration(i/2) * time.Millisecond), Reason: certs.Mistake})
		want = append(want, c.Number)
	}
	want = []certs.Number{want[1], want[0], want[2], want[4], want[3]} // two at a time are at one moment
	got, err := s.Ended(t.Context())
	if err != nil || !slices.Equal(numbers(got), want) {
		t.Fatalf("Ended = %v, %v, want %v", numbers(got), err, want)
	}
	if c, _ := Sample(5); !got[1].Ended.At.Equal(revoked.At) || got[1].Holder != c.Holder {
		t.Errorf("Ended = %+v, want the whole certificate", got[1])
	}
}

func testEndingsMove(t *testing.T, from, to certs.Store) {
	c, pdf := Sample(1)
	c.Edition = 2
	issue(t, from, c, pdf)
	want := end(t, from, c.Number, revoked)
	list, err := from.Export(t.Context(), "", 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("Export = %d entries, %v", len(list), err)
	}
	for range 2 {
		importEntries(t, to, list...)
	}
	wantStored(t, to, want, pdf)
	if got, err := to.Ended(t.Context()); err != nil || len(got) != 1 {
		t.Errorf("Ended after the import = %v, %v", numbers(got), err)
	}
}

func testConcurrentEnd(t *testing.T, s certs.Store) {
	c, pdf := Sample(1)
	issue(t, s, c, pdf)
	const n = 8
	var wg sync.WaitGroup
	results := make([]certs.Certificate, n)
	for i := range n {
		wg.Go(func() {
			var err error
			e := certs.Ending{At: revoked.At.Add(time.Duration(i) * time.Hour), Reason: certs.Mistake}
			if results[i], err = s.End(t.Context(), c.Number, e); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	kept, err := s.ByNumber(t.Context(), c.Number)
	if err != nil || kept.Ended.At.IsZero() {
		t.Fatalf("ByNumber = %+v, %v, want it ended", kept.Ended, err)
	}
	for _, r := range results {
		wantSame(t, "End", r, kept, nil)
	}
}
