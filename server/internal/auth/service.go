package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"lernamt/server/internal/people"
)

// What signing in can fail with; each has a sentence of its own on the page.
var (
	ErrWrongCredentials = errors.New("auth: wrong address or password")
	ErrSignedOut        = errors.New("auth: not signed in")
	ErrReused           = errors.New("auth: a refresh token was used twice; the session has ended")
	ErrPasswordTooShort = fmt.Errorf("auth: a password needs at least %d characters", MinPassword)
	ErrPasswordTooLong  = fmt.Errorf("auth: a password has at most %d bytes of valid UTF-8", MaxPassword)
)

// A ThrottledError refuses a sign-in for a while after many failures under one address.
type ThrottledError struct{ Until time.Time }

func (e *ThrottledError) Error() string {
	return "auth: too many failed sign-ins, again after " + e.Until.Format(time.RFC3339)
}

// SessionLifetime bounds a sign-in, whatever happens.
const SessionLifetime = 12 * time.Hour

const (
	// refreshGrace lets requests that were under way together share one rotation.
	refreshGrace = 30 * time.Second
	// failuresFree may happen within failureWindow before a sign-in is slowed.
	failuresFree  = 5
	failureWindow = 15 * time.Minute
	longestDelay  = time.Minute
)

// Accounts is what the service needs to know of people.
type Accounts interface {
	Account(ctx context.Context, id people.AccountID) (people.Account, error)
	AccountByEmail(ctx context.Context, address string) (people.Account, error)
}

// A Service signs people in and out.
type Service struct {
	Store     Store
	Accounts  Accounts
	Keys      *Keys
	Passwords *Passwords
	Clock     func() time.Time

	verified verified
	gate     gate
}

// Tokens are what the browser keeps. Refresh is empty if the browser's own is to stay.
type Tokens struct {
	Access  string
	Refresh string
}

// A Visitor is a signed-in person with the session that lets them in.
type Visitor struct {
	Session SessionID
	Account people.Account
}

// SignIn checks the password and begins a session. The error is ErrWrongCredentials or a
// *ThrottledError if it is the person's.
func (s *Service) SignIn(ctx context.Context, address, password string) (Tokens, Visitor, error) {
	key := s.Keys.MAC("failures", people.FoldEmail(address))
	leave, err := s.gate.enter(ctx, key)
	if err != nil {
		return Tokens{}, Visitor{}, err
	}
	defer leave()
	now := s.Clock()
	if err := s.throttle(ctx, key, now); err != nil {
		return Tokens{}, Visitor{}, err
	}
	account, err := s.Accounts.AccountByEmail(ctx, address)
	if err != nil && !errors.Is(err, people.ErrNotFound) {
		return Tokens{}, Visitor{}, err
	}
	if len(password) > MaxPassword {
		password = ""
	}
	ok, err := s.Passwords.Match(ctx, password, account.Password)
	if err != nil {
		return Tokens{}, Visitor{}, err
	}
	if !ok || !account.Active(now) {
		if _, err := s.Store.CountFailure(ctx, key, now, now.Add(-failureWindow)); err != nil {
			return Tokens{}, Visitor{}, err
		}
		return Tokens{}, Visitor{}, ErrWrongCredentials
	}
	tokens, session, err := s.begin(ctx, account.ID, now)
	return tokens, Visitor{Session: session, Account: account}, err
}

// throttle doubles the wait after each failure beyond the free ones, up to a minute, so that guessing
// is slow and the person is never locked out.
func (s *Service) throttle(ctx context.Context, key string, now time.Time) error {
	n, last, err := s.Store.Failures(ctx, key, now.Add(-failureWindow))
	if err != nil || n < failuresFree {
		return err
	}
	delay := min(time.Second<<min(n-failuresFree, 10), longestDelay)
	if until := last.Add(delay); now.Before(until) {
		return &ThrottledError{Until: until}
	}
	return nil
}

func (s *Service) begin(ctx context.Context, account people.AccountID, now time.Time) (Tokens, SessionID, error) {
	session := Session{
		ID:        SessionID(random(16)),
		Account:   string(account),
		CreatedAt: now,
		ExpiresAt: now.Add(SessionLifetime),
		RotatedAt: now,
	}
	refresh := s.newRefresh(session.ID)
	session.Refresh = digest(refresh)
	if err := s.Store.CreateSession(ctx, session); err != nil {
		return Tokens{}, "", err
	}
	access, err := s.Keys.signAccess(session, now)
	return Tokens{Access: access, Refresh: refresh}, session.ID, err
}

