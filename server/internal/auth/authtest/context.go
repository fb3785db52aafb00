package authtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"lernamt/server/internal/auth"
)

func testCancelled(t *testing.T, open func(*testing.T) auth.Store) {
	t.Run("a cancelled call fails and writes nothing", func(t *testing.T) {
		s := open(t)
		create(t, s, session("s1", "p1"))
		fail(t, s, "a", noon)
		later := noon.AddDate(1, 0, 0)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()

		calls := map[string]func() error{
			"CreateSession":  func() error { return s.CreateSession(ctx, session("s2", "p1")) },
			"Session":        func() error { _, err := s.Session(ctx, "s1"); return err },
			"Rotate":         func() error { return s.Rotate(ctx, "s1", "r1", "r2", noon) },
			"EndSession":     func() error { return s.EndSession(ctx, "s1", noon) },
			"EndSessions":    func() error { return s.EndSessions(ctx, "p1", noon) },
			"DeleteSessions": func() error { _, err := s.DeleteSessions(ctx, later, 10); return err },
			"CountFailure":   func() error { _, err := s.CountFailure(ctx, "a", noon, noon); return err },
			"Failures":       func() error { _, _, err := s.Failures(ctx, "a", noon); return err },
			"DeleteFailures": func() error { return s.DeleteFailures(ctx, later) },
		}
		for name, call := range calls {
			wantError(t, name, call(), context.Canceled)
		}

		want(t, s, session("s1", "p1"))
		gone(t, s, "s2")
		wantFailures(t, s, "a", time.Time{}, 1, kept)
	})
}

func testConcurrent(t *testing.T, open func(*testing.T) auth.Store) {
	t.Run("concurrent sessions with one ID", func(t *testing.T) {
		s := open(t)
		wantOne(t, together(func(i int) error {
			return s.CreateSession(t.Context(), session("s1", fmt.Sprint("p", i)))
		}), auth.ErrExists)
	})

	t.Run("concurrent rotations of one token", func(t *testing.T) {
		s := open(t)
		create(t, s, session("s1", "p1"))
		wantOne(t, together(func(i int) error {
			return s.Rotate(t.Context(), "s1", "r1", fmt.Sprint("next", i), noon)
		}), auth.ErrStale)
		got, err := s.Session(t.Context(), "s1")
		if err != nil || got.Previous != "r1" || got.Refresh == "r1" || got.RotatedAt != kept {
			t.Errorf("Session = %+v, %v, want one rotation", got, err)
		}
	})

	t.Run("concurrent ends of one session", func(t *testing.T) {
		s := open(t)
		create(t, s, session("s1", "p1"))
		seen := make([]time.Time, callers)
		for i, err := range together(func(i int) error {
			if err := s.EndSession(t.Context(), "s1", noon.Add(time.Duration(i)*time.Second)); err != nil {
				return err
			}
			got, err := s.Session(t.Context(), "s1")
			seen[i] = got.EndedAt
			return err
		}) {
			if err != nil {
				t.Errorf("call %d: %v", i, err)
			}
			if seen[i].IsZero() || seen[i] != seen[0] {
				t.Errorf("call %d saw the end at %v, call 0 at %v", i, seen[i], seen[0])
			}
		}
	})

	t.Run("concurrent failures are all counted", func(t *testing.T) {
		s := open(t)
		counts := make([]int, callers)
		for i, err := range together(func(i int) error {
			var err error
			counts[i], err = s.CountFailure(t.Context(), "a", noon, noon)
			return err
		}) {
			if err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		}
		most := 0
		for _, n := range counts {
			most = max(most, n)
		}
		if most != callers {
			t.Errorf("highest count = %d, want %d", most, callers)
		}
		wantFailures(t, s, "a", noon, callers, kept)
	})
}
