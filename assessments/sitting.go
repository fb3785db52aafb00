package assessments

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Unlimited is the number of tries left where the assessment sets no limit.
const Unlimited = -1

// A Status says how a person stands with an assessment in one cycle.
type Status struct {
	Attempts  []Attempt // by number; each that takes no answers any more is marked
	Running   *Attempt  // the one that takes answers, or nil
	TriesLeft int       // Unlimited or how many sittings may still begin; none once passed
	NotBefore time.Time // when the next sitting may begin; zero if at once or never
	Passed    bool
	Best      *Attempt // the marked one with the most points, the first of equals, or nil
}

// Status returns how the person stands. It closes and marks attempts whose time is up.
func (s *Service) Status(ctx context.Context, person, module string, cycle int, a *Assessment) (Status, error) {
	attempts, err := s.Store.Attempts(ctx, person, module, cycle)
	if err != nil {
		return Status{}, err
	}
	st := Status{Attempts: attempts, TriesLeft: Unlimited}
	if a.Tries > 0 {
		st.TriesLeft = max(0, a.Tries-len(attempts))
	}
	for i := range attempts {
		at := &attempts[i]
		if *at, err = s.Current(ctx, *at, a); err != nil {
			return Status{}, err
		}
		if at.Result == nil {
			st.Running = at
			continue
		}
		st.Passed = st.Passed || at.Result.Passed
		if st.Best == nil || at.Result.Points > st.Best.Result.Points {
			st.Best = at
		}
	}
	if st.Passed {
		st.TriesLeft = 0
	}
	if n := len(attempts); n > 0 && st.Running == nil && st.TriesLeft != 0 && !s.NoWait {
		if until := attempts[n-1].SubmittedAt.Add(a.Wait); until.After(s.Clock()) {
			st.NotBefore = until
		}
	}
	return st, nil
}

// Start begins a sitting and returns it, or the one that is running. It draws from the pools, first of all what the
// person did not see in the sitting before, and freezes draw and order. The content is the hash of the version
// that a comes from. Errors: ErrPassed, ErrNoTriesLeft, *WaitError.
func (s *Service) Start(ctx context.Context, person, module string, cycle int, content string, a *Assessment) (Attempt, error) {
	st, err := s.Status(ctx, person, module, cycle, a)
	switch {
	case err != nil:
		return Attempt{}, err
	case st.Running != nil:
		return *st.Running, nil
	case st.Passed:
		return Attempt{}, ErrPassed
	case st.TriesLeft == 0:
		return Attempt{}, ErrNoTriesLeft
	case !st.NotBefore.IsZero():
		return Attempt{}, &WaitError{st.NotBefore}
	}
	k := Key{Person: person, Module: module, Cycle: cycle, Number: 1}
	var seen []QuestionID
	if n := len(st.Attempts); n > 0 {
		k.Number, seen = st.Attempts[n-1].Number+1, st.Attempts[n-1].Questions
	}
	at := Attempt{ID: k.ID(), Key: k, Content: content, Seed: s.Rand(), StartedAt: s.now(), Answers: map[QuestionID]Answer{}}
	if a.Limit > 0 {
		at.Deadline = at.StartedAt.Add(a.Limit)
	}
	at.Questions = a.draw(at.Seed, seen)
	err = s.Store.StartAttempt(ctx, at)
	if errors.Is(err, ErrExists) {
		return s.Attempt(ctx, person, at.ID) // begun in another tab at the same moment
	}
	if err != nil {
		return Attempt{}, fmt.Errorf("start attempt %s: %w", at.ID, err)
	}
	return at, nil
}

// draw chooses the questions of a sitting. It is the same for the same seed.
func (a *Assessment) draw(seed uint64, seen []QuestionID) []QuestionID {
	var drawn []QuestionID
	for p := range a.Pools {
		pool := a.Pools[p]
		order := shuffled(seed, fmt.Sprintf("pool %d", p), len(pool.Questions))
		slices.SortStableFunc(order, func(i, j int) int {
			return seenBefore(seen, pool.Questions[i].ID) - seenBefore(seen, pool.Questions[j].ID)
		})
		order = order[:min(pool.Draw, len(order))]
		slices.Sort(order)
		for _, i := range order {
			drawn = append(drawn, pool.Questions[i].ID)
		}
	}
	if !a.Shuffle {
		return drawn
	}
	mixed := make([]QuestionID, len(drawn))
	for i, k := range shuffled(seed, "questions", len(drawn)) {
		mixed[i] = drawn[k]
	}
	return mixed
}

func seenBefore(seen []QuestionID, id QuestionID) int {
	if slices.Contains(seen, id) {
		return 1
	}
	return 0
}
