package assessmentstest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lernamt/assessments"
)

// A Memory is a store in memory, for tests. What it keeps is gone when it is dropped.
type Memory struct {
	mu       sync.Mutex
	attempts map[assessments.AttemptID]assessments.Attempt
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{attempts: map[assessments.AttemptID]assessments.Attempt{}}
}

var _ assessments.Store = (*Memory)(nil)

// StartAttempt implements [assessments.Store].
func (m *Memory) StartAttempt(ctx context.Context, a assessments.Attempt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, taken := m.attempts[a.ID]; taken {
		return fmt.Errorf("attempt %s: %w", a.ID, assessments.ErrExists)
	}
	a.Answers, a.SubmittedAt, a.Result, a.Settled = nil, time.Time{}, nil, false
	a.StartedAt, a.Deadline = milli(a.StartedAt), milli(a.Deadline)
	m.attempts[a.ID] = clone(a)
	return nil
}

// Attempt implements [assessments.Store].
func (m *Memory) Attempt(ctx context.Context, id assessments.AttemptID) (assessments.Attempt, error) {
	return m.change(ctx, id, func(*assessments.Attempt) error { return nil })
}

// Attempts implements [assessments.Store].
func (m *Memory) Attempts(ctx context.Context, person, module string, cycle int) ([]assessments.Attempt, error) {
	found, err := m.filter(ctx, func(a assessments.Attempt) bool {
		return a.Person == person && a.Module == module && a.Cycle == cycle
	})
	slices.SortFunc(found, func(a, b assessments.Attempt) int { return cmp.Compare(a.Number, b.Number) })
	return found, err
}

// SaveAnswers implements [assessments.Store].
func (m *Memory) SaveAnswers(ctx context.Context, id assessments.AttemptID, answers map[assessments.QuestionID]assessments.Answer) error {
	_, err := m.change(ctx, id, func(a *assessments.Attempt) error {
		if !a.SubmittedAt.IsZero() {
			return assessments.ErrSubmitted
		}
		for q, answer := range answers {
			if len(answer) == 0 {
				delete(a.Answers, q)
				continue
			}
			a.Answers[q] = slices.Clone(answer)
		}
		return nil
	})
	return err
}

// CloseAttempt implements [assessments.Store].
func (m *Memory) CloseAttempt(ctx context.Context, id assessments.AttemptID, at time.Time) (assessments.Attempt, error) {
	return m.change(ctx, id, func(a *assessments.Attempt) error {
		if a.SubmittedAt.IsZero() {
			a.SubmittedAt = milli(at)
		}
		return nil
	})
}

// RecordResult implements [assessments.Store].
func (m *Memory) RecordResult(ctx context.Context, id assessments.AttemptID, r assessments.Result) error {
	_, err := m.change(ctx, id, func(a *assessments.Attempt) error {
		if a.SubmittedAt.IsZero() {
			return assessments.ErrNotFound
		}
		if a.Result == nil {
			r.MarkedAt, r.Earned = milli(r.MarkedAt), maps.Clone(r.Earned)
			a.Result = &r
		}
		return nil
	})
	return err
}

// Settle implements [assessments.Store].
func (m *Memory) Settle(ctx context.Context, id assessments.AttemptID) error {
	_, err := m.change(ctx, id, func(a *assessments.Attempt) error {
		if a.Result == nil {
			return assessments.ErrNotFound
		}
		a.Settled = true
		return nil
	})
	return err
}

// Unsettled implements [assessments.Store].
func (m *Memory) Unsettled(ctx context.Context, now time.Time, limit int) ([]assessments.Attempt, error) {
	found, err := m.filter(ctx, func(a assessments.Attempt) bool {
		if a.SubmittedAt.IsZero() {
			return !a.Deadline.IsZero() && a.Deadline.Before(now)
		}
		return !a.Settled
	})
	slices.SortFunc(found, func(a, b assessments.Attempt) int {
		return cmp.Or(a.StartedAt.Compare(b.StartedAt), cmp.Compare(a.ID, b.ID))
	})
	return found[:min(limit, len(found))], err
}

// change applies f to the attempt and returns the attempt after it. If f fails, nothing is changed.
func (m *Memory) change(ctx context.Context, id assessments.AttemptID, f func(*assessments.Attempt) error) (assessments.Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return assessments.Attempt{}, err
	}
	kept, there := m.attempts[id]
	if !there {
		return assessments.Attempt{}, fmt.Errorf("attempt %s: %w", id, assessments.ErrNotFound)
	}
	a := clone(kept)
	if err := f(&a); err != nil {
		return assessments.Attempt{}, fmt.Errorf("attempt %s: %w", id, err)
	}
	m.attempts[id] = a
	return clone(a), nil
}

func (m *Memory) filter(ctx context.Context, keep func(assessments.Attempt) bool) ([]assessments.Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var found []assessments.Attempt
	for _, a := range m.attempts {
		if keep(a) {
			found = append(found, clone(a))
		}
	}
	return found, nil
}

// clone copies everything that a shares. Its map of answers is never nil.
func clone(a assessments.Attempt) assessments.Attempt {
	a.Questions = slices.Clone(a.Questions)
	copied := make(map[assessments.QuestionID]assessments.Answer, len(a.Answers))
	for q, answer := range a.Answers {
		copied[q] = slices.Clone(answer)
	}
	a.Answers = copied
	if a.Result != nil {
		r := *a.Result
		r.Earned = maps.Clone(r.Earned)
		a.Result = &r
	}
	return a
}

func milli(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}
