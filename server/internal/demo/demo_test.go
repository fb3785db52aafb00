package demo_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/demo"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
	"lernamt/server/internal/sqlite"
)

var noon = time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)

var passwords = sync.OnceValues(auth.NewPasswords)

// A bench is a flow on an empty database.
type bench struct {
	*flow.Flow
	t  *testing.T
	db *sqlite.DB
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "demo.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	clock := func() time.Time { return noon }
	renderer := flow.NewRenderer()
	modules := courses.NewCatalogue(db.Courses(), renderer, clock)
	if _, err := modules.Load(t.Context(), courses.Content()); err != nil {
		t.Fatal(err)
	}
	return &bench{t: t, db: db, Flow: &flow.Flow{
		Catalogue:   flow.NewCatalogue(modules, renderer),
		Courses:     &courses.Courses{Store: db.Courses(), Catalogue: modules, Clock: clock},
		Assessments: &assessments.Service{Store: db.Assessments(), Clock: clock, Rand: rand.Uint64, Grace: 30 * time.Second},
		Certs:       &certs.Issuer{Store: db.Certs(), Clock: clock, Body: certs.Body{Name: "Amt", Place: "Ort", Responsible: "Stelle"}},
		People:      db.People(), Clock: clock, Log: slog.New(slog.DiscardHandler),
	}}
}

func (b *bench) fill(ctx context.Context) error {
	p, err := passwords()
	if err != nil {
		return err
	}
	return demo.Fill(ctx, b.db.People(), p, noon)
}

// state returns all that the demo makes and that does not depend on chance, one line for each fact.
// With times left out it says what the public body sees.
func (b *bench) state(times bool) []string {
	b.t.Helper()
	ctx := b.t.Context()
	units, err := b.db.People().Units(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	assignments, err := b.db.People().Assignments(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	lines := []string{fmt.Sprint(units), fmt.Sprint(assignments)}
	tree := people.NewTree(units)
	if err := b.Completion(ctx, tree, tree.Below("stadt"), flow.Filter{}, func(r flow.Record) bool {
		r.Account.Password = ""
		if !times {
			r.Completed = time.Time{}
		}
		lines = append(lines, fmt.Sprintf("%+v", r))
		if times {
			lines = append(lines, b.learnt(string(r.Account.ID), r.Module)...)
		}
		return true
	}); err != nil {
		b.t.Fatal(err)
	}
	return lines
}

// learnt returns the facts of one person and module, but not whether a sitting is settled: Repair sees to that.
func (b *bench) learnt(person string, module courses.ModuleID) []string {
	b.t.Helper()
	e, err := b.db.Courses().Latest(b.t.Context(), person, module)
	if errors.Is(err, courses.ErrNotFound) {
		return nil
	}
	if err != nil {
		b.t.Fatal(err)
	}
	lines := []string{fmt.Sprintf("%+v", e)}
	attempts, err := b.db.Assessments().Attempts(b.t.Context(), person, string(module), e.Cycle)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, a := range attempts {
		lines = append(lines, fmt.Sprint(a.Key, a.StartedAt, a.SubmittedAt, a.Result != nil && a.Result.Passed))
	}
	certificates, err := b.db.Certs().Of(b.t.Context(), person)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range certificates {
		lines = append(lines, fmt.Sprint(c.Key, c.Holder, c.IssuedAt, c.ValidUntil))
	}
	return lines
}

// compare fails the test unless both have the same state.
func compare(t *testing.T, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Fatalf("unexpected %.600s", line)
		}
	}
	t.Fatalf("%d lines, want %d", len(got), len(want))
}

func TestDemo(t *testing.T) {
	whole := newBench(t)
	for range 2 {
		if err := whole.fill(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := demo.Learn(t.Context(), whole.Flow, noon); err != nil {
			t.Fatal(err)
		}
	}
	want := whole.state(true)
	text := strings.Join(want, "\n")
	for _, s := range flow.States {
		if !strings.Contains(text, "State:"+string(s)) {
			t.Errorf("nobody is in the state %q", s)
		}
	}
	if n, err := whole.db.People().CountAccounts(t.Context()); err != nil || n < 40 {
		t.Errorf("%d accounts, %v", n, err)
	}
	for _, l := range demo.Logins() {
		a, err := whole.db.People().AccountByEmail(t.Context(), l.Email)
		if err != nil {
			t.Fatal(err)
		}
		if role := strings.TrimPrefix(l.Role, "role."); role != "learner" && !a.Is(people.Role(role)) {
			t.Errorf("%s has not the role %s", l.Email, role)
		}
	}
	if err := auth.CheckPassword(demo.Password); err != nil {
		t.Error(err)
	}

	t.Run("later starts", func(t *testing.T) {
		whole.Assessments.NoWait = true // as the demo serves
		for day := range 5 {
			if err := demo.Learn(t.Context(), whole.Flow, noon.AddDate(0, 0, day)); err != nil {
				t.Fatal(err)
			}
		}
		compare(t, whole.state(true), want)
	})
	t.Run("interrupted", func(t *testing.T) {
		b := newBench(t)
		if n := b.interrupted(func() {}); n < 3 {
			t.Errorf("it was interrupted only %d times", n)
		}
		compare(t, b.state(true), want)
	})
	t.Run("interrupted and repaired", func(t *testing.T) {
		b := newBench(t)
		b.interrupted(func() {
			if err := b.Repair(t.Context()); err != nil {
				t.Error(err)
			}
		})
		// What is repaired happens now instead of long ago, so that nothing has expired yet
		// and what had expired is not overdue.
		now := strings.ReplaceAll(strings.Join(whole.state(false), "\n"), "State:lapsed", "State:fulfilled")
		got := strings.ReplaceAll(strings.Join(b.state(false), "\n"), "State:lapsed", "State:fulfilled")
		overdue := strings.NewReplacer("State:overdue Due:2026-06-05", "State:fulfilled Due:2026-06-05").Replace
		compare(t, strings.Split(overdue(got), "\n"), strings.Split(overdue(now), "\n"))
	})
}

// interrupted makes the demo in many pieces, each ended at a random moment, and returns how many.
func (b *bench) interrupted(between func()) int {
	b.t.Helper()
	for n := 0; ; n++ {
		ctx, cancel := context.WithTimeout(b.t.Context(), time.Duration(5+rand.IntN(100)+20*n)*time.Millisecond)
		err := b.fill(ctx)
		if err == nil {
			err = demo.Learn(ctx, b.Flow, noon)
		}
		cancel()
		if err == nil {
			return n
		}
		if !errors.Is(err, context.DeadlineExceeded) && !strings.Contains(err.Error(), "interrupt") {
			b.t.Fatal(err)
		}
		between()
	}
}

func TestForeignBody(t *testing.T) {
	b := newBench(t)
	if err := b.db.People().CreateAccount(t.Context(), people.Account{ID: "echt", Email: "echt@amt.example", Unit: "amt", CreatedAt: noon}); err != nil {
		t.Fatal(err)
	}
	if err := b.fill(t.Context()); !errors.Is(err, demo.ErrForeign) {
		t.Errorf("Fill = %v, want ErrForeign", err)
	}
	if units, err := b.db.People().Units(t.Context()); err != nil || len(units) > 0 {
		t.Errorf("units were made: %v, %v", units, err)
	}
}
