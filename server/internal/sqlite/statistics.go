package sqlite

import (
	"context"
	"errors"

	"lernamt/assessments"
)

// MarkedAttempts implements [assessments.Store].
func (s attemptStore) MarkedAttempts(ctx context.Context, module, content string, yield func(assessments.MarkedAttempt) error) error {
	var sitters assessments.Sitters
	scan := func(r row) (none struct{}, err error) {
		a := assessments.MarkedAttempt{Sitter: sitters.Number(r.text(0))}
		if err := errors.Join(decode(r.text(1), &a.Questions), decode(r.text(2), &a.Answers), decode(r.text(3), &a.Earned)); err != nil {
			return none, err
		}
		return none, yield(a)
	}
	return s.db.read(ctx, func(c *conn) error {
		_, err := all(ctx, c, scan, `SELECT person, questions, answers, earned FROM attempt
			WHERE module = ? AND content = ? AND points IS NOT NULL ORDER BY marked, id`, module, content)
		return err
	})
}
