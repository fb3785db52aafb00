package courses

import (
	"time"
)

// A Key names one enrolment: a person takes a module once per cycle.
type Key struct {
	Person string // opaque to this package
	Module ModuleID
	Cycle  int // 1 is the first time, each refresher adds one
}

// An Enrolment is a person's way through one version of a module.
//
// It holds facts only. Facts are never taken back: a lesson once read stays read.
type Enrolment struct {
	Key
	Version     Hash // the published version that the person learns
	EnrolledAt  time.Time
	Lessons     map[LessonID]time.Time // when each lesson was finished first
	CompletedAt time.Time              // zero until every rule is met
	UpdatedAt   time.Time              // the latest time of a fact; never goes back
}

// Done reports whether the lesson was finished.
func (e *Enrolment) Done(id LessonID) bool {
	_, ok := e.Lessons[id]
	return ok
}

// Missing returns the lessons of m that the person has not finished, in teaching order.
func (e *Enrolment) Missing(m *Module) []*Lesson {
	var missing []*Lesson
	for i := range m.Lessons {
		if !e.Done(m.Lessons[i].ID) {
			missing = append(missing, &m.Lessons[i])
		}
	}
	return missing
}

// Next returns the lesson to continue with: the first unfinished one after the one finished last,
// else the first unfinished one, else nil.
func (e *Enrolment) Next(m *Module) *Lesson {
	last := -1
	var at time.Time
	for i := range m.Lessons {
		if t, ok := e.Lessons[m.Lessons[i].ID]; ok && !t.Before(at) {
			last, at = i, t
		}
	}
	for i := last + 1; i < len(m.Lessons); i++ {
		if !e.Done(m.Lessons[i].ID) {
			return &m.Lessons[i]
		}
	}
	if missing := e.Missing(m); len(missing) > 0 {
		return missing[0]
	}
	return nil
}
