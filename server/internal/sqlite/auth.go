package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lernamt/server/internal/auth"
)

type sessionStore struct{ db *DB }

// CreateSession implements [auth.Store].
func (s sessionStore) CreateSession(ctx context.Context, n auth.Session) error {
	return s.db.write(ctx, func(c *conn) error {
		_, err := c.exec("INSERT INTO session (id, account, created, expires, refresh, previous, rotated, ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			n.ID, n.Account, n.CreatedAt, n.ExpiresAt, n.Refresh, n.Previous, n.RotatedAt, n.EndedAt)
		if errors.Is(err, errTaken) {
			err = fmt.Errorf("session: %w", auth.ErrExists)
		}
		return err
	})
}

func scanSession(r row) (auth.Session, error) {
	return auth.Session{
		ID: auth.SessionID(r.text(0)), Account: r.text(1), CreatedAt: r.time(2), ExpiresAt: r.time(3),
		Refresh: r.text(4), Previous: r.text(5), RotatedAt: r.time(6), EndedAt: r.time(7),
	}, nil
}

// session reads a session. Its ID is left out of errors, which end up in logs.
func session(c *conn, id auth.SessionID) (auth.Session, error) {
	return one(c, auth.ErrNotFound, scanSession, "SELECT id, account, created, expires, refresh, previous, rotated, ended FROM session WHERE id = ?", id)
}

// Session implements [auth.Store].
func (s sessionStore) Session(ctx context.Context, id auth.SessionID) (auth.Session, error) {
	return s.db.sessions.find(ctx, id, func() (found auth.Session, err error) {
		err = s.db.read(ctx, func(c *conn) (err error) {
			found, err = session(c, id)
			return err
		})
		if errors.Is(err, auth.ErrNotFound) {
			err = fmt.Errorf("session: %w", err)
		}
		return found, err
	})
}

// Rotate implements [auth.Store].
func (s sessionStore) Rotate(ctx context.Context, id auth.SessionID, current, next string, at time.Time) error {
	defer s.db.sessions.forget(id)
	return s.db.write(ctx, func(c *conn) error {
		changed, err := c.exec("UPDATE session SET refresh = ?, previous = ?, rotated = ? WHERE id = ? AND refresh = ? AND ended IS NULL",
			next, current, at, id, current)
		if err != nil || changed == 1 {
			return err
		}
		if _, err := session(c, id); err != nil {
			return fmt.Errorf("session: %w", err)
		}
		return auth.ErrStale
	})
}

// EndSession implements [auth.Store].
func (s sessionStore) EndSession(ctx context.Context, id auth.SessionID, at time.Time) error {
	defer s.db.sessions.forget(id)
	return s.db.write(ctx, func(c *conn) error {
		_, err := c.exec("UPDATE session SET ended = ? WHERE id = ? AND ended IS NULL", at, id)
		return err
	})
}

// EndSessions implements [auth.Store].
func (s sessionStore) EndSessions(ctx context.Context, account string, at time.Time) error {
	defer s.db.sessions.forgetAll()
	return s.db.write(ctx, func(c *conn) error {
		_, err := c.exec("UPDATE session SET ended = ? WHERE account = ? AND ended IS NULL AND expires > ?", at, account, at.UnixMilli())
		return err
	})
}

// DeleteSessions implements [auth.Store].
func (s sessionStore) DeleteSessions(ctx context.Context, before time.Time, limit int) (n int, err error) {
	defer s.db.sessions.forgetAll()
	ms := before.UnixMilli()
	err = s.db.write(ctx, func(c *conn) error {
		deleted, err := c.exec("DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires < ? OR ended < ? LIMIT ?)", ms, ms, max(limit, 0))
		n = int(deleted)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// CountFailure implements [auth.Store].
func (s sessionStore) CountFailure(ctx context.Context, key string, at, windowBegan time.Time) (n int, err error) {
	err = s.db.write(ctx, func(c *conn) (err error) {
		_, err = c.exec("INSERT INTO failure (key, at, count) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1", key, at.UnixMilli())
		if err != nil {
			return err
		}
		n, err = one(c, nil, number, "SELECT sum(count) FROM failure WHERE key = ? AND at >= ?", key, windowBegan.UnixMilli())
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Failures implements [auth.Store].
func (s sessionStore) Failures(ctx context.Context, key string, since time.Time) (n int, newest time.Time, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		n, err = one(c, nil, func(r row) (int, error) {
			newest = r.time(1)
			return r.int(0), nil
		}, "SELECT sum(count), max(at) FROM failure WHERE key = ? AND at >= ?", key, since.UnixMilli())
		return err
	})
	return n, newest, err
}

// DeleteFailures implements [auth.Store].
func (s sessionStore) DeleteFailures(ctx context.Context, before time.Time) error {
	return s.db.write(ctx, func(c *conn) error {
		_, err := c.exec("DELETE FROM failure WHERE at < ?", before.UnixMilli())
		return err
	})
}
