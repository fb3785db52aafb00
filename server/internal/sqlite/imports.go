package sqlite

import (
	"context"
	"fmt"
	"strings"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/people"
)

// Importing writes rows as they were exported. What one call imports is one write, so it is kept whole or
// not at all.

// An importer inserts rows of one table.
type importer struct {
	insert string
	same   string // finds the row that is like the one given in every column
}

func newImporter(table, columns string, keys ...string) importer {
	n := strings.Count(columns, ",") + 1
	marks := make([]string, n)
	for i := range marks {
		marks[i] = fmt.Sprintf("?%d", i+1)
	}
	names := strings.Split(columns, ",")
	var where []string
	for _, key := range keys { // the planner finds the row by these
		for i, name := range names {
			if strings.TrimSpace(name) == key {
				where = append(where, fmt.Sprintf("%s = ?%d", key, i+1))
			}
		}
	}
	values := strings.Join(marks, ", ")
	return importer{
		insert: fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING", table, columns, values),
		same:   fmt.Sprintf("SELECT 1 FROM %s WHERE %s AND (%s) IS (%s)", table, strings.Join(where, " AND "), columns, values),
	}
}

// row inserts a row unless the same is there; conflict if a different one is.
func (i importer) row(c *conn, conflict error, values ...any) error {
	added, err := c.exec(i.insert, values...)
	if err != nil || added == 1 {
		return err
	}
	_, err = one(c, conflict, number, i.same, values...)
	return err
}

var (
	enrolments   = newImporter("enrolment", "person, module, cycle, version, enrolled, completed, updated, lessons", "person", "module", "cycle")
	certificates = newImporter("certificate", certificateColumns, "number")
	documents    = importer{ // no bytes would be bound as NULL
		insert: "INSERT INTO certificate_pdf (number, pdf) VALUES (?1, coalesce(?2, x'')) ON CONFLICT DO NOTHING",
		same:   "SELECT 1 FROM certificate_pdf WHERE number = ?1 AND pdf = coalesce(?2, x'')",
	}
	attempts = newImporter("attempt", `id, person, module, cycle, number, content, seed, questions, started, deadline, answers,
		submitted, closed, points, most, passed, earned, marked, settled`, "id")
	accounts = newImporter("account", "id, email, folded, given, family, sort_key, unit, grants, language, password, created, left_at", "id")
)

// ImportEnrolments implements [courses.Store].
func (s courseStore) ImportEnrolments(ctx context.Context, list ...courses.Enrolment) error {
	rows := make([][]any, len(list))
	for i, e := range list {
		lessons, err := encodeTimes(e.Lessons)
		if err != nil {
			return err
		}
		rows[i] = []any{e.Person, e.Module, e.Cycle, e.Version, e.EnrolledAt, e.CompletedAt, e.UpdatedAt, lessons}
	}
	defer s.db.enrolments.forgetAll()
	return s.db.write(ctx, func(c *conn) error {
		for i, e := range list {
			conflict := fmt.Errorf("enrolment in %s, cycle %d: %w", e.Module, e.Cycle, courses.ErrConflict)
			if err := enrolments.row(c, conflict, rows[i]...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Import implements [assessments.Store].
func (s attemptStore) Import(ctx context.Context, list ...assessments.Attempt) error {
	rows := make([][]any, len(list))
	for i, a := range list {
		var err error
		if rows[i], err = attemptValues(a); err != nil {
			return err
		}
	}
	return s.db.write(ctx, func(c *conn) error {
		for i, a := range list {
			if err := attempts.row(c, fmt.Errorf("attempt %s: %w", a.ID, assessments.ErrConflict), rows[i]...); err != nil {
				return err
			}
		}
		return nil
	})
}

func attemptValues(a assessments.Attempt) ([]any, error) {
	questions, err := array(a.Questions)
	if err != nil {
		return nil, err
	}
	answers, err := object(a.Answers)
	if err != nil {
		return nil, err
	}
	values := []any{
		a.ID, a.Person, a.Module, a.Cycle, a.Number, a.Content, a.Seed, questions, a.StartedAt, a.Deadline, answers,
		a.SubmittedAt, !a.SubmittedAt.IsZero(), nil, nil, nil, nil, nil, a.Settled,
	}
	if r := a.Result; r != nil {
		earned, err := object(r.Earned)
		if err != nil {
			return nil, err
		}
		copy(values[13:], []any{r.Points, r.Most, r.Passed, earned, r.MarkedAt})
	}
	return values, nil
}

// Import implements [certs.Store].
func (s ledger) Import(ctx context.Context, list ...certs.Entry) error {
	rows := make([][]any, len(list))
	for i, e := range list {
		var err error
		if rows[i], err = certificateValues(e.Certificate); err != nil {
			return err
		}
	}
	return s.db.write(ctx, func(c *conn) error {
		for i, e := range list {
			conflict := fmt.Errorf("certificate %s: %w", e.Number, certs.ErrConflict)
			if err := certificates.row(c, conflict, rows[i]...); err != nil {
				return err
			}
			if err := documents.row(c, conflict, e.Number, e.PDF); err != nil {
				return err
			}
		}
		return nil
	})
}

// ImportAccounts implements [people.Store].
func (s peopleStore) ImportAccounts(ctx context.Context, list ...people.Account) error {
	rows := make([][]any, len(list))
	for i, a := range list {
		var err error
		if rows[i], err = accountValues(a); err != nil {
			return err
		}
	}
	defer s.db.accounts.forgetAll()
	return s.db.write(ctx, func(c *conn) error {
		for i, a := range list {
			if err := accounts.row(c, fmt.Errorf("account %s: %w", a.ID, people.ErrConflict), rows[i]...); err != nil {
				return err
			}
		}
		return nil
	})
}
