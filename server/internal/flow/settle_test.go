package flow_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lernamt/certs"
	"lernamt/courses"
)

// TestRenew learns again what has expired: a new cycle and a certificate of its own.
func TestRenew(t *testing.T) {
	b := newBench(t)
	b.enrol("p1", "exam")
	b.read("p1", "exam", "eins", "zwei")
	b.sit("p1", "72")
	if e := b.enrol("p1", "exam"); e.Cycle != 1 {
		t.Fatalf("enrolled again before it expired: cycle %d", e.Cycle)
	}
	b.at = noon.AddDate(1, 0, 1)
	if e := b.enrol("p1", "exam"); e.Cycle != 2 || len(e.Lessons) > 0 {
		t.Fatalf("enrolment = %+v", e)
	}
	if e := b.enrol("p1", "exam"); e.Cycle != 2 {
		t.Fatalf("in the middle of it: cycle %d", e.Cycle)
	}
	if got := b.open("p1", "exam"); got != "eins zwei assessment" {
		t.Errorf("missing %q", got)
	}
	b.read("p1", "exam", "eins", "zwei")
	b.sit("p1", "72")
	list := b.certificates("p1")
	if len(list) != 2 || list[0].Cycle != 1 || list[1].Cycle != 2 || list[0].Number == list[1].Number {
		t.Errorf("certificates %+v", list)
	}
}

// TestNoCertificate completes modules for names that cannot be printed: the certificate waits, nothing else.
func TestNoCertificate(t *testing.T) {
	b := newBench(t)
	for id, name := range map[string]string{"emoji": "Ada 🎓", "leer": ""} {
		b.person(id, name, "")
		b.enrol(id, "exam")
		b.read(id, "exam", "eins", "zwei")
		b.sit(id, "72")
		e, err := b.db.Courses().Latest(t.Context(), id, "exam")
		if err != nil || !e.CompletedAt.Equal(noon) {
			t.Errorf("%s: completed at %v, %v", id, e.CompletedAt, err)
		}
		if list := b.certificates(id); len(list) > 0 {
			t.Errorf("%s: certificates %v", id, list)
		}
	}
	if n := strings.Count(b.log.String(), "certificate cannot be drawn"); n != 2 {
		t.Errorf("%d lines in the log:\n%s", n, b.log.String())
	}
	if err := b.Repair(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestLanguages(t *testing.T) {
	b := newBench(t)
	for id, want := range map[courses.ModuleID]string{"lessons": "de", "english": "en", "french": "de", "austrian": "de"} {
		b.enrol("p1", id)
		b.read("p1", id, "eins", "zwei")
		list := b.certificates("p1")
		i := slices.IndexFunc(list, func(c certs.Certificate) bool { return c.Subject == string(id) })
		if i < 0 || list[i].Language != want || list[i].Kind != certs.Attended {
			t.Errorf("%s: certificates %+v", id, list)
		}
	}
}

// TestRepair closes what nobody came back to, marks it and settles it, and does no harm when repeated.
func TestRepair(t *testing.T) {
	b := newBench(t)
	b.enrol("p1", "exam")
	b.read("p1", "exam", "eins", "zwei")
	a, err := b.StartAttempt(t.Context(), "p1", "exam")
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.Sitting(t.Context(), "p1", a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = b.SaveAnswers(t.Context(), s, map[string][]string{"a.frist": {"72"}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Repair(t.Context()); err != nil || b.open("p1", "exam") != "assessment may" {
		t.Fatalf("a running sitting was closed: %v", err)
	}
	b.at = s.Attempt.Deadline.Add(time.Minute)
	for range 3 {
		if err := b.Repair(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if list := b.certificates("p1"); len(list) != 1 || b.open("p1", "exam") != "may" {
		t.Errorf("certificates %+v, missing %q", list, b.open("p1", "exam"))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Repair(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
}

func TestMatches(t *testing.T) {
	b := newBench(t)
	course, err := b.Catalogue.Current("exam")
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]bool{"": true, "  ": true, "MELDEKETTE": true, "die frist": true, "frist gibt-es-nicht": false, "<b>": false, "\xff": false} {
		if got := course.Matches(query); got != want {
			t.Errorf("Matches(%q) = %v", query, got)
		}
	}
}
