// Package auth lets people in: passwords, sessions and the tokens that stand for them. It is the only
// package that imports golang-jwt.
//
// A [Session] is kept in a [Store]; the browser holds two cookies for it. The access token is a short-lived JWT
// (EdDSA) that names the session; the refresh token is a random secret that is replaced at each use, and whose
// reuse ends the session, because then two parties hold it. The session is looked up at each request,
// so that signing out works at once on every node.
package auth

import (
	"context"
	"errors"
	"time"
)

// Sentinels of this package.
var (
	ErrNotFound = errors.New("auth: not found")
	ErrExists   = errors.New("auth: already exists")
	// ErrStale reports that the refresh token to be replaced is not the current one any more.
	ErrStale = errors.New("auth: refresh token is not current")
)

// A SessionID names a session; it is random and appears in access tokens.
type SessionID string

// A Session is one sign-in of one person on one device.
type Session struct {
	ID        SessionID
	Account   string
	CreatedAt time.Time
	ExpiresAt time.Time // signed in no longer than this, whatever happens
	Refresh   string    // SHA-256 of the current refresh token, hexadecimal
	Previous  string    // of the one before it, empty at first
	RotatedAt time.Time // when Refresh replaced Previous
	EndedAt   time.Time // zero while it lives
}

// Live reports whether the session is good at that time.
func (s *Session) Live(now time.Time) bool { return s.EndedAt.IsZero() && now.Before(s.ExpiresAt) }

// A Store keeps sessions and counts failed sign-ins. Times are UTC with millisecond precision; a store
// returns them so.
//
// Every method is safe for concurrent use by any number of processes and honours ctx. What a method
// has acknowledged by returning nil survives a crash.
type Store interface {
	// CreateSession records a session. ErrExists if its ID is taken.
	CreateSession(ctx context.Context, s Session) error

	// Session returns the session, ended or not, or ErrNotFound.
	Session(ctx context.Context, id SessionID) (Session, error)

	// Rotate makes next the session's current refresh token hash and current its previous one, in one step and only if
	// current is still the current one and the session has not ended; else ErrStale. Of several concurrent
	// calls with the same current exactly one succeeds. ErrNotFound if there is no such session.
	Rotate(ctx context.Context, id SessionID, current, next string, at time.Time) error

	// EndSession ends the session at that time. The first time counts; a repeat or an unknown ID is no
	// error, since the session is not live afterwards either way.
	EndSession(ctx context.Context, id SessionID, at time.Time) error

	// EndSessions ends all live sessions of the account.
	EndSessions(ctx context.Context, account string, at time.Time) error

	// DeleteSessions removes up to limit sessions that ended or expired before that time and returns how many.
	DeleteSessions(ctx context.Context, before time.Time, limit int) (int, error)

	// CountFailure notes a failed sign-in under the key and returns how many there were under it since
	// the window began, this one included. Concurrent calls are all counted.
	CountFailure(ctx context.Context, key string, at, windowBegan time.Time) (int, error)

	// Failures returns how many failures under the key are not older than since, and when the newest was (zero if none).
	Failures(ctx context.Context, key string, since time.Time) (int, time.Time, error)

	// DeleteFailures removes all failures older than that time.
	DeleteFailures(ctx context.Context, before time.Time) error
}
