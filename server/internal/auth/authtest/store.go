// Package authtest holds the contract that every [auth.Store] must pass.
//
// Subtests whose names begin with "concurrent" need a store that takes calls at the same time. Each subtest
// calls open first and with its own *testing.T, so that a store that cannot do so may skip there.
package authtest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"lernamt/server/internal/auth"
)

// TestStore runs the contract. Each call of open returns an empty store, closed through t.Cleanup.
func TestStore(t *testing.T, open func(*testing.T) auth.Store) {
	testSessions(t, open)
	testRotate(t, open)
	testEnd(t, open)
	testDelete(t, open)
	testFailures(t, open)
	testCancelled(t, open)
	testConcurrent(t, open)
}

// noon is given to the stores with nanoseconds and in another zone: they must return it as kept.
var (
	noon = time.Date(2026, time.October, 25, 2, 30, 0, 123_999_999, time.FixedZone("CEST", 2*60*60))
	kept = time.Date(2026, time.October, 25, 0, 30, 0, 123_000_000, time.UTC)
)

const ms = time.Millisecond

// callers is how many goroutines a concurrent subtest starts.
const callers = 64

// together calls f for 0 to callers-1 at the same time and returns what each call returned.
func together(f func(i int) error) []error {
	errs := make([]error, callers)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

func session(id auth.SessionID, account string) auth.Session {
	return auth.Session{ID: id, Account: account, CreatedAt: kept, ExpiresAt: kept.Add(12 * time.Hour), Refresh: "r1"}
}

func create(t *testing.T, s auth.Store, sessions ...auth.Session) {
	t.Helper()
	for _, session := range sessions {
		if err := s.CreateSession(t.Context(), session); err != nil {
			t.Fatalf("CreateSession(%s): %v", session.ID, err)
		}
	}
}

// want compares the session that the store has now with what it should be, times to the bit.
func want(t *testing.T, s auth.Store, session auth.Session) {
	t.Helper()
	if got, err := s.Session(t.Context(), session.ID); err != nil || got != session {
		t.Errorf("Session = %+v, %v,\nwant %+v", got, err, session)
	}
}

func gone(t *testing.T, s auth.Store, ids ...auth.SessionID) {
	t.Helper()
	for _, id := range ids {
		_, err := s.Session(t.Context(), id)
		wantError(t, "Session("+string(id)+")", err, auth.ErrNotFound)
	}
}

func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s error = %v, want %v", what, err, want)
	}
}

// wantOne demands that exactly one call succeeded and that the others failed with the given error.
func wantOne(t *testing.T, errs []error, lost error) {
	t.Helper()
	won := 0
	for i, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, lost):
			t.Errorf("call %d error = %v, want %v", i, err, lost)
		}
	}
	if won != 1 {
		t.Errorf("%d calls succeeded, want 1", won)
	}
}
