package coursestest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"lernamt/courses"
)

var exportCases = []contractCase{
	{"enrolments are exported by key, page by page", exportPages},
	{"an export holds what was there, whatever is written meanwhile", exportWhileWriting},
	{"versions are exported by hash, page by page", exportVersions},
	{"an imported enrolment is there with all its facts", importFacts},
	{"importing again changes nothing, importing something else is refused", importAgain},
	{"a cancelled export or import fails and changes nothing", exportCancelled},
}

// exported reads all pages of that size, calling between after each.
func exported(t *testing.T, s courses.Store, limit int, between func(page int)) []courses.Enrolment {
	t.Helper()
	var list []courses.Enrolment
	var after courses.Key
	for n := 0; n < 1000; n++ {
		page, err := s.ExportEnrolments(t.Context(), after, limit)
		if err != nil || len(page) > limit {
			t.Fatalf("ExportEnrolments(%+v, %d) = %d enrolments, %v", after, limit, len(page), err)
		}
		if len(page) == 0 {
			return list
		}
		list = append(list, page...)
		after = page[len(page)-1].Key
		between(n)
	}
	t.Fatal("the pages do not end")
	return nil
}

func exportPages(t *testing.T, s courses.Store) {
	ordered := []courses.Key{
		key("Z", "a", 1), key("a", "a", 1), key("a", "a-b", 2), key("a", "a-b", 10), key("a", "ab", 1),
		key("ab", "a", 1), key("ä", "a", 1), key("😀", "a", 1),
	}
	for i := range ordered {
		enrolAt(t, s, ordered[(i*5)%len(ordered)], at(i))
	}
	record(t, s, ordered[0], "l1", at(20))
	complete(t, s, ordered[0], at(21))
	for limit := 1; limit <= len(ordered)+1; limit++ {
		list := exported(t, s, limit, func(int) {})
		if !slices.Equal(keys(list), ordered) {
			t.Errorf("limit %d:\n got %+v\nwant %+v", limit, keys(list), ordered)
		}
		for _, e := range list {
			want(t, e, read(t, s, e.Key))
		}
	}
	for _, limit := range []int{0, -1} {
		if list, err := s.ExportEnrolments(t.Context(), courses.Key{}, limit); err != nil || len(list) != 0 {
			t.Errorf("ExportEnrolments(limit %d) = %+v, %v, want none", limit, list, err)
		}
	}
}

func exportWhileWriting(t *testing.T, s courses.Store) {
	var old []courses.Key
	for i := range 9 {
		old = append(old, key(fmt.Sprintf("p%d", i), "m", 1))
		enrol(t, s, old[i])
	}
	list := keys(exported(t, s, 2, func(page int) {
		if page > 5 {
			return // else the pages would never end
		}
		enrol(t, s, key(fmt.Sprintf("a%d", page), "m", 1))
		enrol(t, s, key(fmt.Sprintf("z%d", page), "m", 1))
		record(t, s, old[page], "l1", at(30))
	}))
	list = slices.DeleteFunc(list, func(k courses.Key) bool { return !slices.Contains(old, k) })
	if !slices.Equal(list, old) {
		t.Errorf("exported\n got %+v\nwant %+v", list, old)
	}
}

func exportVersions(t *testing.T, s courses.Store) {
	var ordered []courses.Version
	for i := range 5 {
		ordered = append(ordered, version(courses.ModuleID(fmt.Sprintf("m%d", i%2)), i, at(9-i)))
	}
	for i := range ordered {
		publish(t, s, ordered[(i*2)%5], map[string][]byte{"modul.yaml": []byte("x")})
	}
	for limit := 1; limit <= 6; limit++ {
		var list []courses.Version
		for after := courses.Hash(""); len(list) <= 5; after = list[len(list)-1].Hash {
			page, err := s.ExportVersions(t.Context(), after, limit)
			if err != nil || len(page) > limit {
				t.Fatalf("ExportVersions(limit %d) = %d versions, %v", limit, len(page), err)
			}
			if len(page) == 0 {
				break
			}
			list = append(list, page...)
		}
		if len(list) != 5 {
			t.Fatalf("limit %d: %d versions, want 5", limit, len(list))
		}
		for i, v := range list {
			expected := ordered[i]
			expected.Published = kept(expected.Published)
			if v != expected {
				t.Errorf("version %d = %+v, want %+v", i, v, expected)
			}
		}
	}
	if list, err := s.ExportVersions(t.Context(), "", 0); err != nil || len(list) != 0 {
		t.Errorf("ExportVersions(limit 0) = %+v, %v, want none", list, err)
	}
}

