package seed_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
	"lernamt/server/internal/seed"
	"lernamt/server/internal/sqlite"
)

var until = time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC)

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// fill seeds a new database with the modules that come with Lernamt.
func fill(t *testing.T, n int, number uint64) (*sqlite.DB, seed.Plan, seed.Count) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "lernamt.db"))
	must(t, err)
	t.Cleanup(func() { db.Close() })
	p := seed.Plan{People: n, Seed: number, Until: until, Drawn: 2, Courses: modules(t, db),
		Issuer: &certs.Issuer{Body: certs.Body{Name: "Land Musterland", Place: "Musterstadt", Responsible: "Fortbildung"}}}
	count, err := seed.Fill(t.Context(), db, p, func(int, int) {})
	must(t, err)
	return db, p, count
}

func modules(t *testing.T, db *sqlite.DB) []flow.Course {
	t.Helper()
	renderer := flow.NewRenderer()
	catalogue := courses.NewCatalogue(db.Courses(), renderer, func() time.Time { return until })
	_, err := catalogue.Load(t.Context(), courses.Content())
	must(t, err)
	all, err := flow.NewCatalogue(catalogue, renderer).Courses()
	must(t, err)
	return all
}

// TestFill looks at a small body with the eyes of the rules: what is complete has all lessons, a passed attempt and a
// certificate, and nothing lies in the future.
func TestFill(t *testing.T) {
	db, p, count := fill(t, 130, 1)
	ctx := t.Context()
	var enrolled, completed, attempts int
	for after := people.AccountID(""); ; {
		page, err := db.People().ExportAccounts(ctx, after, 50)
		must(t, err)
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1].ID
		for _, a := range page {
			list, err := db.Courses().EnrolmentsOf(ctx, string(a.ID))
			must(t, err)
			for _, e := range list {
				enrolled++
				sat, err := db.Assessments().Attempts(ctx, e.Person, string(e.Module), e.Cycle)
				must(t, err)
				attempts += len(sat)
				if !e.CompletedAt.IsZero() {
					completed++
					checkComplete(ctx, t, db, p, e)
				}
			}
		}
	}
	if enrolled != count.Enrolments || attempts != count.Attempts || completed != count.Certificates || count.People != 130 {
		t.Errorf("found %d, %d and %d, Fill counted %+v", enrolled, attempts, completed, count)
	}
	if unsettled, err := db.Assessments().Unsettled(ctx, until.AddDate(1, 0, 0), 10); err != nil || len(unsettled) != 0 {
		t.Errorf("%d attempts need attention, %v", len(unsettled), err)
	}
	if completed*100 < enrolled*50 || completed == enrolled {
		t.Errorf("%d of %d enrolments are completed", completed, enrolled)
	}
}

func checkComplete(ctx context.Context, t *testing.T, db *sqlite.DB, p seed.Plan, e courses.Enrolment) {
	t.Helper()
	for _, c := range p.Courses {
		if c.ID == e.Module && len(e.Missing(c.Module)) > 0 {
			t.Errorf("%+v is completed without all lessons", e.Key)
		}
	}
	sat, err := db.Assessments().Attempts(ctx, e.Person, string(e.Module), e.Cycle)
	must(t, err)
	if len(sat) == 0 || !sat[len(sat)-1].Result.Passed {
		t.Errorf("%+v is completed without a passed attempt", e.Key)
	}
	c, err := db.Certs().ByKey(ctx, certs.Key{Person: e.Person, Subject: string(e.Module), Cycle: e.Cycle})
	must(t, err)
	if !c.IssuedAt.Equal(e.CompletedAt) {
		t.Errorf("%+v was completed at %v and certified at %v", e.Key, e.CompletedAt, c.IssuedAt)
	}
	if _, err := certs.ParseNumber(string(c.Number)); err != nil {
		t.Errorf("number %s: %v", c.Number, err)
	}
}

// TestDeterministic makes the same body twice, and another one.
func TestDeterministic(t *testing.T) {
	export := func(db *sqlite.DB) string {
		list, err := db.Certs().Export(t.Context(), "", 1000)
		must(t, err)
		var all bytes.Buffer
		for _, e := range list {
			all.WriteString(string(e.Number) + e.Holder + e.PDFHash + "\n")
		}
		return all.String()
	}
	a, _, _ := fill(t, 30, 1)
	b, _, _ := fill(t, 30, 1)
	c, _, _ := fill(t, 30, 2)
	if export(a) != export(b) {
		t.Error("the same plan gave two bodies")
	}
	if export(a) == export(c) {
		t.Error("two seeds gave one body")
	}
}

func TestFillRefuses(t *testing.T) {
	db, p, _ := fill(t, 3, 1)
	if _, err := seed.Fill(t.Context(), db, p, func(int, int) {}); !errors.Is(err, seed.ErrNotEmpty) {
		t.Errorf("Fill(again) error = %v, want ErrNotEmpty", err)
	}
	p.People = 0
	if _, err := seed.Fill(t.Context(), db, p, func(int, int) {}); err == nil {
		t.Error("a body of nobody was made")
	}
}
