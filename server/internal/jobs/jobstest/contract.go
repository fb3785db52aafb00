// Package jobstest holds the contract that every [jobs.Store] must pass.
package jobstest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"lernamt/server/internal/jobs"
)

// callers is how many goroutines the concurrent subtest starts.
const callers = 64

// TestStore runs the contract. Each call of open returns a store without leases, closed through t.Cleanup.
func TestStore(t *testing.T, open func(*testing.T) jobs.Store) {
	t.Run("a lease that was never held has only its name", func(t *testing.T) {
		wantLease(t, open(t), jobs.Lease{Name: "putzen"})
	})
	t.Run("a lease is swapped as a whole", func(t *testing.T) {
		s := open(t)
		none := jobs.Lease{Name: "putzen"}
		first := jobs.Lease{Name: "putzen", Term: 1, Holder: "Knoten/1"}
		beaten := jobs.Lease{Name: "putzen", Term: 1, Beat: 1, Holder: "Knoten/1"}
		free := jobs.Lease{Name: "putzen", Term: 1, Beat: 2}
		second := jobs.Lease{Name: "putzen", Term: 2, Holder: "Größe"}
		at := none
		for _, next := range []jobs.Lease{first, beaten, free, second} {
			swap(t, s, at, next, nil)
			wantLease(t, s, next)
			at = next
		}
		wantLease(t, s, jobs.Lease{Name: "Putzen"})
	})
	t.Run("what is not the lease any more is refused", func(t *testing.T) { testStale(t, open(t)) })
	t.Run("a cancelled context changes nothing", func(t *testing.T) {
		s := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Swap(ctx, jobs.Lease{Name: "a"}, jobs.Lease{Name: "a", Term: 1, Holder: "x"}); err == nil {
			t.Error("Swap error = nil, want one")
		}
		if _, err := s.Lease(ctx, "a"); err == nil {
			t.Error("Lease error = nil, want one")
		}
		wantLease(t, s, jobs.Lease{Name: "a"})
	})
	t.Run("concurrent swaps have one winner", func(t *testing.T) {
		s := open(t)
		at := jobs.Lease{Name: "a"}
		for range 3 { // the first makes the lease, the others change it
			at = contest(t, s, at)
			wantLease(t, s, at)
		}
	})
}

func testStale(t *testing.T, s jobs.Store) {
	now := jobs.Lease{Name: "a", Term: 3, Beat: 7, Holder: "x"}
	swap(t, s, jobs.Lease{Name: "a"}, now, nil)
	for _, stale := range []jobs.Lease{
		{Name: "a"},
		{Name: "a", Term: 2, Beat: 7, Holder: "x"},
		{Name: "a", Term: 4, Beat: 7, Holder: "x"},
		{Name: "a", Term: 3, Beat: 6, Holder: "x"},
		{Name: "a", Term: 3, Beat: 7, Holder: "X"},
		{Name: "a", Term: 3, Beat: 7},
	} {
		swap(t, s, stale, jobs.Lease{Name: "a", Term: 9, Holder: "y"}, jobs.ErrLost)
		wantLease(t, s, now)
	}
	swap(t, s, jobs.Lease{Name: "b", Term: 3, Beat: 7, Holder: "x"}, jobs.Lease{Name: "b", Term: 4, Holder: "x"}, jobs.ErrLost)
	wantLease(t, s, jobs.Lease{Name: "b"})
}

// contest lets many take the lease at once and returns the winner's.
func contest(t *testing.T, s jobs.Store, at jobs.Lease) jobs.Lease {
	t.Helper()
	errs := make([]error, callers)
	mine := func(i int) jobs.Lease {
		return jobs.Lease{Name: at.Name, Term: at.Term + 1, Holder: fmt.Sprint(i)}
	}
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			<-start
			errs[i] = s.Swap(t.Context(), at, mine(i))
		})
	}
	close(start)
	wg.Wait()
	won, winner := 0, at
	for i, err := range errs {
		switch {
		case err == nil:
			won++
			winner = mine(i)
		case !errors.Is(err, jobs.ErrLost):
			t.Errorf("Swap error = %v, want ErrLost", err)
		}
	}
	if won != 1 {
		t.Errorf("%d won, want 1", won)
	}
	return winner
}

func swap(t *testing.T, s jobs.Store, old, next jobs.Lease, want error) {
	t.Helper()
	if err := s.Swap(t.Context(), old, next); !errors.Is(err, want) {
		t.Errorf("Swap(%+v, %+v) error = %v, want %v", old, next, err, want)
	}
}

func wantLease(t *testing.T, s jobs.Store, want jobs.Lease) {
	t.Helper()
	if got, err := s.Lease(t.Context(), want.Name); err != nil || got != want {
		t.Errorf("Lease(%s) = %+v, %v, want %+v", want.Name, got, err, want)
	}
}
