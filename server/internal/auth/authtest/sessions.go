package authtest

import (
	"testing"
	"time"

	"lernamt/server/internal/auth"
)

func testSessions(t *testing.T, open func(*testing.T) auth.Store) {
	t.Run("a session comes back as it was given", func(t *testing.T) {
		s := open(t)
		bare := auth.Session{ID: "s1", Account: "p1", CreatedAt: noon, ExpiresAt: noon, Refresh: "r1"}
		full := auth.Session{ID: "s2", Account: "p1", CreatedAt: noon, ExpiresAt: noon, Refresh: "r2", Previous: "r1", RotatedAt: noon, EndedAt: noon}
		create(t, s, bare, full)
		bare.CreatedAt, bare.ExpiresAt = kept, kept
		want(t, s, bare)
		full.CreatedAt, full.ExpiresAt, full.RotatedAt, full.EndedAt = kept, kept, kept, kept
		want(t, s, full)
	})

	t.Run("a session is created once", func(t *testing.T) {
		s := open(t)
		create(t, s, session("s1", "p1"))
		wantError(t, "CreateSession(again)", s.CreateSession(t.Context(), session("s1", "p2")), auth.ErrExists)
		want(t, s, session("s1", "p1"))
	})

	t.Run("an unknown session is not found", func(t *testing.T) {
		s := open(t)
		create(t, s, session("s1", "p1"))
		gone(t, s, "", "S1", "s", "s11", "p1")
	})
}

func testRotate(t *testing.T, open func(*testing.T) auth.Store) {
	t.Run("the refresh token is replaced only by who holds it", func(t *testing.T) {
		s := open(t)
		create(t, s, session("s1", "p1"), session("s2", "p1"))
		if err := s.Rotate(t.Context(), "s1", "r1", "r2", noon); err != nil {
			t.Fatalf("Rotate: %v", err)
		}
		rotated := session("s1", "p1")
		rotated.Refresh, rotated.Previous, rotated.RotatedAt = "r2", "r1", kept
		want(t, s, rotated)

		for _, current := range []string{"r1", "", "R2", "r3"} {
			wantError(t, "Rotate("+current+")", s.Rotate(t.Context(), "s1", current, "r9", noon.Add(ms)), auth.ErrStale)
		}
		want(t, s, rotated)
		want(t, s, session("s2", "p1"))

		if err := s.Rotate(t.Context(), "s1", "r2", "r3", noon.Add(ms)); err != nil {
			t.Fatalf("Rotate(second): %v", err)
		}
		rotated.Refresh, rotated.Previous, rotated.RotatedAt = "r3", "r2", kept.Add(ms)
		want(t, s, rotated)
	})

	t.Run("an ended or unknown session is not rotated", func(t *testing.T) {
		s := open(t)
		ended := session("s1", "p1")
		ended.EndedAt = kept
		create(t, s, ended)
		wantError(t, "Rotate(ended)", s.Rotate(t.Context(), "s1", "r1", "r2", noon), auth.ErrStale)
		want(t, s, ended)
		wantError(t, "Rotate(unknown)", s.Rotate(t.Context(), "s2", "r1", "r2", noon), auth.ErrNotFound)
		gone(t, s, "s2")
	})
}

func testEnd(t *testing.T, open func(*testing.T) auth.Store) {
	t.Run("a session ends once", func(t *testing.T) {
		s := open(t)
		create(t, s, session("s1", "p1"), session("s2", "p1"))
		for _, at := range []time.Time{noon, noon.Add(time.Hour), noon.Add(-time.Hour)} {
			if err := s.EndSession(t.Context(), "s1", at); err != nil {
				t.Errorf("EndSession: %v", err)
			}
			ended := session("s1", "p1")
			ended.EndedAt = kept
			want(t, s, ended)
		}
		want(t, s, session("s2", "p1"))
	})

	t.Run("ending an unknown session is no error", func(t *testing.T) {
		s := open(t)
		if err := s.EndSession(t.Context(), "s1", noon); err != nil {
			t.Errorf("EndSession(unknown): %v", err)
		}
		if err := s.EndSessions(t.Context(), "p1", noon); err != nil {
			t.Errorf("EndSessions(unknown): %v", err)
		}
		gone(t, s, "s1")
	})

	t.Run("all live sessions of an account end", func(t *testing.T) {
		s := open(t)
		before, other, expired := session("s3", "p1"), session("s4", "p2"), session("s5", "p1")
		before.EndedAt = kept.Add(-time.Hour)
		expired.ExpiresAt = kept
		create(t, s, session("s1", "p1"), session("s2", "p1"), before, other, expired)
		for _, at := range []time.Time{noon, noon.Add(time.Hour)} {
			if err := s.EndSessions(t.Context(), "p1", at); err != nil {
				t.Fatalf("EndSessions: %v", err)
			}
			for _, id := range []auth.SessionID{"s1", "s2"} {
				ended := session(id, "p1")
				ended.EndedAt = kept
				want(t, s, ended)
			}
			want(t, s, before)
			want(t, s, other)
			want(t, s, expired)
		}
	})
}

func testDelete(t *testing.T, open func(*testing.T) auth.Store) {
	t.Run("only sessions that ended or expired before then are removed", func(t *testing.T) {
		s := open(t)
		live, expired, expires := session("live", "p1"), session("expired", "p1"), session("expires", "p1")
		expired.ExpiresAt, expires.ExpiresAt = kept.Add(-ms), kept
		ended, ends := session("ended", "p1"), session("ends", "p1")
		ended.EndedAt, ends.EndedAt = kept.Add(-ms), kept
		create(t, s, live, expired, expires, ended, ends)
		wantDeleted(t, s, noon, 100, 2)
		gone(t, s, "expired", "ended")
		want(t, s, live)
		want(t, s, expires)
		want(t, s, ends)
		wantDeleted(t, s, noon, 100, 0)
	})

	t.Run("sessions that ended early are removed before they expire", func(t *testing.T) {
		s := open(t)
		create(t, s, session("s1", "p1"), session("s2", "p2"), session("s3", "p3"))
		if err := s.EndSession(t.Context(), "s1", noon); err != nil {
			t.Fatalf("EndSession: %v", err)
		}
		if err := s.EndSessions(t.Context(), "p2", noon); err != nil {
			t.Fatalf("EndSessions: %v", err)
		}
		wantDeleted(t, s, noon, 100, 0)
		wantDeleted(t, s, noon.Add(ms), 100, 2)
		gone(t, s, "s1", "s2")
		want(t, s, session("s3", "p3"))
	})

	t.Run("no more sessions are removed than asked for", func(t *testing.T) {
		s := open(t)
		for _, id := range []auth.SessionID{"s1", "s2", "s3", "s4", "s5"} {
			create(t, s, session(id, "p1"))
		}
		later := noon.AddDate(1, 0, 0)
		for _, c := range [][2]int{{0, 0}, {-1, 0}, {2, 2}, {2, 2}, {2, 1}, {2, 0}} {
			wantDeleted(t, s, later, c[0], c[1])
		}
	})
}

func wantDeleted(t *testing.T, s auth.Store, before time.Time, limit, want int) {
	t.Helper()
	if n, err := s.DeleteSessions(t.Context(), before, limit); err != nil || n != want {
		t.Errorf("DeleteSessions(limit %d) = %d, %v, want %d", limit, n, err, want)
	}
}
