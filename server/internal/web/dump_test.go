package web

import (
	"encoding/json"
	"slices"
	"strings"

	"lernamt/assessments"
	"lernamt/courses"
)

// everything returns all that is recorded about the learning of everybody, as text to compare.
func (s *site) everything() string {
	s.t.Helper()
	ctx := s.t.Context()
	units, err := s.db.People().Units(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	var b strings.Builder
	w := json.NewEncoder(&b)
	note := func(v any) {
		if err := w.Encode(v); err != nil {
			s.t.Fatal(err)
		}
	}
	note(units)
	for _, id := range s.people() {
		a, err := s.db.People().Account(ctx, id)
		if err != nil {
			s.t.Fatal(err)
		}
		note(a)
		enrolments, err := s.db.Courses().EnrolmentsOf(ctx, string(id))
		if err != nil {
			s.t.Fatal(err)
		}
		for _, e := range enrolments {
			note(e)
			note(s.attempts(e))
		}
		list, err := s.db.Certs().Of(ctx, string(id))
		if err != nil {
			s.t.Fatal(err)
		}
		note(list)
	}
	return b.String()
}

func (s *site) attempts(e courses.Enrolment) []assessments.Attempt {
	s.t.Helper()
	all, err := s.db.Assessments().Attempts(s.t.Context(), e.Person, string(e.Module), e.Cycle)
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// unchanged fails the test if anything was recorded since.
func (s *site) unchanged(before string) {
	s.t.Helper()
	was, is := strings.Split(before, "\n"), strings.Split(s.everything(), "\n")
	for _, line := range is {
		if !slices.Contains(was, line) {
			s.t.Fatalf("something changed: %.1000s", line)
		}
	}
	if len(was) != len(is) {
		s.t.Errorf("%d lines recorded, before %d", len(is), len(was))
	}
}
