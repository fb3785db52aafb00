package courses_test

import (
	"errors"
	"testing"
	"time"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

func newCourses(t *testing.T, ids ...string) *courses.Courses {
	t.Helper()
	store := coursestest.NewMemory()
	return &courses.Courses{Store: store, Catalogue: newCatalogue(t, store, ids...), Clock: clock}
}

func TestEnrol(t *testing.T) {
	c := newCourses(t, "a")
	e, err := c.Enrol(t.Context(), "p", "a")
	if err != nil || e.Cycle != 1 || e.Version != module(t, c.Catalogue, "a").Hash || !e.EnrolledAt.Equal(noon) {
		t.Fatalf("Enrol = %+v, %v", e, err)
	}
	load(t, c.Catalogue, edit("a", "2.0.0", "Neu."))
	if again, err := c.Enrol(t.Context(), "p", "a"); err != nil || again.Version != e.Version || again.Cycle != 1 {
		t.Errorf("Enrol(again) = %+v, %v; want the first enrolment", again, err)
	}
	if err := c.Store.Complete(t.Context(), e.Key, noon); err != nil {
		t.Fatal(err)
	}
	if again, err := c.Enrol(t.Context(), "p", "a"); err != nil || again.CompletedAt.IsZero() {
		t.Errorf("Enrol(completed) = %+v, %v; want the completed enrolment", again, err)
	}
	if _, err := c.Enrol(t.Context(), "p", "b"); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("Enrol(unknown) error = %v, want ErrNotFound", err)
	}
	if _, err := c.Enrol(t.Context(), "", "a"); err == nil {
		t.Error("Enrol without a person succeeded")
	}
	if list, err := c.Enrolments(t.Context(), "p"); err != nil || len(list) != 1 {
		t.Errorf("Enrolments = %+v, %v", list, err)
	}
}

func TestRecordLesson(t *testing.T) {
	c := newCourses(t, "a")
	if _, err := c.RecordLesson(t.Context(), "p", "a", "eins"); !errors.Is(err, courses.ErrNotEnrolled) {
		t.Errorf("RecordLesson before enrolling error = %v, want ErrNotEnrolled", err)
	}
	if _, err := c.Enrol(t.Context(), "p", "a"); err != nil {
		t.Fatal(err)
	}
	e, err := c.RecordLesson(t.Context(), "p", "a", "eins")
	if err != nil || !e.Done("eins") {
		t.Fatalf("RecordLesson = %+v, %v", e, err)
	}
	c.Clock = func() time.Time { return noon.Add(time.Hour) }
	if again, err := c.RecordLesson(t.Context(), "p", "a", "eins"); err != nil || !again.Lessons["eins"].Equal(noon) {
		t.Errorf("RecordLesson(again) = %+v, %v; want the first time", again, err)
	}
	for _, id := range []courses.LessonID{"", "drei", "EINS", "pruefung"} {
		if _, err := c.RecordLesson(t.Context(), "p", "a", id); !errors.Is(err, courses.ErrNotFound) {
			t.Errorf("RecordLesson(%q) error = %v, want ErrNotFound", id, err)
		}
	}
	e, m, err := c.Learning(t.Context(), "p", "a")
	if err != nil {
		t.Fatal(err)
	}
	if missing := e.Missing(m); len(missing) != 1 || missing[0].ID != "zwei" || e.Next(m) != missing[0] {
		t.Errorf("missing = %+v, next = %+v; want zwei", missing, e.Next(m))
	}
}

// TestRecordLessonOfTheLearnedVersion lets a lesson vanish from the current version: who began before
// still has it.
func TestRecordLessonOfTheLearnedVersion(t *testing.T) {
	c := newCourses(t, "a")
	if _, err := c.Enrol(t.Context(), "old", "a"); err != nil {
		t.Fatal(err)
	}
	root := edit("a", "2.0.0", "Neu.")
	swap("a/01-eins.md", "id: eins", "id: neu")(root)
	load(t, c.Catalogue, root)
	if _, err := c.Enrol(t.Context(), "new", "a"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		person string
		lesson courses.LessonID
		want   error
	}{{"old", "eins", nil}, {"old", "neu", courses.ErrNotFound}, {"new", "neu", nil}, {"new", "eins", courses.ErrNotFound}} {
		if _, err := c.RecordLesson(t.Context(), tt.person, "a", tt.lesson); !errors.Is(err, tt.want) {
			t.Errorf("RecordLesson(%s, %s) error = %v, want %v", tt.person, tt.lesson, err, tt.want)
		}
	}
}

func TestNext(t *testing.T) {
	m := &courses.Module{Lessons: []courses.Lesson{{ID: "a"}, {ID: "b"}, {ID: "c"}}}
	tests := []struct {
		name string
		done map[courses.LessonID]time.Time
		want courses.LessonID // empty for none
	}{
		{"nothing done", nil, "a"},
		{"first done", map[courses.LessonID]time.Time{"a": noon}, "b"},
		{"began in the middle", map[courses.LessonID]time.Time{"b": noon}, "c"},
		{"went back", map[courses.LessonID]time.Time{"c": noon, "a": noon.Add(1)}, "b"},
		{"last done first", map[courses.LessonID]time.Time{"c": noon}, "a"},
		{"all done", map[courses.LessonID]time.Time{"a": noon, "b": noon, "c": noon}, ""},
		{"a lesson of another version", map[courses.LessonID]time.Time{"x": noon}, "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := &courses.Enrolment{Lessons: tt.done}
			got := courses.LessonID("")
			if l := e.Next(m); l != nil {
				got = l.ID
			}
			if got != tt.want {
				t.Errorf("Next = %q, want %q", got, tt.want)
			}
		})
	}
}
