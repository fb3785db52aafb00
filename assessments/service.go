package assessments

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// What a service refuses.
var (
	ErrNoTriesLeft = errors.New("assessments: no tries left")
	ErrPassed      = errors.New("assessments: already passed")
	ErrTimeUp      = errors.New("assessments: time is up")
	ErrWait        = errors.New("assessments: too early for another sitting") // wrapped by *WaitError
)

// A WaitError says from when on a new sitting is possible. It wraps ErrWait.
type WaitError struct{ Until time.Time }

func (e *WaitError) Error() string { return fmt.Sprintf("%v before %v", ErrWait, e.Until) }

// Unwrap returns ErrWait.
func (e *WaitError) Unwrap() error { return ErrWait }

// DefaultGrace is how long after the deadline answers are still taken, for packets that are late.
const DefaultGrace = 30 * time.Second

// A Service lets people sit assessments. It holds the rules; the store keeps the facts.
//
// Its methods are safe for concurrent use. Whatever they have begun and a crash has cut off is finished by
// calling them again, and by Finish.
type Service struct {
	Store Store
	Clock func() time.Time
	Rand  func() uint64 // seeds of attempts
	Grace time.Duration // after the deadline
	// NoWait lifts the wait between two sittings, for demonstrations.
	NoWait bool
}

// NewService returns a service on the store with the system's clock and randomness.
func NewService(store Store) *Service {
	return &Service{Store: store, Clock: time.Now, Rand: rand.Uint64, Grace: DefaultGrace}
}

// Attempt returns the person's attempt as it is recorded. Another person's attempt is ErrNotFound.
func (s *Service) Attempt(ctx context.Context, person string, id AttemptID) (Attempt, error) {
	at, err := s.Store.Attempt(ctx, id)
	if err == nil && at.Person != person {
		err = ErrNotFound
	}
	if err != nil {
		return Attempt{}, fmt.Errorf("attempt %s: %w", id, err)
	}
	return at, nil
}

// Open reports whether the attempt still takes answers: it is not submitted and its deadline, with
// the grace, has not passed.
func (s *Service) Open(at *Attempt) bool {
	return at.SubmittedAt.IsZero() && !s.overdue(at)
}

func (s *Service) overdue(at *Attempt) bool {
	return !at.Deadline.IsZero() && s.Clock().After(at.Deadline.Add(s.Grace))
}

// Current returns the attempt after everything that time has made of it: one whose time is up is
// closed, a closed one is marked. It changes nothing else.
func (s *Service) Current(ctx context.Context, at Attempt, a *Assessment) (Attempt, error) {
	if s.Open(&at) {
		return at, nil
	}
	if at.SubmittedAt.IsZero() {
		var err error
		if at, err = s.Store.CloseAttempt(ctx, at.ID, at.Deadline); err != nil {
			return Attempt{}, err
		}
	}
	if at.Result != nil {
		return at, nil
	}
	r, err := a.Mark(&at)
	if err != nil {
		return Attempt{}, err
	}
	r.MarkedAt = s.now()
	if err := s.Store.RecordResult(ctx, at.ID, r); err != nil {
		return Attempt{}, err
	}
	at.Result = &r
	return at, nil
}

// now returns the time as stores keep it.
func (s *Service) now() time.Time { return s.Clock().UTC().Truncate(time.Millisecond) }

// Mark marks the answers of an attempt. It is pure; MarkedAt is left zero. The error wraps ErrNotFound if the attempt
// asks what the assessment does not hold: it belongs to another version.
func (a *Assessment) Mark(at *Attempt) (Result, error) {
	r := Result{Earned: map[QuestionID]int{}}
	for _, id := range at.Questions {
		q := a.Find(id)
		if q == nil {
			return Result{}, fmt.Errorf("attempt %s: question %s: %w", at.ID, id, ErrNotFound)
		}
		q.leaves(func(q *Question) {
			m := q.Mark(at.Answers[q.ID])
			r.Earned[q.ID] = m.Points
			r.Points += m.Points
			r.Most += m.Most
		})
	}
	r.Passed = a.passes(r.Points, r.Most)
	return r, nil
}

// Ask returns what the attempt asks, in the order shown. The error wraps ErrNotFound if it belongs to
// another version of the assessment.
func (a *Assessment) Ask(at *Attempt) ([]*Question, error) {
	asked := make([]*Question, len(at.Questions))
	for i, id := range at.Questions {
		if asked[i] = a.Find(id); asked[i] == nil {
			return nil, fmt.Errorf("attempt %s: question %s: %w", at.ID, id, ErrNotFound)
		}
	}
	return asked, nil
}
