package assessments

import (
	"context"
	"errors"
	"fmt"
)

// Save records the answers of a form, all in one step. What the form holds unchanged since its page was made is not
// written, so a page that was left open never overwrites a newer answer from another. Errors, with
// nothing changed: ErrNotFound (also for another person's attempt), ErrSubmitted, ErrTimeUp after the
// deadline and the grace, ErrInvalidAnswer.
func (s *Service) Save(ctx context.Context, person string, id AttemptID, a *Assessment, form map[string][]string) error {
	at, err := s.Attempt(ctx, person, id)
	switch {
	case err != nil:
		return err
	case !at.SubmittedAt.IsZero():
		return fmt.Errorf("attempt %s: %w", id, ErrSubmitted)
	case s.overdue(&at):
		return fmt.Errorf("attempt %s: %w", id, ErrTimeUp)
	}
	return s.save(ctx, &at, a, form)
}

func (s *Service) save(ctx context.Context, at *Attempt, a *Assessment, form map[string][]string) error {
	asked, err := a.Ask(at)
	if err != nil {
		return err
	}
	all, err := parseForm(asked, at.Seed, form)
	if err != nil {
		return fmt.Errorf("attempt %s: %w", at.ID, err)
	}
	changed := map[QuestionID]Answer{}
	for _, g := range all {
		if g.touched() && g.answer.Digest() != at.Answers[g.question.ID].Digest() {
			changed[g.question.ID] = g.answer
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return s.Store.SaveAnswers(ctx, at.ID, changed)
}

// Submit saves the form, closes the attempt, marks it and returns it with its result. Submitting again returns the same
// result and ignores the form. After the deadline and the grace the form is refused with ErrTimeUp, but what was
// saved before is marked and returned beside the error. Other errors are those of Save, with nothing changed.
func (s *Service) Submit(ctx context.Context, person string, id AttemptID, a *Assessment, form map[string][]string) (Attempt, error) {
	at, err := s.Attempt(ctx, person, id)
	if err != nil {
		return Attempt{}, err
	}
	if !s.Open(&at) {
		late := at.SubmittedAt.IsZero()
		if at, err = s.Current(ctx, at, a); err == nil && late {
			err = fmt.Errorf("attempt %s: %w", id, ErrTimeUp)
		}
		return at, err
	}
	if err := s.save(ctx, &at, a, form); err != nil && !errors.Is(err, ErrSubmitted) {
		return Attempt{}, err
	}
	end := s.now()
	if !at.Deadline.IsZero() && end.After(at.Deadline) {
		end = at.Deadline
	}
	if at, err = s.Store.CloseAttempt(ctx, id, end); err != nil {
		return Attempt{}, err
	}
	return s.Current(ctx, at, a)
}

// Finish brings up to limit unfinished attempts to their result: those whose time is up and those that were closed
// but not marked. It returns them and all others that wait to be settled, the oldest first; find returns the
// assessment at a version. An attempt that fails does not stop the others; the errors are joined.
func (s *Service) Finish(ctx context.Context, limit int, find func(module, content string) (*Assessment, error)) ([]Attempt, error) {
	waiting, err := s.Store.Unsettled(ctx, s.Clock().Add(-s.Grace), limit)
	if err != nil {
		return nil, err
	}
	var finished []Attempt
	var errs []error
	for _, at := range waiting {
		a, err := find(at.Module, at.Content)
		if err == nil {
			at, err = s.Current(ctx, at, a)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("finish attempt %s: %w", at.ID, err))
			continue
		}
		if at.Result != nil {
			finished = append(finished, at)
		}
	}
	return finished, errors.Join(errs...)
}