// Visitor returns who is signed in by an access token, or ErrSignedOut. It makes two store calls.
func (s *Service) Visitor(ctx context.Context, token string) (Visitor, error) {
	now := s.Clock()
	a, ok := s.verified.get(token, now)
	if !ok {
		var err error
		if a, err = s.Keys.verifyAccess(token, now); err != nil {
			return Visitor{}, fmt.Errorf("%w: %w", ErrSignedOut, err)
		}
		s.verified.put(token, a)
	}
	session, err := s.Store.Session(ctx, a.session)
	if err != nil {
		return Visitor{}, signedOut(err)
	}
	return s.visitor(ctx, session, now)
}

func (s *Service) visitor(ctx context.Context, session Session, now time.Time) (Visitor, error) {
	if !session.Live(now) {
		return Visitor{}, ErrSignedOut
	}
	account, err := s.Accounts.Account(ctx, people.AccountID(session.Account))
	if err != nil {
		return Visitor{}, signedOut(err)
	}
	if !account.Active(now) {
		return Visitor{}, ErrSignedOut
	}
	return Visitor{Session: session.ID, Account: account}, nil
}

// Refresh exchanges a refresh token. ErrSignedOut if it is not good, ErrReused if it was replaced before: then
// somebody else has it too, and the session ends for both.
func (s *Service) Refresh(ctx context.Context, token string) (Tokens, Visitor, error) {
	id, ok := s.refreshSession(token)
	if !ok {
		return Tokens{}, Visitor{}, ErrSignedOut
	}
	now := s.Clock()
	session, err := s.Store.Session(ctx, id)
	if err != nil {
		return Tokens{}, Visitor{}, signedOut(err)
	}
	visitor, err := s.visitor(ctx, session, now)
	if err != nil {
		return Tokens{}, Visitor{}, err
	}
	tokens := Tokens{}
	current := digest(token)
	if same(current, session.Refresh) {
		tokens.Refresh = s.newRefresh(id)
		err = s.Store.Rotate(ctx, id, current, digest(tokens.Refresh), now)
		if errors.Is(err, ErrStale) { // another request of this browser was faster
			tokens.Refresh, err = "", nil
			session.Previous, session.RotatedAt = current, now
		}
		if err != nil {
			return Tokens{}, Visitor{}, err
		}
	} else if !same(current, session.Previous) || now.Sub(session.RotatedAt) > refreshGrace {
		return Tokens{}, Visitor{}, errors.Join(ErrReused, s.Store.EndSession(ctx, id, now))
	}
	tokens.Access, err = s.Keys.signAccess(session, now)
	return tokens, visitor, err
}

// SignOut ends the session at once, on every node.
func (s *Service) SignOut(ctx context.Context, id SessionID) error {
	return s.Store.EndSession(ctx, id, s.Clock())
}

// Sweep removes what has no use any more: sessions a day after their end and failures out of the window.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.Clock()
	_, err := s.Store.DeleteSessions(ctx, now.Add(-24*time.Hour), 10_000)
	return errors.Join(err, s.Store.DeleteFailures(ctx, now.Add(-24*time.Hour)))
}

// FormToken returns the token that forms of the session carry against forgery from other sites.
func (s *Service) FormToken(id SessionID) string { return s.Keys.MAC("form", string(id)) }

// A refresh token is the session's ID, a secret, and a MAC over both: only tokens that were once ours
// can end a session by being used twice.
func (s *Service) newRefresh(id SessionID) string {
	body := string(id) + "." + random(32)
	return body + "." + s.Keys.MAC("refresh", body)
}

func (s *Service) refreshSession(token string) (SessionID, bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || !same(token[i+1:], s.Keys.MAC("refresh", token[:i])) {
		return "", false
	}
	id, _, ok := strings.Cut(token[:i], ".")
	return SessionID(id), ok
}

func signedOut(err error) error {
	if errors.Is(err, ErrNotFound) || errors.Is(err, people.ErrNotFound) {
		return fmt.Errorf("%w: %w", ErrSignedOut, err)
	}
	return err
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// random returns n bytes of randomness in base64 for URLs.
func random(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}
