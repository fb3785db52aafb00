// Package peopletest holds the contract that every [people.Store] must pass.
//
// Subtests whose names begin with "concurrent" need a store that takes calls at the same time. Each subtest
// calls open first and with its own *testing.T, so that a store that cannot do so may skip there.
package peopletest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"lernamt/server/internal/people"
)

// TestStore runs the contract. Each call of open returns an empty store, closed through t.Cleanup.
func TestStore(t *testing.T, open func(*testing.T) people.Store) {
	testUnits(t, open)
	testAccounts(t, open)
	testAddresses(t, open)
	testChanges(t, open)
	testListing(t, open)
	testExports(t, open)
	testAssignments(t, open)
	testCancelled(t, open)
	testConcurrent(t, open)
}

// noon is given to the stores with nanoseconds and in another zone: they must return it as kept.
var (
	noon = time.Date(2026, time.October, 25, 2, 30, 0, 123_999_999, time.FixedZone("CEST", 2*60*60))
	kept = time.Date(2026, time.October, 25, 0, 30, 0, 123_000_000, time.UTC)
)

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

func account(id people.AccountID, email string) people.Account {
	return people.Account{
		ID: id, Email: email, Given: "Jörg", Family: "Weiß", Unit: "amt-10",
		Grants:   []people.Grant{{Role: people.Instructor, Unit: "amt-10"}, {Role: people.HR, Unit: "amt-20"}},
		Language: "de", Password: "$argon2id$v=19$m=65536,t=1,p=2$c2FsdA$aGFzaA", CreatedAt: noon,
	}
}

func create(t *testing.T, s people.Store, accounts ...people.Account) {
	t.Helper()
	for _, a := range accounts {
		if err := s.CreateAccount(t.Context(), a); err != nil {
			t.Fatalf("CreateAccount(%s): %v", a.ID, err)
		}
	}
}

func get(t *testing.T, s people.Store, id people.AccountID) people.Account {
	t.Helper()
	a, err := s.Account(t.Context(), id)
	if err != nil {
		t.Fatalf("Account(%s): %v", id, err)
	}
	return a
}

// same compares what was given with what came back. Times must be equal to the bit, with their zone;
// no grants may be nil or empty.
func same(t *testing.T, got, want people.Account) {
	t.Helper()
	if !slices.Equal(got.Grants, want.Grants) {
		t.Errorf("grants = %v, want %v", got.Grants, want.Grants)
	}
	if got.CreatedAt != want.CreatedAt || got.LeftAt != want.LeftAt {
		t.Errorf("times = %v and %v, want %v and %v", got.CreatedAt, got.LeftAt, want.CreatedAt, want.LeftAt)
	}
	g := [...]string{string(got.ID), got.Email, got.Given, got.Family, string(got.Unit), got.Language, got.Password}
	w := [...]string{string(want.ID), want.Email, want.Given, want.Family, string(want.Unit), want.Language, want.Password}
	if g != w {
		t.Errorf("account = %q, want %q", g, w)
	}
}

func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s error = %v, want %v", what, err, want)
	}
}

func count(t *testing.T, s people.Store, want int) {
	t.Helper()
	if n, err := s.CountAccounts(t.Context()); err != nil || n != want {
		t.Errorf("CountAccounts = %d, %v, want %d", n, err, want)
	}
}

func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
