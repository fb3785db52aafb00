package coursestest

import (
	"fmt"
	"sync"
	"testing"

	"lernamt/courses"
)

// crowd is how many goroutines call the store at once.
const crowd = 64

var concurrentCases = []contractCase{
	{"concurrent enrolments of one key return the same", crowdEnrols},
	{"concurrent records of different lessons are all kept", crowdLessons},
	{"concurrent records of one lesson keep one time", crowdLesson},
	{"concurrent completions keep one time", crowdCompletes},
	{"concurrent records and completions lose nothing", crowdMixes},
	{"concurrent publishing of one hash keeps one version", crowdPublishes},
}

// together runs do in crowd goroutines that begin at the same moment.
func together(t *testing.T, do func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range crowd {
		wg.Go(func() {
			<-begin
			if err := do(i); err != nil {
				t.Errorf("call %d error = %v", i, err)
			}
		})
	}
	close(begin)
	wg.Wait()
}

func crowdEnrols(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	results := make([]courses.Enrolment, crowd)
	together(t, func(i int) (err error) {
		results[i], err = s.Enrol(t.Context(), courses.Enrolment{Key: k, Version: hash(i), EnrolledAt: at(i)})
		return err
	})
	final := read(t, s, k)
	for _, got := range results {
		want(t, got, final)
	}
}

func crowdLessons(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	together(t, func(i int) error {
		id := courses.LessonID(fmt.Sprintf("l%d", i))
		e, err := s.RecordLesson(t.Context(), k, id, at(i+1))
		if err == nil && !e.Done(id) {
			t.Errorf("RecordLesson(%s) returned an enrolment without it", id)
		}
		return err
	})
	final := read(t, s, k)
	for i := range crowd {
		if id := courses.LessonID(fmt.Sprintf("l%d", i)); !final.Lessons[id].Equal(kept(at(i + 1))) {
			t.Errorf("Lessons[%s] = %v, want %v", id, final.Lessons[id], kept(at(i+1)))
		}
	}
	if !final.UpdatedAt.Equal(kept(at(crowd))) {
		t.Errorf("UpdatedAt = %v, want the latest time %v", final.UpdatedAt, kept(at(crowd)))
	}
}

func crowdLesson(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	results := make([]courses.Enrolment, crowd)
	together(t, func(i int) (err error) {
		results[i], err = s.RecordLesson(t.Context(), k, "l1", at(i+1))
		return err
	})
	final := read(t, s, k)
	if len(final.Lessons) != 1 || !final.UpdatedAt.Equal(final.Lessons["l1"]) {
		t.Errorf("enrolment = %+v, want one lesson and its time as UpdatedAt", final)
	}
	for _, got := range results {
		want(t, got, final)
	}
}

func crowdCompletes(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	together(t, func(i int) error {
		if err := s.Complete(t.Context(), k, at(i+1)); err != nil {
			return err
		}
		e, err := s.Enrolment(t.Context(), k)
		if err == nil && e.CompletedAt.IsZero() {
			t.Error("not completed after Complete")
		}
		return err
	})
	final := read(t, s, k)
	if !final.UpdatedAt.Equal(final.CompletedAt) || final.CompletedAt.Before(kept(at(1))) {
		t.Errorf("enrolment = %+v, want one of the times given", final)
	}
}

func crowdMixes(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	together(t, func(i int) error {
		if _, err := s.Enrol(t.Context(), courses.Enrolment{Key: k, Version: hash(1), EnrolledAt: at(0)}); err != nil {
			return err
		}
		if i%4 == 0 {
			return s.Complete(t.Context(), k, at(1))
		}
		_, err := s.RecordLesson(t.Context(), k, courses.LessonID(fmt.Sprintf("l%d", i)), at(2))
		return err
	})
	final := read(t, s, k)
	if len(final.Lessons) != crowd*3/4 || !final.CompletedAt.Equal(kept(at(1))) || !final.UpdatedAt.Equal(kept(at(2))) {
		t.Errorf("enrolment = %+v, want %d lessons and a completion", final, crowd*3/4)
	}
}

func crowdPublishes(t *testing.T, s courses.Store) {
	files := map[string][]byte{"modul.yaml": []byte("id: m\n"), "01-a.md": []byte("a"), "bilder/b.svg": []byte("b")}
	together(t, func(i int) error {
		if err := s.Publish(t.Context(), version("m", 1, at(i)), files); err != nil {
			return err
		}
		_, got, err := s.Version(t.Context(), hash(1))
		if err == nil && len(got) != len(files) {
			t.Errorf("a published version has %d files, want %d", len(got), len(files))
		}
		return err
	})
	list := versions(t, s, "m")
	if len(list) != 1 {
		t.Fatalf("Versions = %+v, want one", list)
	}
	wantVersion(t, s, list[0], files)
}
