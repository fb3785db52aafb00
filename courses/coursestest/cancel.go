package coursestest

import (
	"context"
	"errors"
	"testing"

	"lernamt/courses"
)

var cancelCases = []contractCase{
	{"a cancelled write fails and changes nothing", cancelledWrites},
	{"a cancelled read fails", cancelledReads},
}

func cancelledWrites(t *testing.T, s courses.Store) {
	k, other := key("p", "m", 1), key("q", "m", 1)
	before := enrol(t, s, k)
	ctx := cancelled(t)
	if err := s.Publish(ctx, version("m", 1, at(0)), map[string][]byte{"modul.yaml": {}}); err == nil {
		t.Error("Publish with a cancelled context succeeded")
	}
	if _, err := s.Enrol(ctx, courses.Enrolment{Key: other, Version: hash(1), EnrolledAt: at(0)}); err == nil {
		t.Error("Enrol with a cancelled context succeeded")
	}
	if _, err := s.RecordLesson(ctx, k, "l1", at(1)); err == nil {
		t.Error("RecordLesson with a cancelled context succeeded")
	}
	if err := s.Complete(ctx, k, at(1)); err == nil {
		t.Error("Complete with a cancelled context succeeded")
	}
	want(t, read(t, s, k), before)
	if _, err := s.Enrolment(t.Context(), other); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("Enrolment after a cancelled Enrol error = %v, want ErrNotFound", err)
	}
	if _, _, err := s.Version(t.Context(), hash(1)); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("Version after a cancelled Publish error = %v, want ErrNotFound", err)
	}
	if list := versions(t, s, "m"); len(list) != 0 {
		t.Errorf("Versions after a cancelled Publish = %+v", list)
	}
}

func cancelledReads(t *testing.T, s courses.Store) {
	k := key("p", "m", 1)
	enrol(t, s, k)
	publish(t, s, version("m", 1, at(0)), map[string][]byte{"modul.yaml": {}})
	reads := map[string]func(context.Context) error{
		"Version":      func(ctx context.Context) error { _, _, err := s.Version(ctx, hash(1)); return err },
		"Versions":     func(ctx context.Context) error { _, err := s.Versions(ctx, "m"); return err },
		"Enrolment":    func(ctx context.Context) error { _, err := s.Enrolment(ctx, k); return err },
		"Latest":       func(ctx context.Context) error { _, err := s.Latest(ctx, "p", "m"); return err },
		"EnrolmentsOf": func(ctx context.Context) error { _, err := s.EnrolmentsOf(ctx, "p"); return err },
		"OpenSince":    func(ctx context.Context) error { _, err := s.OpenSince(ctx, at(0), 10); return err },
	}
	for name, do := range reads {
		// A cancelled read must not be taken for an absence.
		if err := do(cancelled(t)); err == nil || errors.Is(err, courses.ErrNotFound) {
			t.Errorf("%s with a cancelled context error = %v", name, err)
		}
		if err := do(t.Context()); err != nil {
			t.Errorf("%s afterwards error = %v", name, err)
		}
	}
}
