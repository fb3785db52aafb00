package peopletest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"lernamt/server/internal/people"
)

func testCancelled(t *testing.T, open func(*testing.T) people.Store) {
	t.Run("a cancelled call fails and writes nothing", func(t *testing.T) {
		s := open(t)
		want := account("p1", "a@stadt.example")
		create(t, s, want)
		want.CreatedAt = kept
		ctx := cancelled(t)

		calls := map[string]func() error{
			"CreateUnit":       func() error { return s.CreateUnit(ctx, people.Unit{ID: "a"}) },
			"Units":            func() error { _, err := s.Units(ctx); return err },
			"CreateAccount":    func() error { return s.CreateAccount(ctx, account("p2", "b@stadt.example")) },
			"Account":          func() error { _, err := s.Account(ctx, "p1"); return err },
			"AccountByEmail":   func() error { _, err := s.AccountByEmail(ctx, "a@stadt.example"); return err },
			"AccountsIn":       func() error { _, err := s.AccountsIn(ctx, []people.UnitID{"a"}, people.Cursor{}, 1); return err },
			"CountAccounts":    func() error { _, err := s.CountAccounts(ctx); return err },
			"SetPassword":      func() error { return s.SetPassword(ctx, "p1", "x") },
			"SetLanguage":      func() error { return s.SetLanguage(ctx, "p1", "en") },
			"CreateAssignment": func() error { return s.CreateAssignment(ctx, assignment("a", kept)) },
			"Assignments":      func() error { _, err := s.Assignments(ctx); return err },
		}
		for name, call := range calls {
			wantError(t, name, call(), context.Canceled)
		}

		same(t, get(t, s, "p1"), want)
		count(t, s, 1)
		wantUnits(t, s)
		wantAssignments(t, s)
		create(t, s, account("p2", "b@stadt.example"))
	})
}

func testConcurrent(t *testing.T, open func(*testing.T) people.Store) {
	t.Run("concurrent accounts with one ID", func(t *testing.T) {
		s := open(t)
		wantOne(t, together(func(i int) error {
			return s.CreateAccount(t.Context(), account("p1", fmt.Sprintf("%d@stadt.example", i)))
		}))
		count(t, s, 1)
	})

	t.Run("concurrent accounts with one address", func(t *testing.T) {
		s := open(t)
		wantOne(t, together(func(i int) error {
			return s.CreateAccount(t.Context(), account(people.AccountID(fmt.Sprint("p", i)), "a@stadt.example"))
		}))
		count(t, s, 1)
		a, err := s.AccountByEmail(t.Context(), "a@stadt.example")
		if err != nil {
			t.Fatal(err)
		}
		if got := get(t, s, a.ID); got.Email != a.Email {
			t.Errorf("account %s has address %q", a.ID, got.Email)
		}
	})

	t.Run("concurrent accounts of different people", func(t *testing.T) {
		s := open(t)
		for i, err := range together(func(i int) error {
			return s.CreateAccount(t.Context(), account(people.AccountID(fmt.Sprint("p", i)), fmt.Sprintf("%d@stadt.example", i)))
		}) {
			if err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		}
		count(t, s, callers)
	})

	t.Run("concurrent units and assignments with one ID", func(t *testing.T) {
		s := open(t)
		wantOne(t, together(func(int) error { return s.CreateUnit(t.Context(), people.Unit{ID: "a"}) }))
		wantOne(t, together(func(int) error { return s.CreateAssignment(t.Context(), assignment("a", kept)) }))
		wantUnits(t, s, people.Unit{ID: "a"})
		wantAssignments(t, s, assignment("a", kept))
	})

	t.Run("concurrent changes of one account", func(t *testing.T) {
		s := open(t)
		create(t, s, account("p1", "a@stadt.example"))
		for i, err := range together(func(i int) error {
			if i%2 == 0 {
				return s.SetLanguage(t.Context(), "p1", "en")
			}
			return s.SetPassword(t.Context(), "p1", "neu")
		}) {
			if err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		}
		if a := get(t, s, "p1"); a.Language != "en" || a.Password != "neu" {
			t.Errorf("language and password = %q and %q, a change was lost", a.Language, a.Password)
		}
	})
}

// wantOne demands that exactly one call succeeded and that the others found its work.
func wantOne(t *testing.T, errs []error) {
	t.Helper()
	won := 0
	for i, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, people.ErrExists):
			t.Errorf("call %d error = %v, want ErrExists", i, err)
		}
	}
	if won != 1 {
		t.Errorf("%d calls succeeded, want 1", won)
	}
}
