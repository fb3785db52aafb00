package backup_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"testing"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/certs/certstest"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/backup"
	"lernamt/server/internal/mongo"
	"lernamt/server/internal/mongo/mongotest"
	"lernamt/server/internal/people"
	"lernamt/server/internal/sqlite"
)

var noon = time.Date(2026, time.November, 23, 11, 0, 0, 250e6, time.UTC)

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func openSQLite(t testing.TB) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "lernamt.db"))
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func openMongo(t *testing.T) *mongo.DB {
	t.Helper()
	db, err := mongo.Open(t.Context(), mongotest.URI(t))
	must(t, err)
	t.Cleanup(func() { db.Close(context.Background()) })
	return db
}

// populate writes n people with something of every kind, each value odd in its own way.
func populate(t testing.TB, s backup.Store, n int) {
	t.Helper()
	ctx := t.Context()
	files := map[string][]byte{"modul.yaml": []byte("id: m\n"), "leer.md": {}, "bild.png": {0, 255, 10, 13}}
	for i := range 3 {
		must(t, s.Courses().Publish(ctx, courses.Version{Module: "m", Number: fmt.Sprint(i), Hash: hash(i), Published: noon.Add(time.Duration(i))}, files))
		must(t, s.People().CreateUnit(ctx, people.Unit{ID: people.UnitID(fmt.Sprint("u", i)), Parent: "u0", Name: "Amt <&> \u2028 \"ä\""}))
	}
	for i := range n {
		one(t, s, i)
	}
	must(t, s.People().CreateAssignment(ctx, people.Assignment{ID: "a2", Module: "m", Units: []people.UnitID{"u1", "u0"}, Due: noon, CreatedBy: "p0", CreatedAt: noon}))
	must(t, s.People().CreateAssignment(ctx, people.Assignment{ID: "a1", Module: "m", Due: noon.Add(time.Hour), CreatedBy: "p0", CreatedAt: noon}))
}

func hash(i int) courses.Hash { return courses.Hash(fmt.Sprintf("%064x", i)) }

// one writes the i-th person: some have begun, some have finished.
func one(t testing.TB, s backup.Store, i int) {
	t.Helper()
	ctx, id := t.Context(), fmt.Sprintf("p%d", i)
	a := people.Account{ID: people.AccountID(id), Email: id + "@Stadt.example", Given: "Jörg <b>", Family: "Ähm\u0301", Unit: "u1", Language: "de",
		Password: "$argon2id$x", CreatedAt: noon}
	if i%2 == 0 {
		a.Grants, a.LeftAt = []people.Grant{{Role: people.HR, Unit: "u1"}}, noon
	}
	must(t, s.People().CreateAccount(ctx, a))
	k := courses.Key{Person: id, Module: "m", Cycle: 1}
	_, err := s.Courses().Enrol(ctx, courses.Enrolment{Key: k, Version: hash(i % 3), EnrolledAt: noon})
	must(t, err)
	must(t, s.Audit().Append(ctx, audit.Entry{ID: audit.NewID(noon, [8]byte{byte(i >> 8), byte(i)}), At: noon, Actor: id, Role: "hr",
		Action: audit.Viewed, Object: "completion", Subjects: []string{id, "p0"}}))
	if i%3 == 0 {
		return
	}
	_, err = s.Courses().RecordLesson(ctx, k, "l.$1", noon.Add(time.Minute))
	must(t, err)
	key := assessments.Key{Person: id, Module: "m", Cycle: 1, Number: 1}
	must(t, s.Assessments().StartAttempt(ctx, assessments.Attempt{ID: key.ID(), Key: key, Content: string(hash(i % 3)), Seed: math.MaxUint64 - uint64(i),
		Questions: []assessments.QuestionID{"q1", "q.$2"}, StartedAt: noon, Deadline: noon.Add(time.Hour)}))
	must(t, s.Assessments().SaveAnswers(ctx, key.ID(), map[assessments.QuestionID]assessments.Answer{"q.$2": {"ä", "", "<&>"}}))
	if i%3 == 1 {
		return
	}
	_, err = s.Assessments().CloseAttempt(ctx, key.ID(), noon.Add(time.Minute))
	must(t, err, s.Assessments().RecordResult(ctx, key.ID(), assessments.Result{Points: 1, Most: 2, Passed: true,
		Earned: map[assessments.QuestionID]int{"q.$2": 1, "q1": 0}, MarkedAt: noon.Add(time.Minute)}))
	c, pdf := certstest.Sample(i)
	c.Key = certs.Key{Person: id, Subject: "m", Cycle: 1}
	if i%2 == 0 {
		c.ValidUntil, c.Objectives = time.Time{}, nil
	}
	_, err = s.Certs().Issue(ctx, c, pdf)
	must(t, err)
	if i%2 == 0 {
		c.Edition, c.Number = 1, c.Number+"-1"
		_, err = s.Certs().Issue(ctx, c, pdf)
		must(t, err)
		_, err = s.Certs().End(ctx, c.Number, certs.Ending{At: noon, Reason: certs.Corrected, By: "LA-2026-NEXT"})
	}
	must(t, err, s.Courses().Complete(ctx, k, c.IssuedAt), s.Assessments().Settle(ctx, key.ID()))
}

func quiet(string, int, int) {}
