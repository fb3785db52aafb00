package sqlite

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/people"
)

// scans holds what may be gone through as a whole: tables that are small or asked for whole, an index that holds
// nothing but the answer, and what SQLite makes on the fly.
var scans = []string{
	"unit", "assignment", "account USING COVERING INDEX", "attempt USING COVERING INDEX attempt_unsettled",
	"json_each", "sqlite_master", "CONSTANT",
}

// TestNoQueryScansATable asks SQLite how it runs each statement that the stores have.
func TestNoQueryScansATable(t *testing.T) {
	db := fresh(t)
	callEverything(t, db)
	statements := maps.Clone(db.writer.conn.statements)
	for range db.opened {
		c := <-db.readers
		maps.Copy(statements, c.statements)
		defer func() { db.readers <- c }()
	}
	if len(statements) < 50 {
		t.Errorf("%d statements were seen, want all", len(statements))
	}
	c, err := dial(db.path, reading...)
	must(t, err)
	defer c.close()
	for _, sql := range slices.Sorted(maps.Keys(statements)) {
		if strings.HasPrefix(sql, "PRAGMA") {
			continue
		}
		plan, err := all(t.Context(), c, func(r row) (string, error) { return r.text(3), nil }, "EXPLAIN QUERY PLAN "+sql, make([]any, 30)...)
		must(t, err)
		for _, step := range plan {
			table, scanned := strings.CutPrefix(step, "SCAN ")
			if scanned && !slices.ContainsFunc(scans, func(known string) bool { return strings.HasPrefix(table, known) }) {
				t.Errorf("%s\nis run by %q", sql, plan)
			}
		}
	}
}

// callEverything calls each method of each store so that it comes to its last statement.
func callEverything(t *testing.T, db *DB) {
	t.Helper()
	ctx := t.Context()
	c, k := db.Courses(), enrol(t, db.Courses(), 1)
	_, err1 := c.RecordLesson(ctx, k, "l", day)
	_, _, err2 := c.Version(ctx, "v")
	_, err3 := c.Versions(ctx, "m")
	_, err4 := c.Latest(ctx, k.Person, k.Module)
	_, err5 := c.EnrolmentsOf(ctx, k.Person)
	_, err6 := c.OpenSince(ctx, day, 1)
	_, err7 := c.Enrolment(ctx, k)
	fine(t, courses.ErrNotFound, err1, err2, err3, err4, err5, err6, err7, c.Complete(ctx, k, day),
		c.Publish(ctx, courses.Version{Hash: "w"}, map[string][]byte{"a": nil}))
	_, _, err := c.Version(ctx, "w")
	_, err1 = c.PublishedSince(ctx, day)
	must(t, err1)
	_, err1 = c.ExportVersions(ctx, "", 1)
	_, err2 = c.ExportEnrolments(ctx, k, 1)
	again := courses.Enrolment{Key: courses.Key{Person: "again"}}
	fine(t, nil, err, err1, err2, c.ImportEnrolments(ctx, again, again))

	a := db.Assessments()
	fine(t, nil, a.StartAttempt(ctx, assessments.Attempt{ID: "a"}))
	fine(t, nil, a.SaveAnswers(ctx, "a", nil))
	_, err1 = a.CloseAttempt(ctx, "a", day)
	_, err2 = a.Attempts(ctx, "p", "m", 1)
	_, err3 = a.Unsettled(ctx, day, 1)
	_, err4 = a.Attempt(ctx, "a")
	_, err5 = a.Export(ctx, "", 1)
	err6 = a.MarkedAttempts(ctx, "m", "c", func(assessments.MarkedAttempt) error { return nil })
	sat := assessments.Attempt{ID: "again"}
	fine(t, nil, err1, err2, err3, err4, err5, err6, a.RecordResult(ctx, "a", assessments.Result{}), a.Settle(ctx, "a"), a.Import(ctx, sat, sat))

	l := db.Certs()
	_, err1 = l.Issue(ctx, certs.Certificate{Number: "n"}, nil)
	_, err2 = l.ByNumber(ctx, "n")
	_, err3 = l.PDF(ctx, "n")
	_, err4 = l.Of(ctx, "p")
	_, err5 = l.ByKey(ctx, certs.Key{})
	_, err6 = l.Export(ctx, "", 1)
	_, err7 = l.ByLink(ctx, "l")
	issued := certs.Entry{Certificate: certs.Certificate{Number: "again", Key: certs.Key{Person: "again"}}}
	fine(t, certs.ErrNotFound, err1, err2, err3, err4, err5, err6, err7, l.Import(ctx, issued, issued))
	_, err = l.SetLink(ctx, "again", "l")
	fine(t, nil, err)

	p := db.People()
	_, err1 = p.Units(ctx)
	_, err2 = p.Account(ctx, "p")
	_, err3 = p.AccountByEmail(ctx, "p")
	_, err4 = p.AccountsIn(ctx, []people.UnitID{"u"}, people.Cursor{}, 1)
	_, err5 = p.CountAccounts(ctx)
	_, err6 = p.Assignments(ctx)
	_, err7 = p.ExportAccounts(ctx, "", 1)
	account := people.Account{ID: "again", Email: "again"}
	fine(t, people.ErrNotFound, err1, err2, err3, err4, err5, err6, err7, p.ImportAccounts(ctx, account, account), p.SetPassword(ctx, "p", ""), p.SetLanguage(ctx, "p", ""),
		p.CreateUnit(ctx, people.Unit{}), p.CreateAccount(ctx, people.Account{}), p.CreateAssignment(ctx, people.Assignment{}))

	s := db.Auth()
	_, err1 = s.Session(ctx, "s")
	_, err2 = s.DeleteSessions(ctx, day, 1)
	_, err3 = s.CountFailure(ctx, "k", day, day)
	_, _, err4 = s.Failures(ctx, "k", day)
	fine(t, auth.ErrNotFound, err1, err2, err3, err4, s.Rotate(ctx, "s", "", "", day), s.EndSession(ctx, "s", day),
		s.EndSessions(ctx, "p", day), s.DeleteFailures(ctx, day), s.CreateSession(ctx, auth.Session{}))

	_, err1 = db.Audit().About(ctx, "p", "", 1)
	_, err2 = db.Audit().About(ctx, "p", "b", 1)
	_, err3 = db.Audit().Export(ctx, "", 1)
	fine(t, nil, err1, err2, err3, db.Audit().Append(ctx, audit.Entry{ID: "e", Subjects: []string{"p"}}))
}