// facts returns an enrolment with every fact, as a caller passes it, and as a store returns it.
func facts(k courses.Key) (given, stored courses.Enrolment) {
	given = courses.Enrolment{
		Key: k, Version: hash(1), EnrolledAt: at(0), CompletedAt: at(3), UpdatedAt: at(4),
		Lessons: map[courses.LessonID]time.Time{"l1": at(1), "l2": at(2)},
	}
	stored = cloneEnrolment(given)
	stored.EnrolledAt, stored.CompletedAt, stored.UpdatedAt = kept(at(0)), kept(at(3)), kept(at(4))
	stored.Lessons["l1"], stored.Lessons["l2"] = kept(at(1)), kept(at(2))
	return given, stored
}

func importFacts(t *testing.T, s courses.Store) {
	done, storedDone := facts(key("p", "m", 1))
	open, storedOpen := facts(key("p", "m", 2))
	open.CompletedAt, storedOpen.CompletedAt = time.Time{}, time.Time{}
	bare := courses.Enrolment{Key: key("q", "m", 1), Version: hash(2), EnrolledAt: at(0), UpdatedAt: at(0)}
	if _, err := s.Latest(t.Context(), "p", "m"); !errors.Is(err, courses.ErrNotFound) {
		t.Fatalf("Latest before the import error = %v", err)
	}
	if err := s.ImportEnrolments(t.Context(), done, open, bare); err != nil {
		t.Fatalf("ImportEnrolments error = %v", err)
	}
	if err := s.ImportEnrolments(t.Context()); err != nil {
		t.Errorf("ImportEnrolments(nothing) error = %v", err)
	}
	want(t, read(t, s, done.Key), storedDone)
	latest, err := s.Latest(t.Context(), "p", "m")
	if err != nil {
		t.Fatal(err)
	}
	want(t, latest, storedOpen)
	wantKeys(t, keysOpen(t, s), key("q", "m", 1), key("p", "m", 2))

	// What is imported goes on as if it had been recorded here.
	record(t, s, open.Key, "l3", at(9))
	complete(t, s, open.Key, at(10))
	wantKeys(t, keysOpen(t, s), key("q", "m", 1))
}

func keysOpen(t *testing.T, s courses.Store) []courses.Key {
	t.Helper()
	return open(t, s, time.Time{}, 10)
}

func importAgain(t *testing.T, s courses.Store) {
	given, stored := facts(key("p", "m", 1))
	for range 2 {
		if err := s.ImportEnrolments(t.Context(), given); err != nil {
			t.Fatalf("ImportEnrolments error = %v", err)
		}
	}
	other, _ := facts(key("p", "m", 1))
	other.Lessons["l2"] = at(7)
	later, _ := facts(key("p", "m", 1))
	later.CompletedAt = at(8)
	elsewhere, _ := facts(key("p", "m", 1))
	elsewhere.Version = hash(3)
	for _, e := range []courses.Enrolment{other, later, elsewhere} {
		if err := s.ImportEnrolments(t.Context(), e); !errors.Is(err, courses.ErrConflict) {
			t.Errorf("ImportEnrolments(different) error = %v, want ErrConflict", err)
		}
	}
	want(t, read(t, s, given.Key), stored)
}

func exportCancelled(t *testing.T, s courses.Store) {
	given, _ := facts(key("p", "m", 1))
	if err := s.ImportEnrolments(cancelled(t), given); err == nil {
		t.Error("ImportEnrolments with a cancelled context succeeded")
	}
	if _, err := s.Enrolment(t.Context(), given.Key); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("Enrolment after a cancelled import error = %v, want ErrNotFound", err)
	}
	if _, err := s.ExportEnrolments(cancelled(t), courses.Key{}, 5); err == nil {
		t.Error("ExportEnrolments with a cancelled context succeeded")
	}
	if _, err := s.PublishedSince(cancelled(t), time.Time{}); err == nil {
		t.Error("PublishedSince with a cancelled context succeeded")
	}
	if _, err := s.ExportVersions(cancelled(t), "", 5); err == nil {
		t.Error("ExportVersions with a cancelled context succeeded")
	}
}
