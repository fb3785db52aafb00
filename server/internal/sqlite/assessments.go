package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lernamt/assessments"
)

type attemptStore struct{ db *DB }

const selectAttempt = `SELECT id, person, module, cycle, number, content, seed, questions, started, deadline,
	answers, submitted, points, most, passed, earned, marked, settled, closed FROM attempt `

func scanAttempt(r row) (assessments.Attempt, error) {
	a := assessments.Attempt{
		ID:      assessments.AttemptID(r.text(0)),
		Key:     assessments.Key{Person: r.text(1), Module: r.text(2), Cycle: r.int(3), Number: r.int(4)},
		Content: r.text(5), Seed: uint64(r.int(6)), StartedAt: r.time(8), Deadline: r.time(9), SubmittedAt: r.time(11),
		Settled: r.int(17) == 1,
	}
	var err1, err2 error
	a.Questions, err1 = decodePlain(r.text(7), texts[assessments.QuestionID])
	a.Answers, err2 = decodePlain(r.text(10), answers)
	if err := errors.Join(err1, err2); err != nil {
		return a, fmt.Errorf("attempt %s: %w", a.ID, err)
	}
	if r[12] == nil {
		return a, nil
	}
	a.Result = &assessments.Result{Points: r.int(12), Most: r.int(13), Passed: r.int(14) == 1, MarkedAt: r.time(16)}
	var err error
	if a.Result.Earned, err = decodePlain(r.text(15), points[assessments.QuestionID]); err != nil {
		return a, fmt.Errorf("result of attempt %s: %w", a.ID, err)
	}
	return a, nil
}

func answers(p *plain) map[assessments.QuestionID]assessments.Answer {
	return members[assessments.QuestionID](p, func(p *plain) assessments.Answer { return texts[string](p) })
}

func attempt(c *conn, id assessments.AttemptID) (assessments.Attempt, error) {
	a, err := one(c, assessments.ErrNotFound, scanAttempt, selectAttempt+"WHERE id = ?", id)
	if errors.Is(err, assessments.ErrNotFound) {
		err = fmt.Errorf("attempt %s: %w", id, err)
	}
	return a, err
}

// StartAttempt implements [assessments.Store].
func (s attemptStore) StartAttempt(ctx context.Context, a assessments.Attempt) error {
	questions, err := array(a.Questions)
	if err != nil {
		return err
	}
	return s.db.write(ctx, func(c *conn) error {
		added, err := c.exec(`INSERT INTO attempt (id, person, module, cycle, number, content, seed, questions, started, deadline, answers, closed, settled)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', 0, 0) ON CONFLICT DO NOTHING`,
			a.ID, a.Person, a.Module, a.Cycle, a.Number, a.Content, a.Seed, questions, a.StartedAt, a.Deadline)
		if err == nil && added == 0 {
			err = fmt.Errorf("attempt %s: %w", a.ID, assessments.ErrExists)
		}
		return err
	})
}

// Attempt implements [assessments.Store].
func (s attemptStore) Attempt(ctx context.Context, id assessments.AttemptID) (a assessments.Attempt, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		a, err = attempt(c, id)
		return err
	})
	return a, err
}

// Attempts implements [assessments.Store].
func (s attemptStore) Attempts(ctx context.Context, person, module string, cycle int) (list []assessments.Attempt, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scanAttempt, selectAttempt+"WHERE person = ? AND module = ? AND cycle = ? ORDER BY number", person, module, cycle)
		return err
	})
	return list, err
}

// SaveAnswers implements [assessments.Store].
func (s attemptStore) SaveAnswers(ctx context.Context, id assessments.AttemptID, answers map[assessments.QuestionID]assessments.Answer) error {
	return s.db.write(ctx, func(c *conn) error {
		a, err := attempt(c, id)
		if err != nil {
			return err
		}
		if !a.SubmittedAt.IsZero() {
			return fmt.Errorf("attempt %s: %w", id, assessments.ErrSubmitted)
		}
		for question, answer := range answers {
			if len(answer) == 0 {
				delete(a.Answers, question)
			} else {
				a.Answers[question] = answer
			}
		}
		column, err := object(a.Answers)
		if err != nil {
			return err
		}
		_, err = c.exec("UPDATE attempt SET answers = ? WHERE id = ?", column, id)
		return err
	})
}

// CloseAttempt implements [assessments.Store].
func (s attemptStore) CloseAttempt(ctx context.Context, id assessments.AttemptID, at time.Time) (a assessments.Attempt, err error) {
	err = s.db.write(ctx, func(c *conn) (err error) {
		if _, err = c.exec("UPDATE attempt SET submitted = ?, closed = 1 WHERE id = ? AND closed = 0", at, id); err != nil {
			return err
		}
		a, err = attempt(c, id)
		return err
	})
	return a, err
}

// RecordResult implements [assessments.Store].
func (s attemptStore) RecordResult(ctx context.Context, id assessments.AttemptID, r assessments.Result) error {
	earned, err := object(r.Earned)
	if err != nil {
		return err
	}
	return s.db.write(ctx, func(c *conn) error {
		_, err := c.exec(`UPDATE attempt SET points = ?, most = ?, passed = ?, earned = ?, marked = ?
			WHERE id = ? AND closed = 1 AND points IS NULL`, r.Points, r.Most, r.Passed, earned, r.MarkedAt, id)
		if err != nil {
			return err
		}
		return marked(c, id)
	})
}

// Settle implements [assessments.Store].
func (s attemptStore) Settle(ctx context.Context, id assessments.AttemptID) error {
	return s.db.write(ctx, func(c *conn) error {
		if err := marked(c, id); err != nil {
			return err
		}
		_, err := c.exec("UPDATE attempt SET settled = 1 WHERE id = ? AND settled = 0", id)
		return err
	})
}

// marked returns ErrNotFound unless there is such an attempt and it has a result.
func marked(c *conn, id assessments.AttemptID) error {
	missing := fmt.Errorf("result of attempt %s: %w", id, assessments.ErrNotFound)
	_, err := one(c, missing, number, "SELECT 1 FROM attempt WHERE id = ? AND points IS NOT NULL", id)
	return err
}

// Unsettled implements [assessments.Store].
func (s attemptStore) Unsettled(ctx context.Context, now time.Time, limit int) (list []assessments.Attempt, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scanAttempt, selectAttempt+`WHERE id IN (SELECT id FROM attempt WHERE closed = 0 AND deadline < ?
			UNION ALL SELECT id FROM attempt WHERE closed = 1 AND settled = 0) ORDER BY started, id LIMIT ?`, now.UnixMilli(), max(limit, 0))
		return err
	})
	return list, err
}
