package authtest

import (
	"testing"
	"time"

	"lernamt/server/internal/auth"
)

func testFailures(t *testing.T, open func(*testing.T) auth.Store) {
	t.Run("failures are counted since the window began", func(t *testing.T) {
		s := open(t)
		for i, c := range []struct {
			key         string
			at, window  time.Duration // from noon
			wantCounted int
		}{
			{"a", 0, -time.Minute, 1},
			{"a", 0, -time.Minute, 2}, // two in one millisecond are two
			{"a", ms, 0, 3},           // the window includes its beginning
			{"a", 2 * ms, ms, 2},
			{"a", time.Minute, time.Minute, 1},
			{"A", ms, -time.Minute, 1},
			{"", ms, -time.Minute, 1},
			{"a.b$c/ä\x00", ms, -time.Minute, 1},
		} {
			n, err := s.CountFailure(t.Context(), c.key, noon.Add(c.at), noon.Add(c.window))
			if err != nil || n != c.wantCounted {
				t.Errorf("call %d: CountFailure(%q) = %d, %v, want %d", i, c.key, n, err, c.wantCounted)
			}
		}
		wantFailures(t, s, "a", noon.Add(-time.Hour), 5, kept.Add(time.Minute))
	})

	t.Run("failures are looked up without being counted", func(t *testing.T) {
		s := open(t)
		wantFailures(t, s, "a", time.Time{}, 0, time.Time{})
		fail(t, s, "a", noon.Add(time.Second))
		fail(t, s, "a", noon) // recorded out of order
		fail(t, s, "b", noon.Add(time.Hour))
		for range 2 {
			wantFailures(t, s, "a", time.Time{}, 2, kept.Add(time.Second))
			wantFailures(t, s, "a", noon, 2, kept.Add(time.Second))
			wantFailures(t, s, "a", noon.Add(ms), 1, kept.Add(time.Second))
			wantFailures(t, s, "a", noon.Add(time.Minute), 0, time.Time{})
		}
	})

	t.Run("old failures are removed", func(t *testing.T) {
		s := open(t)
		fail(t, s, "a", noon.Add(-ms))
		fail(t, s, "a", noon)
		fail(t, s, "b", noon.Add(-ms))
		for range 2 {
			if err := s.DeleteFailures(t.Context(), noon); err != nil {
				t.Fatalf("DeleteFailures: %v", err)
			}
			wantFailures(t, s, "a", time.Time{}, 1, kept)
			wantFailures(t, s, "b", time.Time{}, 0, time.Time{})
		}
	})
}

func fail(t *testing.T, s auth.Store, key string, at time.Time) {
	t.Helper()
	if _, err := s.CountFailure(t.Context(), key, at, at); err != nil {
		t.Fatalf("CountFailure: %v", err)
	}
}

func wantFailures(t *testing.T, s auth.Store, key string, since time.Time, want int, newest time.Time) {
	t.Helper()
	n, at, err := s.Failures(t.Context(), key, since)
	if err != nil || n != want || at != newest {
		t.Errorf("Failures(%q, %v) = %d, %v, %v, want %d, %v", key, since, n, at, err, want, newest)
	}
}
