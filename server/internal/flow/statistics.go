package flow

import (
	"context"
	"fmt"

	"lernamt/assessments"
	"lernamt/courses"
)

// Statistics returns the module at a version, or the current one if h is empty, and what the marked attempts at it
// tell about its questions. ErrNotFound of package courses if there is no such version or nothing is examined in it.
func (f *Flow) Statistics(ctx context.Context, id courses.ModuleID, h courses.Hash) (Course, assessments.Statistics, error) {
	course, err := f.Catalogue.Current(id)
	if err == nil && h != "" && h != course.Hash {
		course, err = f.Catalogue.Version(ctx, id, h)
	}
	if err == nil && course.Exam == nil {
		err = fmt.Errorf("assessment of module %q: %w", id, courses.ErrNotFound)
	}
	if err != nil {
		return Course{}, assessments.Statistics{}, err
	}
	s, err := f.Assessments.Statistics(ctx, string(id), string(course.Hash), course.Exam)
	return course, s, err
}
