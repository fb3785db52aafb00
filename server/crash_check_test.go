//go:build crash

package main

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/sqlite"
)

// A verdict says what became of everything that was acknowledged.
type verdict struct{ acknowledged, found, lost, doubled int }

// check reads the database beside the running server and looks for everything that was acknowledged.
func (c *crash) check(t *testing.T, when string) verdict {
	t.Helper()
	list := c.acks.before() // before the snapshot, so that all of it must be in it
	db, err := sqlite.OpenSnapshot(t.Context(), filepath.Join(c.data, "lernamt.db"))
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	defer db.Close()
	if err := db.Check(t.Context()); err != nil {
		t.Errorf("%s: %v", when, err)
	}
	f := finder{ctx: t.Context(), db: db, enrolments: map[courses.Key]*courses.Enrolment{}, attempts: map[assessments.AttemptID]*assessments.Attempt{}}
	v := verdict{acknowledged: len(list), lost: int(c.acks.sessionsLost.Load())}
	for _, a := range list {
		found, err := f.find(a)
		switch {
		case err != nil:
			t.Fatalf("%s: %+v: %v", when, a, err)
		case found:
			v.found++
		default:
			v.lost++
			t.Errorf("%s: %+v is lost", when, a)
		}
	}
	v.doubled = f.doubled
	if v.lost > 0 || v.doubled > 0 {
		t.Errorf("%s: %+v", when, v)
	}
	return v
}

// A finder looks for what was acknowledged, reading each record once.
type finder struct {
	ctx        context.Context
	db         *sqlite.DB
	enrolments map[courses.Key]*courses.Enrolment // nil if there is none
	attempts   map[assessments.AttemptID]*assessments.Attempt
	doubled    int
}

func (f *finder) find(a ack) (bool, error) {
	e, err := f.enrolment(a.key)
	if err != nil || e == nil {
		return false, err
	}
	if a.attempt == "" {
		return a.lesson == "" || e.Done(a.lesson), nil
	}
	at, err := f.attempt(a.attempt)
	switch {
	case err != nil || at == nil:
		return false, err
	case a.question != "":
		return at.Answers[a.question].Digest() == a.digest, nil
	case a.submitted:
		return f.settled(e, at)
	}
	return true, nil
}

// settled reports whether everything that follows from a submitted attempt is there: the result and, if it was
// passed, the completion and exactly one certificate with its PDF.
func (f *finder) settled(e *courses.Enrolment, at *assessments.Attempt) (bool, error) {
	if at.SubmittedAt.IsZero() || at.Result == nil || !at.Settled {
		return false, nil
	}
	if !at.Result.Passed {
		return true, nil
	}
	list, err := f.db.Certs().Of(f.ctx, e.Person)
	if err != nil {
		return false, err
	}
	n := 0
	for _, c := range list {
		if c.Subject != string(e.Module) {
			continue
		}
		n++
		if _, err := f.db.Certs().PDF(f.ctx, c.Number); errors.Is(err, certs.ErrNotFound) {
			return false, nil
		}
	}
	f.doubled += max(0, n-1)
	return n > 0 && !e.CompletedAt.IsZero(), nil
}

func (f *finder) enrolment(k courses.Key) (*courses.Enrolment, error) {
	if e, ok := f.enrolments[k]; ok {
		return e, nil
	}
	e, err := f.db.Courses().Enrolment(f.ctx, k)
	if errors.Is(err, courses.ErrNotFound) {
		f.enrolments[k] = nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f.enrolments[k] = &e
	// Nobody has asked for a second cycle or a second sitting.
	all, err := f.db.Courses().EnrolmentsOf(f.ctx, k.Person)
	for _, other := range all {
		if other.Module == k.Module && other.Cycle != k.Cycle {
			f.doubled++
		}
	}
	if err != nil {
		return nil, err
	}
	sat, err := f.db.Assessments().Attempts(f.ctx, k.Person, string(k.Module), k.Cycle)
	f.doubled += max(0, len(sat)-1)
	return &e, err
}

func (f *finder) attempt(id assessments.AttemptID) (*assessments.Attempt, error) {
	if a, ok := f.attempts[id]; ok {
		return a, nil
	}
	a, err := f.db.Assessments().Attempt(f.ctx, id)
	if errors.Is(err, assessments.ErrNotFound) {
		f.attempts[id] = nil
		return nil, nil
	}
	f.attempts[id] = &a
	return &a, err
}
