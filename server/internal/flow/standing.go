package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"lernamt/assessments"
	"lernamt/courses"
)

// A Standing is where a person stands in a module.
type Standing struct {
	Course    Course             // at the version that the person learns; the current one if not enrolled
	Enrolment *courses.Enrolment // nil if not enrolled
	Attempts  assessments.Status // of the current cycle
	Open      Open
}

// Open lists the rules that a person has not met yet. It is the only place that decides whether a
// module is complete.
type Open struct {
	Enrol      bool
	Lessons    []*courses.Lesson // not read yet, in teaching order
	Assessment bool              // not passed yet
}

// Complete reports whether every rule is met.
func (o Open) Complete() bool { return !o.Enrol && len(o.Lessons) == 0 && !o.Assessment }

// open decides from the recorded facts what is missing.
func open(c Course, e *courses.Enrolment, passed bool) Open {
	if e == nil {
		return Open{Enrol: true, Assessment: c.Exam != nil}
	}
	return Open{Lessons: e.Missing(c.Module), Assessment: c.Exam != nil && !passed}
}

// MayExamine reports whether the person may sit the assessment: it comes after all lessons.
func (s *Standing) MayExamine() bool {
	return s.Course.Exam != nil && s.Enrolment != nil && len(s.Open.Lessons) == 0
}

// Standing returns where the person stands in the module, or ErrNotFound.
func (f *Flow) Standing(ctx context.Context, person string, id courses.ModuleID) (Standing, error) {
	e, err := f.Courses.Store.Latest(ctx, person, id)
	if errors.Is(err, courses.ErrNotFound) {
		course, err := f.Catalogue.Current(id)
		s := Standing{Course: course, Open: open(course, nil, false)}
		if course.Exam != nil {
			s.Attempts.TriesLeft = cmp.Or(course.Exam.Tries, assessments.Unlimited)
		}
		return s, err
	}
	if err != nil {
		return Standing{}, err
	}
	return f.standing(ctx, e)
}

func (f *Flow) standing(ctx context.Context, e courses.Enrolment) (Standing, error) {
	course, err := f.Catalogue.Version(ctx, e.Module, e.Version)
	if err != nil {
		return Standing{}, fmt.Errorf("enrolment of %s in %s: %w", e.Person, e.Module, err)
	}
	s := Standing{Course: course, Enrolment: &e}
	if course.Exam != nil {
		if s.Attempts, err = f.Assessments.Status(ctx, e.Person, string(e.Module), e.Cycle, course.Exam); err != nil {
			return Standing{}, err
		}
	}
	s.Open = open(course, &e, s.Attempts.Passed)
	return s, nil
}

// Expired reports whether what was completed has to be learnt again.
func (f *Flow) Expired(m *courses.Module, e *courses.Enrolment) bool {
	until := f.ValidUntil(m, e)
	return !until.IsZero() && !f.Clock().Before(until)
}

// ValidUntil returns the time from which the completed module counts no more; zero if it never ends or is
// not complete.
func (f *Flow) ValidUntil(m *courses.Module, e *courses.Enrolment) time.Time {
	return f.Certs.ValidUntil(e.CompletedAt, m.ValidMonths)
}
