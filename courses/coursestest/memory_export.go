package coursestest

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lernamt/courses"
)

// ExportVersions implements [courses.Store].
func (m *Memory) ExportVersions(ctx context.Context, after courses.Hash, limit int) ([]courses.Version, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var list []courses.Version
	for h, v := range m.versions {
		if h > after {
			list = append(list, v.Version)
		}
	}
	slices.SortFunc(list, func(a, b courses.Version) int { return cmp.Compare(a.Hash, b.Hash) })
	return list[:max(0, min(limit, len(list)))], nil
}

// ExportEnrolments implements [courses.Store].
func (m *Memory) ExportEnrolments(ctx context.Context, after courses.Key, limit int) ([]courses.Enrolment, error) {
	list, err := m.selected(ctx, func(e courses.Enrolment) bool {
		return cmp.Or(cmp.Compare(e.Person, after.Person), cmp.Compare(e.Module, after.Module), cmp.Compare(e.Cycle, after.Cycle)) > 0
	})
	return list[:max(0, min(limit, len(list)))], err
}

// ImportEnrolments implements [courses.Store].
func (m *Memory) ImportEnrolments(ctx context.Context, list ...courses.Enrolment) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, e := range list {
		e = cloneEnrolment(e)
		e.EnrolledAt, e.CompletedAt, e.UpdatedAt = kept(e.EnrolledAt), kept(e.CompletedAt), kept(e.UpdatedAt)
		for id, at := range e.Lessons {
			e.Lessons[id] = kept(at)
		}
		there, taken := m.enrolments[e.Key]
		if taken && !same(there, e) {
			return fmt.Errorf("enrolment in %s, cycle %d: %w", e.Module, e.Cycle, courses.ErrConflict)
		}
		m.enrolments[e.Key] = e
	}
	return nil
}
