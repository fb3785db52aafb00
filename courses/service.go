package courses

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrNotEnrolled reports that the person does not take the module.
var ErrNotEnrolled = errors.New("courses: not enrolled")

// A Courses lets people take modules. It holds the rules; its Store only keeps.
type Courses struct {
	Store     Store
	Catalogue *Catalogue
	Clock     func() time.Time
}

// Enrol returns the person's enrolment in the module: the latest if there is one, else a new one in
// the current version. ErrNotFound if there is no such module.
func (c *Courses) Enrol(ctx context.Context, person string, id ModuleID) (Enrolment, error) {
	m, err := c.Catalogue.Module(id)
	if err != nil {
		return Enrolment{}, err
	}
	if person == "" {
		return Enrolment{}, errors.New("courses: enrolment without a person")
	}
	e, err := c.Store.Latest(ctx, person, id)
	if !errors.Is(err, ErrNotFound) {
		return e, err
	}
	return c.Store.Enrol(ctx, Enrolment{
		Key: Key{Person: person, Module: id, Cycle: 1}, Version: m.Hash, EnrolledAt: c.Clock(),
	})
}

// Renew begins the next cycle after the enrolment last, in the current version: a module is learnt again
// when it has expired. Of several calls at once all return the same enrolment.
func (c *Courses) Renew(ctx context.Context, last Enrolment) (Enrolment, error) {
	m, err := c.Catalogue.Module(last.Module)
	if err != nil {
		return Enrolment{}, err
	}
	return c.Store.Enrol(ctx, Enrolment{
		Key: Key{Person: last.Person, Module: last.Module, Cycle: last.Cycle + 1}, Version: m.Hash, EnrolledAt: c.Clock(),
	})
}

// Enrolment returns the person's latest enrolment in the module, or ErrNotEnrolled.
func (c *Courses) Enrolment(ctx context.Context, person string, id ModuleID) (Enrolment, error) {
	e, err := c.Store.Latest(ctx, person, id)
	if errors.Is(err, ErrNotFound) {
		return Enrolment{}, fmt.Errorf("module %q: %w", id, ErrNotEnrolled)
	}
	return e, err
}

// Enrolments returns all enrolments of the person, ordered by module and cycle.
func (c *Courses) Enrolments(ctx context.Context, person string) ([]Enrolment, error) {
	return c.Store.EnrolmentsOf(ctx, person)
}

// Learning returns the person's latest enrolment in the module and the module at the version that the
// person learns, or ErrNotEnrolled.
func (c *Courses) Learning(ctx context.Context, person string, id ModuleID) (Enrolment, *Module, error) {
	e, err := c.Enrolment(ctx, person, id)
	if err != nil {
		return Enrolment{}, nil, err
	}
	m, err := c.Catalogue.At(ctx, id, e.Version)
	if err != nil {
		return Enrolment{}, nil, err
	}
	return e, m, nil
}

// RecordLesson notes that the person has finished the lesson and returns the enrolment after it. A
// repeat changes nothing. ErrNotEnrolled if the person does not take the module, ErrNotFound if the
// version that the person learns has no such lesson.
func (c *Courses) RecordLesson(ctx context.Context, person string, id ModuleID, lesson LessonID) (Enrolment, error) {
	e, m, err := c.Learning(ctx, person, id)
	if err != nil {
		return Enrolment{}, err
	}
	if l, _ := m.Lesson(lesson); l == nil {
		return Enrolment{}, fmt.Errorf("lesson %q of module %q: %w", lesson, id, ErrNotFound)
	}
	if e.Done(lesson) {
		return e, nil
	}
	return c.Store.RecordLesson(ctx, e.Key, lesson, c.Clock())
}
