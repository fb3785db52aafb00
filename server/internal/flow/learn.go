package flow

import (
	"context"
	"errors"

	"lernamt/courses"
)

// Enrol begins the module for the person, or the next cycle of it if the last one has expired. Whoever
// is in the middle of it stays there.
func (f *Flow) Enrol(ctx context.Context, person string, id courses.ModuleID) (courses.Enrolment, error) {
	last, m, err := f.Courses.Learning(ctx, person, id)
	if errors.Is(err, courses.ErrNotEnrolled) {
		return f.Courses.Enrol(ctx, person, id)
	}
	if err != nil || !f.Expired(m, &last) {
		return last, err
	}
	return f.Courses.Renew(ctx, last)
}

// Reading returns the person's enrolment in the module and the version of it that they learn. It makes
// one store call.
func (f *Flow) Reading(ctx context.Context, person string, id courses.ModuleID) (courses.Enrolment, Course, error) {
	e, m, err := f.Courses.Learning(ctx, person, id)
	if err != nil {
		return courses.Enrolment{}, Course{}, err
	}
	course, err := f.Catalogue.course(m)
	return e, course, err
}

// FinishLesson records that the person has read the lesson, and whatever follows from that.
func (f *Flow) FinishLesson(ctx context.Context, person string, id courses.ModuleID, lesson courses.LessonID) (Standing, error) {
	e, err := f.Courses.RecordLesson(ctx, person, id, lesson)
	if err != nil {
		return Standing{}, err
	}
	return f.settle(ctx, e)
}
