package coursestest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lernamt/courses"
)

var listCases = []contractCase{
	{"enrolments of people are ordered by key", enrolmentOrder},
	{"enrolments of people come with their facts, each once", enrolmentsWhole},
	{"a thousand people may be asked for and no more", manyPeople},
	{"open enrolments come oldest fact first", openOrder},
	{"open enrolments begin at the time given", openBound},
	{"open enrolments are limited", openLimit},
}

func enrolmentsOf(t *testing.T, s courses.Store, people ...string) []courses.Enrolment {
	t.Helper()
	list, err := s.EnrolmentsOf(t.Context(), people...)
	if err != nil {
		t.Fatalf("EnrolmentsOf(%d people) error = %v", len(people), err)
	}
	return list
}

func enrolmentOrder(t *testing.T, s courses.Store) {
	ordered := []courses.Key{
		key("Z", "a", 1), key("a", "a", 1), key("a", "a-b", 2), key("a", "a-b", 10), key("a", "ab", 1),
		key("ab", "a", 1), key("ä", "a", 1), key("😀", "a", 1),
	}
	for i := range ordered {
		enrolAt(t, s, ordered[(i*5)%len(ordered)], at(i))
	}
	enrol(t, s, key("other", "a", 1))
	got := keys(enrolmentsOf(t, s, "😀", "ä", "ab", "a", "Z", "nobody"))
	if !slices.Equal(got, ordered) {
		t.Errorf("EnrolmentsOf\n got %+v\nwant %+v", got, ordered)
	}
}

func enrolmentsWhole(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	record(t, s, k, "l1", at(1))
	record(t, s, k, "l2", at(2))
	complete(t, s, k, at(3))
	enrol(t, s, key("q", "m", 1))

	list := enrolmentsOf(t, s, "p", "q", "p")
	if len(list) != 2 {
		t.Fatalf("EnrolmentsOf = %+v, want two", list)
	}
	want(t, list[0], read(t, s, k))
	want(t, list[1], read(t, s, key("q", "m", 1)))
	if list := enrolmentsOf(t, s); len(list) != 0 {
		t.Errorf("EnrolmentsOf() = %+v, want none", list)
	}
}

func manyPeople(t *testing.T, s courses.Store) {
	people := make([]string, courses.MostPeople+1)
	for i := range people {
		people[i] = fmt.Sprintf("p%04d", i)
	}
	for i := 0; i < len(people); i += 100 {
		enrol(t, s, key(people[i], "m", 1))
	}
	if list := enrolmentsOf(t, s, people[:courses.MostPeople]...); len(list) != 10 {
		t.Errorf("EnrolmentsOf(1000 people) = %d enrolments, want 10", len(list))
	}
	if list, err := s.EnrolmentsOf(t.Context(), people...); err == nil {
		t.Errorf("EnrolmentsOf(1001 people) = %d enrolments, want an error", len(list))
	}
}

func open(t *testing.T, s courses.Store, since time.Time, limit int) []courses.Key {
	t.Helper()
	list, err := s.OpenSince(t.Context(), since, limit)
	if err != nil {
		t.Fatalf("OpenSince(%v, %d) error = %v", since, limit, err)
	}
	for _, e := range list {
		want(t, e, read(t, s, e.Key))
	}
	return keys(list)
}

func wantKeys(t *testing.T, got []courses.Key, want ...courses.Key) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("keys\n got %+v\nwant %+v", got, want)
	}
}

func openOrder(t *testing.T, s courses.Store) {
	a, b, done := key("a", "m", 1), key("b", "m", 1), key("c", "m", 1)
	tie1, tie2, tie3 := key("d", "l", 2), key("d", "l", 10), key("d", "m", 1)
	for _, k := range []courses.Key{tie3, tie2, tie1} {
		enrolAt(t, s, k, at(3))
	}
	for _, k := range []courses.Key{a, b, done} {
		enrol(t, s, k)
	}
	record(t, s, a, "l1", at(5))
	complete(t, s, done, at(1))
	wantKeys(t, open(t, s, at(0), 100), b, tie1, tie2, tie3, a)
	complete(t, s, b, at(6))
	wantKeys(t, open(t, s, at(0), 100), tie1, tie2, tie3, a)
}

func openBound(t *testing.T, s courses.Store) {
	early, late := key("a", "m", 1), key("b", "m", 1)
	enrolAt(t, s, early, at(1))
	enrolAt(t, s, late, at(2))
	wantKeys(t, open(t, s, kept(at(1)), 10), early, late)
	wantKeys(t, open(t, s, kept(at(1)).Add(time.Millisecond), 10), late)
	wantKeys(t, open(t, s, at(3), 10))
	wantKeys(t, open(t, s, time.Time{}, 10), early, late)
	record(t, s, early, "l1", at(4))
	wantKeys(t, open(t, s, at(3), 10), early)
}

func openLimit(t *testing.T, s courses.Store) {
	for i := range 5 {
		enrolAt(t, s, key(fmt.Sprint(i), "m", 1), at(i))
	}
	wantKeys(t, open(t, s, at(0), 2), key("0", "m", 1), key("1", "m", 1))
	wantKeys(t, open(t, s, at(0), 1), key("0", "m", 1))
	wantKeys(t, open(t, s, at(0), 0))
	wantKeys(t, open(t, s, at(0), -1))
}
