package assessments

import "fmt"

// A Review is what a person sees of the own marked attempt.
type Review struct {
	Passed    bool
	Points    int
	Most      int
	Questions []QuestionView // revealed, in the order shown; nil if the assessment gives no feedback (yet)
}

// Review returns what the person may see of a marked attempt. Questions are shown as the assessment's
// feedback says: never, after passing only, or else always. The error wraps ErrNotFound if the attempt has no
// result or belongs to another version.
func (a *Assessment) Review(at *Attempt) (Review, error) {
	if at.Result == nil {
		return Review{}, fmt.Errorf("attempt %s: result: %w", at.ID, ErrNotFound)
	}
	r := Review{Passed: at.Result.Passed, Points: at.Result.Points, Most: at.Result.Most}
	if a.Feedback == FeedbackNever || a.Feedback == FeedbackAfterPass && !r.Passed {
		return r, nil
	}
	asked, err := a.Ask(at)
	if err != nil {
		return Review{}, err
	}
	for _, q := range asked {
		r.Questions = append(r.Questions, q.View(ViewOptions{Seed: at.Seed, Answers: at.Answers, Reveal: true}))
	}
	return r, nil
}
