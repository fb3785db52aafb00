package flow_test

import (
	"errors"
	"testing"
	"time"

	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/flow"
)

// A programme is certified when its last module is fulfilled, once in each cycle, and not with a revoked certificate.
func TestCertifyProgramme(t *testing.T) {
	b := newBench(t)
	p := courses.Programme{ID: "jahr", Title: "Erstes Jahr", Modules: []courses.ModuleID{"lessons", "exam"}}
	account, err := b.db.People().Account(t.Context(), "p1")
	if err != nil {
		t.Fatal(err)
	}
	certify := func(language string) (certs.Certificate, error) {
		return b.CertifyProgramme(t.Context(), &account, p, language)
	}
	wantOpen := func(when string) {
		t.Helper()
		if c, err := certify("de"); !errors.Is(err, flow.ErrProgrammeOpen) {
			t.Errorf("%s: %s, %v, want ErrProgrammeOpen", when, c.Number, err)
		}
	}
	wantOpen("nothing begun")
	b.enrol("p1", "exam")
	b.read("p1", "exam", "eins", "zwei")
	b.sit("p1", "72")
	wantOpen("one of two")
	b.at = noon.AddDate(0, 1, 0)
	b.enrol("p1", "lessons")
	b.read("p1", "lessons", "eins", "zwei")

	first, err := certify("de")
	if err != nil {
		t.Fatal(err)
	}
	exam, _ := b.Catalogue.Current("exam")
	lessons, _ := b.Catalogue.Current("lessons")
	minutes := exam.Minutes() + lessons.Minutes()
	if first.Key != (certs.Key{Person: "p1", Subject: "programm:jahr", Cycle: 1}) || first.Minutes != minutes || len(first.Modules) != 2 ||
		first.Modules[0] != (certs.Part{Title: lessons.Title, Minutes: lessons.Minutes()}) || !first.From.Equal(noon) || !first.Until.Equal(b.at) {
		t.Errorf("certificate %+v", first)
	}
	if first.Kind != certs.Attended {
		t.Errorf("kind %s, but one module has no assessment", first.Kind)
	}
	if want := time.Date(2027, 6, 16, 0, 0, 0, 0, time.UTC); !first.ValidUntil.Equal(want) {
		t.Errorf("valid until %v, want that of the module that ends first, %v", first.ValidUntil, want)
	}
	if again, err := certify("en"); err != nil || again.Number != first.Number || again.Language != "de" {
		t.Errorf("again: %s, %v, want %s", again.Number, err, first.Number)
	}
	list, err := b.db.Certs().Of(t.Context(), "p1")
	if counting, sum := b.Certs.OfYear(list, 2026); err != nil || len(list) != 3 || len(counting) != 2 || sum != minutes {
		t.Errorf("the year counts %d of %d certificates with %d minutes, want the 2 modules with %d", len(counting), len(list), sum, minutes)
	}

	b.at = first.ValidUntil
	wantOpen("a module has expired")
	b.enrol("p1", "exam")
	b.read("p1", "exam", "eins", "zwei")
	b.sit("p1", "72")
	second, err := certify("en")
	if err != nil || second.Number == first.Number || second.Cycle != 2 || second.Language != "en" {
		t.Errorf("next cycle: %+v, %v", second.Key, err)
	}
	module, err := b.db.Certs().ByKey(t.Context(), certs.Key{Person: "p1", Subject: "exam", Cycle: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Certs.Revoke(t.Context(), module.Number, certs.Deception); err != nil {
		t.Fatal(err)
	}
	wantOpen("a module's certificate was revoked")
}

// A programme that is to be repeated counts no longer than that after its last module.
func TestProgrammeRepeats(t *testing.T) {
	b := newBench(t)
	b.enrol("p1", "exam")
	b.read("p1", "exam", "eins", "zwei")
	b.sit("p1", "72")
	account, err := b.db.People().Account(t.Context(), "p1")
	if err != nil {
		t.Fatal(err)
	}
	p := courses.Programme{ID: "kurz", Title: "Kurz", Modules: []courses.ModuleID{"exam"}, EveryMonths: 3}
	b.at = noon.AddDate(0, 1, 0)
	c, err := b.CertifyProgramme(t.Context(), &account, p, "de")
	if want := time.Date(2026, 9, 16, 0, 0, 0, 0, time.UTC); err != nil || !c.ValidUntil.Equal(want) || c.Kind != certs.Assessed {
		t.Errorf("%s until %v, %v, want assessed until %v", c.Kind, c.ValidUntil, err, want)
	}
	b.at = c.ValidUntil
	p.ID = "spaet"
	if _, err := b.CertifyProgramme(t.Context(), &account, p, "de"); !errors.Is(err, flow.ErrProgrammeOpen) {
		t.Errorf("after the time to repeat: %v, want ErrProgrammeOpen", err)
	}
}
