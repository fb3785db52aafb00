package flow

import (
	"context"
	"errors"

	"lernamt/assessments"
	"lernamt/courses"
)

// ErrLessonsFirst reports that the assessment opens when all lessons have been read.
var ErrLessonsFirst = errors.New("flow: lessons are missing")

// A Sitting is an attempt with the assessment that it is of.
type Sitting struct {
	Attempt assessments.Attempt
	Course  Course
}

// StartAttempt begins a sitting of the module's assessment, or returns the one that is running.
func (f *Flow) StartAttempt(ctx context.Context, person string, id courses.ModuleID) (assessments.Attempt, error) {
	s, err := f.Standing(ctx, person, id)
	switch {
	case err != nil:
		return assessments.Attempt{}, err
	case s.Enrolment == nil:
		return assessments.Attempt{}, courses.ErrNotEnrolled
	case s.Course.Exam == nil:
		return assessments.Attempt{}, courses.ErrNotFound
	case !s.MayExamine():
		return assessments.Attempt{}, ErrLessonsFirst
	}
	return f.Assessments.Start(ctx, person, string(id), s.Enrolment.Cycle, string(s.Course.Hash), s.Course.Exam)
}

// Sitting returns the person's attempt with its assessment. Somebody else's does not exist for them.
func (f *Flow) Sitting(ctx context.Context, person string, id assessments.AttemptID) (Sitting, error) {
	a, err := f.Assessments.Attempt(ctx, person, id)
	if err != nil {
		return Sitting{}, err
	}
	course, err := f.Catalogue.Version(ctx, courses.ModuleID(a.Module), courses.Hash(a.Content))
	return Sitting{Attempt: a, Course: course}, err
}

// SaveAnswers keeps what the person has answered so far and returns the sitting with it.
func (f *Flow) SaveAnswers(ctx context.Context, s Sitting, form map[string][]string) (Sitting, error) {
	if err := f.Assessments.Save(ctx, s.Attempt.Person, s.Attempt.ID, s.Course.Exam, form); err != nil {
		return s, err
	}
	return f.Sitting(ctx, s.Attempt.Person, s.Attempt.ID)
}

// Submit ends the sitting, marks it and does what follows from the result. Submitting again returns the
// same. After the end of the time the form is refused with assessments.ErrTimeUp; the sitting is over
// all the same.
func (f *Flow) Submit(ctx context.Context, s Sitting, form map[string][]string) error {
	a, err := f.Assessments.Submit(ctx, s.Attempt.Person, s.Attempt.ID, s.Course.Exam, form)
	if err != nil && !errors.Is(err, assessments.ErrTimeUp) {
		return err
	}
	return errors.Join(err, f.settleAttempt(ctx, a))
}

// Finish marks a sitting that takes no answers any more, if that has not happened, and does what follows.
func (f *Flow) Finish(ctx context.Context, s Sitting) (Sitting, error) {
	a, err := f.Assessments.Current(ctx, s.Attempt, s.Course.Exam)
	if err != nil {
		return s, err
	}
	s.Attempt = a
	return s, f.settleAttempt(ctx, a)
}

// Unanswered returns how many of the questions asked are not answered fully.
func (s Sitting) Unanswered() (int, error) {
	asked, err := s.Course.Exam.Ask(&s.Attempt)
	if err != nil {
		return 0, err
	}
	open := 0
	for _, q := range asked {
		if !q.View(assessments.ViewOptions{Seed: s.Attempt.Seed, Answers: s.Attempt.Answers}).Answered {
			open++
		}
	}
	return open, nil
}

// Differs reports whether the form holds another answer than the attempt.
func (s Sitting) Differs(form map[string][]string) bool {
	asked, err := s.Course.Exam.Ask(&s.Attempt)
	if err != nil {
		return true
	}
	given, err := assessments.ParseForm(asked, s.Attempt.Seed, form)
	if err != nil {
		return true
	}
	for id, a := range given {
		if a.Digest() != s.Attempt.Answers[id].Digest() {
			return true
		}
	}
	return false
}
