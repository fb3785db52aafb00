package flow_test

import (
	"bytes"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/courses/coursestest"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
	"lernamt/server/internal/sqlite"
)

var noon = time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)

// A bench is a flow over an empty store with the modules exam (two lessons, an assessment with a time
// limit, valid for 12 months), lessons (no assessment) and three in other languages.
type bench struct {
	*flow.Flow
	t   *testing.T
	at  time.Time
	log bytes.Buffer
	db  *sqlite.DB
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "flow.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	b := &bench{t: t, at: noon, db: db}
	clock := func() time.Time { return b.at }
	renderer := flow.NewRenderer()
	modules := courses.NewCatalogue(db.Courses(), renderer, clock)
	if problems, err := modules.Load(t.Context(), content()); err != nil || courses.Unfit(problems) {
		t.Fatal(problems, err)
	}
	b.Flow = &flow.Flow{
		Catalogue:   flow.NewCatalogue(modules, renderer),
		Courses:     &courses.Courses{Store: db.Courses(), Catalogue: modules, Clock: clock},
		Assessments: &assessments.Service{Store: db.Assessments(), Clock: clock, Rand: func() uint64 { return 1 }, Grace: 30 * time.Second},
		Certs:       &certs.Issuer{Store: db.Certs(), Clock: clock, Body: certs.Body{Name: "Amt", Place: "Ort", Responsible: "Stelle"}},
		People:      db.People(), Clock: clock, Log: slog.New(slog.NewTextHandler(&b.log, nil)),
	}
	for _, u := range []people.Unit{{ID: "amt", Name: "Amt"}, {ID: "team", Parent: "amt", Name: "Team"}, {ID: "anderes", Name: "Anderes"}} {
		if err := db.People().CreateUnit(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	b.person("p1", "Ada", "Lovelace")
	return b
}

func content() fstest.MapFS {
	root := coursestest.Sample("exam", "lessons", "english", "french", "austrian")
	change := func(file, old, text string) {
		root[file].Data = []byte(strings.ReplaceAll(string(root[file].Data), old, text))
	}
	change("exam/90-pruefung.md", "bestehen: 60 %", "bestehen: 60 %\nzeit: 30 min\nversuche: 2")
	change("english/modul.yaml", "sprache: de", "sprache: en-GB")
	change("french/modul.yaml", "sprache: de", "sprache: fr")
	change("austrian/modul.yaml", "sprache: de", "sprache: de-AT")
	for _, id := range []string{"lessons", "english", "french", "austrian"} {
		delete(root, id+"/90-pruefung.md")
	}
	return root
}

func (b *bench) person(id, given, family string) {
	b.t.Helper()
	a := people.Account{ID: people.AccountID(id), Email: id + "@amt.example", Given: given, Family: family, Unit: "team", Language: "de", CreatedAt: noon}
	if err := b.db.People().CreateAccount(b.t.Context(), a); err != nil {
		b.t.Fatal(err)
	}
}

// enrol and read fail the test on any error.
func (b *bench) enrol(person string, id courses.ModuleID) courses.Enrolment {
	b.t.Helper()
	e, err := b.Enrol(b.t.Context(), person, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return e
}

func (b *bench) read(person string, id courses.ModuleID, lessons ...courses.LessonID) {
	b.t.Helper()
	for _, l := range lessons {
		if _, err := b.FinishLesson(b.t.Context(), person, id, l); err != nil {
			b.t.Fatal(err)
		}
	}
}

// sit sits the assessment with this answer.
func (b *bench) sit(person, answer string) {
	b.t.Helper()
	a, err := b.StartAttempt(b.t.Context(), person, "exam")
	if err != nil {
		b.t.Fatal(err)
	}
	s, err := b.Sitting(b.t.Context(), person, a.ID)
	if err == nil {
		err = b.Submit(b.t.Context(), s, map[string][]string{"a.frist": {answer}})
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) certificates(person string) []certs.Certificate {
	b.t.Helper()
	list, err := b.db.Certs().Of(b.t.Context(), person)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// open returns what is missing as words.
func (b *bench) open(person string, id courses.ModuleID) string {
	b.t.Helper()
	s, err := b.Standing(b.t.Context(), person, id)
	if err != nil {
		b.t.Fatal(err)
	}
	var words []string
	if s.Open.Enrol {
		words = append(words, "enrol")
	}
	for _, l := range s.Open.Lessons {
		words = append(words, string(l.ID))
	}
	if s.Open.Assessment {
		words = append(words, "assessment")
	}
	if s.MayExamine() {
		words = append(words, "may")
	}
	if s.Open.Complete() != (!s.Open.Enrol && len(s.Open.Lessons) == 0 && !s.Open.Assessment) {
		b.t.Error("Complete contradicts what is missing")
	}
	return strings.Join(words, " ")
}

// TestOpen goes through a module and reads at each step what is still missing.
func TestOpen(t *testing.T) {
	b := newBench(t)
	steps := []struct {
		name string
		do   func()
		want string
	}{
		{"nothing", func() {}, "enrol assessment"},
		{"enrolled", func() { b.enrol("p1", "exam") }, "eins zwei assessment"},
		{"the second lesson", func() { b.read("p1", "exam", "zwei") }, "eins assessment"},
		{"once more", func() { b.read("p1", "exam", "zwei") }, "eins assessment"},
		{"all lessons", func() { b.read("p1", "exam", "eins") }, "assessment may"},
		{"failed", func() { b.sit("p1", "71") }, "assessment may"},
		{"passed", func() { b.sit("p1", "72") }, "may"},
	}
	for _, s := range steps {
		s.do()
		if got := b.open("p1", "exam"); got != s.want {
			t.Errorf("%s: missing %q, want %q", s.name, got, s.want)
		}
		if done := len(b.certificates("p1")) == 1; done != (s.name == "passed") {
			t.Errorf("%s: certificate %v", s.name, done)
		}
	}
	if _, err := b.StartAttempt(t.Context(), "p1", "exam"); !errors.Is(err, assessments.ErrPassed) {
		t.Errorf("after passing: %v", err)
	}
	if got := b.open("p1", "lessons"); got != "enrol" {
		t.Errorf("a module without assessment: %q", got)
	}
}

func TestStartAttemptRefused(t *testing.T) {
	b := newBench(t)
	start := func(id courses.ModuleID, want error) {
		t.Helper()
		if _, err := b.StartAttempt(t.Context(), "p1", id); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", id, err, want)
		}
	}
	start("exam", courses.ErrNotEnrolled)
	start("unbekannt", courses.ErrNotFound)
	b.enrol("p1", "exam")
	start("exam", flow.ErrLessonsFirst)
	b.enrol("p1", "lessons")
	start("lessons", courses.ErrNotFound)
	if _, err := b.Enrol(t.Context(), "p1", "unbekannt"); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("Enrol: %v", err)
	}
}

// TestStates walks through all states that the public body sees.
func TestStates(t *testing.T) {
	due := noon.AddDate(0, 1, 0)
	b := newBench(t)
	assign := people.Assignment{ID: "a1", Module: "exam", Units: []people.UnitID{"amt"}, Due: due, CreatedBy: "p1", CreatedAt: noon}
	if err := b.db.People().CreateAssignment(t.Context(), assign); err != nil {
		t.Fatal(err)
	}
	account, err := b.db.People().Account(t.Context(), "p1")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		name string
		at   time.Time
		do   func()
		want flow.State
	}{
		{"assigned", noon, func() {}, flow.NotBegun},
		{"a moment before", due.Add(-time.Millisecond), func() {}, flow.NotBegun},
		{"due", due, func() {}, flow.Overdue},
		{"begun in time", noon, func() { b.enrol("p1", "exam") }, flow.Running},
		{"begun and late", due, func() {}, flow.Overdue},
		{"done late", due, func() { b.read("p1", "exam", "eins", "zwei"); b.sit("p1", "72") }, flow.Fulfilled},
		{"last day", time.Date(2027, 7, 15, 23, 59, 59, 0, time.UTC), func() {}, flow.Fulfilled},
		{"expired after the date", time.Date(2027, 7, 16, 0, 0, 0, 0, time.UTC), func() {}, flow.Overdue},
	} {
		b.at = s.at
		s.do()
		duties, err := b.Duties(t.Context(), &account)
		if err != nil || len(duties) != 1 || duties[0].State != s.want || !duties[0].Due.Equal(due) {
			t.Errorf("%s: %+v, %v, want %s", s.name, duties, err, s.want)
		}
		if got := b.records(flow.Filter{State: s.want}); len(got) != 1 || got[0].State != s.want {
			t.Errorf("%s: list %+v", s.name, got)
		}
	}
	b.enrol("p1", "lessons") // not assigned
	b.read("p1", "lessons", "eins", "zwei")
	b.at = b.at.AddDate(2, 0, 0)
	if got := b.records(flow.Filter{Module: "lessons"}); len(got) != 1 || got[0].State != flow.Lapsed || !got[0].Due.IsZero() {
		t.Errorf("expired without being assigned: %+v", got)
	}
}

// records returns the completion list of everything below amt.
func (b *bench) records(filter flow.Filter) []flow.Record {
	b.t.Helper()
	units, err := b.db.People().Units(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	tree := people.NewTree(units)
	var all []flow.Record
	if err := b.Completion(b.t.Context(), tree, tree.Below("amt"), filter, func(r flow.Record) bool {
		all = append(all, r)
		return true
	}); err != nil {
		b.t.Fatal(err)
	}
	return all
}
