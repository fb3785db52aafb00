package coursestest

import (
	"testing"
	"time"

	"lernamt/courses"
)

var progressCases = []contractCase{
	{"a finished lesson is recorded", recordOne},
	{"recording a lesson again changes nothing", recordTwice},
	{"lessons may be recorded out of order", recordOutOfOrder},
	{"lesson ids are told apart", oddLessons},
	{"completion is recorded once", completeTwice},
	{"a lesson may be recorded after completion", recordAfterCompletion},
	{"cycles do not touch each other", cyclesApart},
	{"lessons returned belong to the caller", lessonIsolation},
}

func recordOne(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	expected := courses.Enrolment{
		Key: k, Version: hash(1), EnrolledAt: kept(at(0)), UpdatedAt: kept(at(2)),
		Lessons: map[courses.LessonID]time.Time{"l1": kept(at(2))},
	}
	want(t, record(t, s, k, "l1", at(2)), expected)
	want(t, read(t, s, k), expected)
}

func recordTwice(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	first := record(t, s, k, "l1", at(5))
	want(t, record(t, s, k, "l1", at(9)), first)
	want(t, record(t, s, k, "l1", at(3)), first)
	want(t, read(t, s, k), first)
}

func recordOutOfOrder(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrolAt(t, s, k, at(10))
	record(t, s, k, "l2", at(30))
	record(t, s, k, "l1", at(20))
	got := record(t, s, k, "l3", at(5)) // another server's clock may be behind
	want(t, got, courses.Enrolment{
		Key: k, Version: hash(1), EnrolledAt: kept(at(10)), UpdatedAt: kept(at(30)),
		Lessons: map[courses.LessonID]time.Time{"l1": kept(at(20)), "l2": kept(at(30)), "l3": kept(at(5))},
	})
	want(t, read(t, s, k), got)
}

func oddLessons(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	ids := []courses.LessonID{"1", "01", "0", "a", "a-b", "a-b-c", "-", "lessons", "id", "constructor"}
	for i, id := range ids {
		record(t, s, k, id, at(i+1))
	}
	got := read(t, s, k)
	if len(got.Lessons) != len(ids) {
		t.Fatalf("Lessons = %v, want %d", got.Lessons, len(ids))
	}
	for i, id := range ids {
		if !got.Lessons[id].Equal(kept(at(i + 1))) {
			t.Errorf("Lessons[%s] = %v, want %v", id, got.Lessons[id], kept(at(i+1)))
		}
	}
}

func completeTwice(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	expected := enrol(t, s, k)
	complete(t, s, k, at(7))
	expected.CompletedAt, expected.UpdatedAt = kept(at(7)), kept(at(7))
	want(t, read(t, s, k), expected)
	complete(t, s, k, at(9))
	complete(t, s, k, at(1))
	want(t, read(t, s, k), expected)
}

func recordAfterCompletion(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	record(t, s, k, "l1", at(8))
	complete(t, s, k, at(6)) // the time of completion may be that of an earlier fact
	got := record(t, s, k, "l2", at(9))
	want(t, got, courses.Enrolment{
		Key: k, Version: hash(1), EnrolledAt: kept(at(0)), CompletedAt: kept(at(6)), UpdatedAt: kept(at(9)),
		Lessons: map[courses.LessonID]time.Time{"l1": kept(at(8)), "l2": kept(at(9))},
	})
}

func cyclesApart(t *testing.T, s courses.Store) {
	first, second := key("p", "m", 1), key("p", "m", 2)
	enrol(t, s, first)
	untouched := enrol(t, s, second)
	record(t, s, first, "l1", at(1))
	complete(t, s, first, at(2))
	want(t, read(t, s, second), untouched)
}

func lessonIsolation(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	returned := record(t, s, k, "l1", at(1))
	returned.Lessons["l2"] = at(2)
	delete(returned.Lessons, "l1")
	again := read(t, s, k)
	if len(again.Lessons) != 1 || !again.Done("l1") {
		t.Fatalf("Lessons = %v after the caller changed its copy, want l1", again.Lessons)
	}
	again.Lessons["l3"] = at(3)
	latest, err := s.Latest(t.Context(), "p", "m")
	if err != nil || len(latest.Lessons) != 1 {
		t.Errorf("Latest = %v, %v after the caller changed its copy", latest.Lessons, err)
	}
}
