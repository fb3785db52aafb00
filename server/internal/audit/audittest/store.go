// Package audittest holds the contract that every [audit.Store] must pass.
//
// Subtests whose names begin with "concurrent" need a store that takes calls at the same time. Each subtest
// calls open first and with its own *testing.T, so that a store that cannot do so may skip there.
package audittest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"lernamt/server/internal/audit"
)

// TestStore runs the contract. Each call of open returns an empty store, closed through t.Cleanup.
func TestStore(t *testing.T, open func(*testing.T) audit.Store) {
	testAppend(t, open)
	testAbout(t, open)
	testExport(t, open)
	testCancelled(t, open)
	testConcurrent(t, open)
}

// noon is given to the stores with nanoseconds and in another zone: they must return it as kept.
var (
	noon = time.Date(2026, time.October, 25, 2, 30, 0, 123_999_999, time.FixedZone("CEST", 2*60*60))
	kept = time.Date(2026, time.October, 25, 0, 30, 0, 123_000_000, time.UTC)
)

// entry makes the n-th entry; IDs grow with n.
func entry(n int, subjects ...string) audit.Entry {
	return audit.Entry{
		ID: audit.NewID(kept, [8]byte{0, 0, 0, 0, 0, 0, byte(n >> 8), byte(n)}), At: kept,
		Actor: "hr1", Role: "hr", Action: audit.Viewed, Object: "completion", Subjects: subjects,
	}
}

func add(t *testing.T, s audit.Store, entries ...audit.Entry) {
	t.Helper()
	if err := s.Append(t.Context(), entries...); err != nil {
		t.Fatalf("Append(%d entries): %v", len(entries), err)
	}
}

func about(t *testing.T, s audit.Store, account, before string, limit int) []audit.Entry {
	t.Helper()
	got, err := s.About(t.Context(), account, before, limit)
	if err != nil {
		t.Fatalf("About(%s): %v", account, err)
	}
	return got
}

// want compares all entries about the account with what they should be, newest first.
func want(t *testing.T, s audit.Store, account string, entries ...audit.Entry) {
	t.Helper()
	equal(t, about(t, s, account, "", 10_000), account, entries...)
}

func equal(t *testing.T, got []audit.Entry, account string, entries ...audit.Entry) {
	t.Helper()
	if len(got) != len(entries) {
		t.Fatalf("%d entries about %s, want %d: %v", len(got), account, len(entries), got)
	}
	for i, w := range entries {
		g := got[i]
		if g.ID != w.ID || g.At != w.At || g.Actor != w.Actor || g.Role != w.Role || g.Action != w.Action || g.Object != w.Object {
			t.Errorf("entry %d about %s = %v, want %v", i, account, g, w)
		}
		if !slices.Equal(g.Subjects, []string{account}) {
			t.Errorf("subjects of entry %d = %q, want only %q", i, g.Subjects, account)
		}
	}
}

func testCancelled(t *testing.T, open func(*testing.T) audit.Store) {
	t.Run("a cancelled call fails and writes nothing", func(t *testing.T) {
		s := open(t)
		add(t, s, entry(1, "p1"))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Append(ctx, entry(2, "p1")); !errors.Is(err, context.Canceled) {
			t.Errorf("Append error = %v, want context.Canceled", err)
		}
		if _, err := s.About(ctx, "p1", "", 1); !errors.Is(err, context.Canceled) {
			t.Errorf("About error = %v, want context.Canceled", err)
		}
		want(t, s, "p1", entry(1, "p1"))
	})
}

func testConcurrent(t *testing.T, open func(*testing.T) audit.Store) {
	const callers = 64

	t.Run("concurrent appends of the same and of other entries", func(t *testing.T) {
		s := open(t)
		var wg sync.WaitGroup
		for i := range callers {
			wg.Go(func() {
				same := entry(0, "p1", "p2")
				same.Object = fmt.Sprint("object ", i)
				if err := s.Append(t.Context(), same, entry(1+i, "p2")); err != nil {
					t.Errorf("call %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if got := about(t, s, "p1", "", 10); len(got) != 1 {
			t.Errorf("%d entries about p1, want 1", len(got))
		}
		if got := about(t, s, "p2", "", 1000); len(got) != callers+1 {
			t.Errorf("%d entries about p2, want %d", len(got), callers+1)
		}
	})
}
