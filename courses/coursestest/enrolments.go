package coursestest

import (
	"errors"
	"testing"
	"time"

	"lernamt/courses"
)

var enrolmentCases = []contractCase{
	{"an enrolment comes back as it was recorded", enrolAndRead},
	{"enrolling again returns the first enrolment", enrolTwice},
	{"enrolling ignores lessons and completion", enrolWithFacts},
	{"an unknown enrolment is not found", unknownEnrolment},
	{"the latest enrolment is the one of the highest cycle", latestCycle},
	{"keys are told apart byte by byte", oddKeys},
	{"a person that is no text does no harm", brokenPerson},
}

func enrolAndRead(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	expected := courses.Enrolment{Key: k, Version: hash(1), EnrolledAt: kept(at(0)), UpdatedAt: kept(at(0))}
	want(t, enrol(t, s, k), expected)
	want(t, read(t, s, k), expected)
}

func enrolTwice(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	first := record(t, s, k, "l1", at(1))
	again, err := s.Enrol(t.Context(), courses.Enrolment{Key: k, Version: hash(2), EnrolledAt: at(9)})
	if err != nil {
		t.Fatalf("Enrol(again) error = %v", err)
	}
	want(t, again, first)
	want(t, read(t, s, k), first)
}

func enrolWithFacts(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	got, err := s.Enrol(t.Context(), courses.Enrolment{
		Key: k, Version: hash(1), EnrolledAt: at(0), CompletedAt: at(3), UpdatedAt: at(4),
		Lessons: map[courses.LessonID]time.Time{"l1": at(2)},
	})
	if err != nil {
		t.Fatalf("Enrol error = %v", err)
	}
	expected := courses.Enrolment{Key: k, Version: hash(1), EnrolledAt: kept(at(0)), UpdatedAt: kept(at(0))}
	want(t, got, expected)
	want(t, read(t, s, k), expected)
}

func unknownEnrolment(t *testing.T, s courses.Store) {
	enrol(t, s, key("p", "m", 1))
	for _, k := range []courses.Key{key("p", "m", 2), key("p", "n", 1), key("q", "m", 1), key("", "m", 1), key("p", "", 1)} {
		if _, err := s.Enrolment(t.Context(), k); !errors.Is(err, courses.ErrNotFound) {
			t.Errorf("Enrolment(%+v) error = %v, want ErrNotFound", k, err)
		}
		if _, err := s.RecordLesson(t.Context(), k, "l1", at(1)); !errors.Is(err, courses.ErrNotFound) {
			t.Errorf("RecordLesson(%+v) error = %v, want ErrNotFound", k, err)
		}
		if err := s.Complete(t.Context(), k, at(1)); !errors.Is(err, courses.ErrNotFound) {
			t.Errorf("Complete(%+v) error = %v, want ErrNotFound", k, err)
		}
		if _, err := s.Enrolment(t.Context(), k); !errors.Is(err, courses.ErrNotFound) {
			t.Errorf("Enrolment(%+v) after failed writes error = %v, want ErrNotFound", k, err)
		}
	}
	for _, who := range []string{"q", ""} {
		if _, err := s.Latest(t.Context(), who, "m"); !errors.Is(err, courses.ErrNotFound) {
			t.Errorf("Latest(%q) error = %v, want ErrNotFound", who, err)
		}
	}
}

func latestCycle(t *testing.T, s courses.Store) {
	for _, cycle := range []int{2, 10, 1, 9} {
		enrolAt(t, s, key("p", "m", cycle), at(20-cycle))
	}
	enrol(t, s, key("p", "m2", 11))
	enrol(t, s, key("p2", "m", 12))
	got, err := s.Latest(t.Context(), "p", "m")
	if err != nil {
		t.Fatalf("Latest error = %v", err)
	}
	want(t, got, read(t, s, key("p", "m", 10)))
}

func oddKeys(t *testing.T, s courses.Store) {
	list := []courses.Key{
		key("anna", "m", 1), key("Anna", "m", 1), key("anna ", "m", 1),
		key("Jürgen", "m", 1), key("Ju\u0308rgen", "m", 1), key("Juergen", "m", 1), key("JÜRGEN", "m", 1),
		key("straße", "m", 1), key("strasse", "m", 1),
		key("p", "m-x", 1), key("p-m", "x", 1), key("p:m", "x", 1), key("p/m", "x", 1), key("p|m", "x", 1), key("p m", "x", 1),
		key("p", "m", 1), key("p", "m", 11), key("p", "m-1", 1), key("p", "m1", 1),
		key("a.b", "m", 1), key("$a", "m", 1), key("%", "m", 1), key("_", "m", 1), key("*", "m", 1), key("a%", "m", 1),
		key("' or 1=1 --", "m", 1), key("😀", "m", 1), key("1", "m", 1), key("01", "m", 1), key("1.0", "m", 1),
	}
	for i, k := range list {
		enrolAt(t, s, k, at(i))
	}
	for i, k := range list {
		want(t, read(t, s, k), courses.Enrolment{Key: k, Version: hash(1), EnrolledAt: kept(at(i)), UpdatedAt: kept(at(i))})
		record(t, s, k, "l1", at(100+i))
	}
	for i, k := range list {
		if e := read(t, s, k); len(e.Lessons) != 1 || !e.Lessons["l1"].Equal(kept(at(100+i))) {
			t.Errorf("Enrolment(%+v).Lessons = %v, want l1 at %v only", k, e.Lessons, kept(at(100+i)))
		}
	}
}

// brokenPerson tries persons outside of the contract: a store may refuse them or keep them, but not mix
// them up with others.
func brokenPerson(t *testing.T, s courses.Store) {
	whole := enrol(t, s, key("a", "m", 1))
	for _, who := range []string{"a\x00", "a\x00b", "\x00a", "a\xff", "\xffa"} {
		k := key(who, "m", 1)
		e, err := s.Enrol(t.Context(), courses.Enrolment{Key: k, Version: hash(2), EnrolledAt: at(5)})
		if err == nil && e.Key != k {
			t.Errorf("Enrol(%q) returned the enrolment of %q", who, e.Person)
		}
		if e, err := s.RecordLesson(t.Context(), k, "l1", at(6)); err == nil && e.Key != k {
			t.Errorf("RecordLesson(%q) returned the enrolment of %q", who, e.Person)
		}
		if e, err := s.Enrolment(t.Context(), k); err == nil && e.Key != k {
			t.Errorf("Enrolment(%q) returned the enrolment of %q", who, e.Person)
		}
	}
	want(t, read(t, s, whole.Key), whole)
	list, err := s.EnrolmentsOf(t.Context(), "a")
	if err != nil || len(list) != 1 {
		t.Errorf("EnrolmentsOf(a) = %+v, %v; want one enrolment", list, err)
	}
}
