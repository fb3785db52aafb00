package coursestest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"lernamt/courses"
)

// A Memory is a [courses.Store] that forgets everything when the process ends.
type Memory struct {
	mu         sync.Mutex
	versions   map[courses.Hash]published
	enrolments map[courses.Key]courses.Enrolment
}

type published struct {
	courses.Version
	files map[string][]byte
}

var _ courses.Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{versions: make(map[courses.Hash]published), enrolments: make(map[courses.Key]courses.Enrolment)}
}

// Publish implements [courses.Store].
func (m *Memory) Publish(ctx context.Context, v courses.Version, files map[string][]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, taken := m.versions[v.Hash]; !taken {
		v.Published = kept(v.Published)
		m.versions[v.Hash] = published{v, cloneFiles(files)}
	}
	return nil
}

// Version implements [courses.Store].
func (m *Memory) Version(ctx context.Context, h courses.Hash) (courses.Version, map[string][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return courses.Version{}, nil, err
	}
	v, ok := m.versions[h]
	if !ok {
		return courses.Version{}, nil, fmt.Errorf("version %s: %w", h, courses.ErrNotFound)
	}
	return v.Version, cloneFiles(v.files), nil
}

// Versions implements [courses.Store].
func (m *Memory) Versions(ctx context.Context, id courses.ModuleID) ([]courses.Version, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return m.newest(func(v courses.Version) bool { return v.Module == id }), nil
}

// PublishedSince implements [courses.Store].
func (m *Memory) PublishedSince(ctx context.Context, since time.Time) ([]courses.Version, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return m.newest(func(v courses.Version) bool { return !v.Published.Before(kept(since)) }), nil
}

// newest returns the versions chosen, the one published last first; the lock is held.
func (m *Memory) newest(chosen func(courses.Version) bool) []courses.Version {
	var list []courses.Version
	for _, v := range m.versions {
		if chosen(v.Version) {
			list = append(list, v.Version)
		}
	}
	slices.SortFunc(list, func(a, b courses.Version) int {
		return cmp.Or(b.Published.Compare(a.Published), strings.Compare(string(a.Hash), string(b.Hash)))
	})
	return list
}

// Enrol implements [courses.Store].
func (m *Memory) Enrol(ctx context.Context, e courses.Enrolment) (courses.Enrolment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return courses.Enrolment{}, err
	}
	there, taken := m.enrolments[e.Key]
	if !taken {
		when := kept(e.EnrolledAt)
		there = courses.Enrolment{Key: e.Key, Version: e.Version, EnrolledAt: when, UpdatedAt: when}
		m.enrolments[e.Key] = there
	}
	return cloneEnrolment(there), nil
}

// Enrolment implements [courses.Store].
func (m *Memory) Enrolment(ctx context.Context, k courses.Key) (courses.Enrolment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.find(ctx, k)
	return cloneEnrolment(e), err
}

// Latest implements [courses.Store].
func (m *Memory) Latest(ctx context.Context, person string, id courses.ModuleID) (courses.Enrolment, error) {
	list, err := m.selected(ctx, func(e courses.Enrolment) bool { return e.Person == person && e.Module == id })
	if err != nil {
		return courses.Enrolment{}, err
	}
	if len(list) == 0 {
		return courses.Enrolment{}, fmt.Errorf("enrolment in %s: %w", id, courses.ErrNotFound)
	}
	return list[len(list)-1], nil
}

// EnrolmentsOf implements [courses.Store].
func (m *Memory) EnrolmentsOf(ctx context.Context, people ...string) ([]courses.Enrolment, error) {
	if len(people) > courses.MostPeople {
		return nil, fmt.Errorf("enrolments of %d people: at most %d at once", len(people), courses.MostPeople)
	}
	asked := make(map[string]bool, len(people))
	for _, person := range people {
		asked[person] = true
	}
	return m.selected(ctx, func(e courses.Enrolment) bool { return asked[e.Person] })
}

// RecordLesson implements [courses.Store].
func (m *Memory) RecordLesson(ctx context.Context, k courses.Key, id courses.LessonID, at time.Time) (courses.Enrolment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.find(ctx, k)
	if err != nil || e.Done(id) {
		return cloneEnrolment(e), err
	}
	e = cloneEnrolment(e)
	if e.Lessons == nil {
		e.Lessons = make(map[courses.LessonID]time.Time)
	}
	e.Lessons[id] = kept(at)
	e.UpdatedAt = later(e.UpdatedAt, kept(at))
	m.enrolments[k] = e
	return cloneEnrolment(e), nil
}

// Complete implements [courses.Store].
func (m *Memory) Complete(ctx context.Context, k courses.Key, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.find(ctx, k)
	if err != nil || !e.CompletedAt.IsZero() {
		return err
	}
	e.CompletedAt = kept(at)
	e.UpdatedAt = later(e.UpdatedAt, kept(at))
	m.enrolments[k] = e
	return nil
}

// OpenSince implements [courses.Store].
func (m *Memory) OpenSince(ctx context.Context, since time.Time, limit int) ([]courses.Enrolment, error) {
	list, err := m.selected(ctx, func(e courses.Enrolment) bool {
		return e.CompletedAt.IsZero() && !e.UpdatedAt.Before(kept(since))
	})
	slices.SortStableFunc(list, func(a, b courses.Enrolment) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
	return list[:max(0, min(limit, len(list)))], err
}

// find returns the enrolment as it is kept; the lock is held.
func (m *Memory) find(ctx context.Context, k courses.Key) (courses.Enrolment, error) {
	if err := ctx.Err(); err != nil {
		return courses.Enrolment{}, err
	}
	e, ok := m.enrolments[k]
	if !ok {
		return courses.Enrolment{}, fmt.Errorf("enrolment in %s, cycle %d: %w", k.Module, k.Cycle, courses.ErrNotFound)
	}
	return e, nil
}

// selected returns copies of the enrolments that are wanted, ordered by key.
func (m *Memory) selected(ctx context.Context, wanted func(courses.Enrolment) bool) ([]courses.Enrolment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var list []courses.Enrolment
	for _, e := range m.enrolments {
		if wanted(e) {
			list = append(list, cloneEnrolment(e))
		}
	}
	slices.SortFunc(list, func(a, b courses.Enrolment) int {
		return cmp.Or(strings.Compare(a.Person, b.Person), strings.Compare(string(a.Module), string(b.Module)), cmp.Compare(a.Cycle, b.Cycle))
	})
	return list, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func cloneEnrolment(e courses.Enrolment) courses.Enrolment {
	e.Lessons = maps.Clone(e.Lessons)
	return e
}

func cloneFiles(files map[string][]byte) map[string][]byte {
	out := make(map[string][]byte, len(files))
	for name, data := range files {
		out[name] = bytes.Clone(data)
	}
	return out
}
