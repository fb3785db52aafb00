package assessmentstest

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"

	"lernamt/assessments"
)

// Export implements [assessments.Store].
func (m *Memory) Export(ctx context.Context, after assessments.AttemptID, limit int) ([]assessments.Attempt, error) {
	found, err := m.filter(ctx, func(a assessments.Attempt) bool { return a.ID > after })
	slices.SortFunc(found, func(a, b assessments.Attempt) int { return cmp.Compare(a.ID, b.ID) })
	return found[:max(0, min(limit, len(found)))], err
}

// Import implements [assessments.Store].
func (m *Memory) Import(ctx context.Context, list ...assessments.Attempt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, a := range list {
		a = clone(a)
		a.StartedAt, a.Deadline, a.SubmittedAt = milli(a.StartedAt), milli(a.Deadline), milli(a.SubmittedAt)
		if a.Result != nil {
			a.Result.MarkedAt = milli(a.Result.MarkedAt)
		}
		there, taken := m.attempts[a.ID]
		if taken && !reflect.DeepEqual(plain(there), plain(a)) {
			return fmt.Errorf("attempt %s: %w", a.ID, assessments.ErrConflict)
		}
		m.attempts[a.ID] = a
	}
	return nil
}

// MarkedAttempts implements [assessments.Store].
func (m *Memory) MarkedAttempts(ctx context.Context, module, content string, yield func(assessments.MarkedAttempt) error) error {
	found, err := m.filter(ctx, func(a assessments.Attempt) bool {
		return a.Module == module && a.Content == content && a.Result != nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(found, func(a, b assessments.Attempt) int {
		return cmp.Or(a.Result.MarkedAt.Compare(b.Result.MarkedAt), cmp.Compare(a.ID, b.ID))
	})
	var sitters assessments.Sitters
	for _, a := range found {
		marked := assessments.MarkedAttempt{
			Sitter: sitters.Number(a.Person), Questions: a.Questions, Answers: a.Answers, Earned: a.Result.Earned,
		}
		if err := yield(marked); err != nil {
			return err
		}
	}
	return nil
}
