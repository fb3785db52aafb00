// Package coursestest holds the contract of [courses.Store], an in-memory store that keeps it, and
// sample modules for the tests of other packages.
package coursestest

import (
	"context"
	"fmt"
	"maps"
	"testing"
	"time"

	"lernamt/courses"
)

// TestStore runs the contract. Each call of open returns an empty store, closed through t.Cleanup.
//
// Subtests whose names begin with "concurrent" call the store from many goroutines at once.
func TestStore(t *testing.T, open func(*testing.T) courses.Store) {
	for _, group := range [][]contractCase{
		versionCases, enrolmentCases, progressCases, listCases, exportCases, cancelCases, concurrentCases,
	} {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
		}
	}
}

// A contractCase is one sentence of the contract, tried on an empty store.
type contractCase struct {
	name string
	run  func(*testing.T, courses.Store)
}

// day is when the cases take place. It is neither UTC nor whole milliseconds: stores have to mend both.
var day = time.Date(2026, 11, 22, 9, 30, 0, 123_456_789, time.FixedZone("CET", 3600))

// at returns the time n minutes after day, as a caller passes it.
func at(n int) time.Time { return day.Add(time.Duration(n) * time.Minute) }

// kept returns t as a store returns it.
func kept(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// hash returns a made-up hash; different n give different hashes in the order of n.
func hash(n int) courses.Hash { return courses.Hash(fmt.Sprintf("%064x", n)) }

func key(person string, module courses.ModuleID, cycle int) courses.Key {
	return courses.Key{Person: person, Module: module, Cycle: cycle}
}

// enrol enrols k in version hash(1) at the time at(0) and fails the test if that does not work.
func enrol(t *testing.T, s courses.Store, k courses.Key) courses.Enrolment {
	t.Helper()
	return enrolAt(t, s, k, at(0))
}

func enrolAt(t *testing.T, s courses.Store, k courses.Key, when time.Time) courses.Enrolment {
	t.Helper()
	e, err := s.Enrol(t.Context(), courses.Enrolment{Key: k, Version: hash(1), EnrolledAt: when})
	if err != nil {
		t.Fatalf("Enrol(%+v) error = %v", k, err)
	}
	return e
}

// read returns the enrolment and fails the test if there is none.
func read(t *testing.T, s courses.Store, k courses.Key) courses.Enrolment {
	t.Helper()
	e, err := s.Enrolment(t.Context(), k)
	if err != nil {
		t.Fatalf("Enrolment(%+v) error = %v", k, err)
	}
	return e
}

func record(t *testing.T, s courses.Store, k courses.Key, id courses.LessonID, when time.Time) courses.Enrolment {
	t.Helper()
	e, err := s.RecordLesson(t.Context(), k, id, when)
	if err != nil {
		t.Fatalf("RecordLesson(%+v, %s) error = %v", k, id, err)
	}
	return e
}

func complete(t *testing.T, s courses.Store, k courses.Key, when time.Time) {
	t.Helper()
	if err := s.Complete(t.Context(), k, when); err != nil {
		t.Fatalf("Complete(%+v) error = %v", k, err)
	}
}

// want compares an enrolment with the one expected, times as instants that are given in UTC.
func want(t *testing.T, got, want courses.Enrolment) {
	t.Helper()
	if !same(got, want) {
		t.Errorf("enrolment\n got %+v\nwant %+v", got, want)
	}
	inUTC(t, got.EnrolledAt, got.CompletedAt, got.UpdatedAt)
	for _, finished := range got.Lessons {
		inUTC(t, finished)
	}
}

func same(a, b courses.Enrolment) bool {
	return a.Key == b.Key && a.Version == b.Version &&
		a.EnrolledAt.Equal(b.EnrolledAt) && a.CompletedAt.Equal(b.CompletedAt) && a.UpdatedAt.Equal(b.UpdatedAt) &&
		maps.EqualFunc(a.Lessons, b.Lessons, time.Time.Equal)
}

func inUTC(t *testing.T, times ...time.Time) {
	t.Helper()
	for _, got := range times {
		if got.Location() != time.UTC {
			t.Errorf("time %v is in %v, want UTC", got, got.Location())
		}
		if !got.IsZero() && !got.Equal(got.Truncate(time.Millisecond)) {
			t.Errorf("time %v is finer than milliseconds", got)
		}
	}
}

// keys returns the keys of the enrolments in their order.
func keys(list []courses.Enrolment) []courses.Key {
	out := make([]courses.Key, len(list))
	for i := range list {
		out[i] = list[i].Key
	}
	return out
}

// cancelled returns a context that has ended already.
func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
