package auth_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lernamt/server/internal/auth"
	"lernamt/server/internal/people"
	"lernamt/server/internal/sqlite"
)

const (
	address  = "Jürgen.Weiß@amt.example"
	password = "richtig pferd batterie klammer"
)

var noon = time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)

// A bench is a service with one account, at a clock that the test moves.
type bench struct {
	*auth.Service
	t  *testing.T
	mu sync.Mutex
	at time.Time
	db *sqlite.DB
}

var passwords = sync.OnceValues(auth.NewPasswords)

func newBench(t *testing.T, seeds ...byte) *bench {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "auth.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	p, err := passwords()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, at: noon, db: db}
	b.Service = &auth.Service{Store: db.Auth(), Accounts: db.People(), Keys: keys(t, append(seeds, 1)...), Passwords: p, Clock: b.now}
	hash, err := p.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	b.account(people.Account{ID: "a1", Email: address, Password: hash})
	b.account(people.Account{ID: "gegangen", Email: "gegangen@amt.example", Password: hash, LeftAt: noon.Add(-time.Hour)})
	b.account(people.Account{ID: "ohne", Email: "ohne@amt.example"})
	return b
}

// keys returns keys that grow from seeds of one repeated byte, the newest first.
func keys(t *testing.T, bytes ...byte) *auth.Keys {
	t.Helper()
	var seeds [][]byte
	for _, b := range bytes {
		seeds = append(seeds, []byte(strings.Repeat(string(rune(b)), 32)))
	}
	k, err := auth.NewKeys(seeds...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (b *bench) account(a people.Account) {
	b.t.Helper()
	a.Unit, a.CreatedAt = "amt", noon.AddDate(-1, 0, 0)
	if err := b.db.People().CreateAccount(b.t.Context(), a); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) advance(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

func (b *bench) signIn() (auth.Tokens, auth.Visitor) {
	b.t.Helper()
	tokens, v, err := b.SignIn(b.t.Context(), address, password)
	if err != nil {
		b.t.Fatal(err)
	}
	return tokens, v
}

// want fails the test unless the error is the one named.
func want(t *testing.T, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: error %v, want %v", what, err, target)
	}
}

func TestSignIn(t *testing.T) {
	b := newBench(t)
	for name, c := range map[string]struct {
		address, password string
		err               error
	}{
		"right":             {address, password, nil},
		"another spelling":  {"  jÜRGEN.weiß@AMT.example ", password, nil},
		"wrong":             {address, password + "x", auth.ErrWrongCredentials},
		"empty":             {address, "", auth.ErrWrongCredentials},
		"too long":          {address, strings.Repeat("x", auth.MaxPassword+1), auth.ErrWrongCredentials},
		"broken":            {"\xff@amt.example", "\xff", auth.ErrWrongCredentials},
		"unknown":           {"niemand@amt.example", password, auth.ErrWrongCredentials},
		"left":              {"gegangen@amt.example", password, auth.ErrWrongCredentials},
		"without password":  {"ohne@amt.example", "", auth.ErrWrongCredentials},
		"dummy's password":  {"ohne@amt.example", "nobody has this password", auth.ErrWrongCredentials},
		"dummy's, unknown":  {"wer@amt.example", "nobody has this password", auth.ErrWrongCredentials},
		"nothing at all":    {"", "", auth.ErrWrongCredentials},
		"NUL in the middle": {address + "\x00", password, auth.ErrWrongCredentials},
	} {
		_, v, err := b.SignIn(t.Context(), c.address, c.password)
		want(t, name, err, c.err)
		if err == nil && v.Account.ID != "a1" {
			t.Errorf("%s: signed in as %q", name, v.Account.ID)
		}
	}
}

// TestThrottle fails until the sign-in is slowed, waits, and gets in.
func TestThrottle(t *testing.T) {
	for _, a := range []string{address, "niemand@amt.example"} { // both alike: nobody learns which exists
		b := newBench(t)
		for range 5 {
			_, _, err := b.SignIn(t.Context(), a, "falsch")
			want(t, "free try", err, auth.ErrWrongCredentials)
		}
		wait := time.Second
		for i := range 8 {
			var throttled *auth.ThrottledError
			_, _, err := b.SignIn(t.Context(), strings.ToUpper(a), password)
			if !errors.As(err, &throttled) || throttled.Until.Sub(b.now()) != wait {
				t.Fatalf("%s, failure %d: %v, want a wait of %v", a, i, err, wait)
			}
			b.advance(wait)
			_, _, err = b.SignIn(t.Context(), a, "falsch")
			want(t, "after the wait", err, auth.ErrWrongCredentials)
			wait = min(2*wait, time.Minute)
		}
		b.advance(time.Minute)
		_, _, err := b.SignIn(t.Context(), a, password)
		if a == address && err != nil {
			t.Errorf("the right password after the wait: %v", err)
		}
		b.advance(16 * time.Minute)
		_, _, err = b.SignIn(t.Context(), a, "falsch")
		want(t, "after the window", err, auth.ErrWrongCredentials)
	}
}

// TestThrottleOfManyAtOnce guesses in parallel: no more guesses may get through than one after the other.
func TestThrottleOfManyAtOnce(t *testing.T) {
	b := newBench(t)
	var all sync.WaitGroup
	var throttled atomic.Int64
	for range 24 {
		all.Go(func() {
			_, _, err := b.SignIn(t.Context(), address, "falsch")
			var wait *auth.ThrottledError
			if errors.As(err, &wait) {
				throttled.Add(1)
			}
		})
	}
	all.Wait()
	if got := throttled.Load(); got != 24-5 {
		t.Errorf("%d of 24 guesses were slowed, want 19", got)
	}
}

// TestSameWork counts what refusals cost: whether an account exists must not show in the time.
func TestSameWork(t *testing.T) {
	b := newBench(t)
	p, err := auth.NewPasswords()
	if err != nil {
		t.Fatal(err)
	}
	var hashes []string
	p.Comparing(func(hash string) { hashes = append(hashes, hash) })
	b.Passwords = p
	cost := func(hash string) string {
		return hash[:strings.LastIndexByte(hash[:strings.LastIndexByte(hash, '$')], '$')]
	}
	for _, other := range []string{address, "niemand@amt.example", "ohne@amt.example", "gegangen@amt.example"} {
		hashes = nil
		_, _, err := b.SignIn(t.Context(), other, "falsch")
		want(t, other, err, auth.ErrWrongCredentials)
		if len(hashes) != 1 || cost(hashes[0]) != "$argon2id$v=19$m=19456,t=2,p=1" {
			t.Errorf("refusing %s compares with %q, want one hash of the usual cost", other, hashes)
		}
	}
}

func hashOf(t *testing.T) string {
	t.Helper()
	p, err := passwords()
	if err != nil {
		t.Fatal(err)
	}
	hash, err := p.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestPasswords(t *testing.T) {
	for text, err := range map[string]error{
		strings.Repeat("ä", auth.MinPassword): nil, strings.Repeat("ä", auth.MinPassword-1): auth.ErrPasswordTooShort, "": auth.ErrPasswordTooShort,
		strings.Repeat("x", auth.MaxPassword): nil, strings.Repeat("x", auth.MaxPassword+1): auth.ErrPasswordTooLong, strings.Repeat("\xff", 30): auth.ErrPasswordTooLong,
	} {
		if got := auth.CheckPassword(text); got != err {
			t.Errorf("CheckPassword(%.20q) = %v, want %v", text, got, err)
		}
	}
	p, err := passwords()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Match(t.Context(), "x", "not a hash"); err == nil {
		t.Error("a damaged hash is no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var refused int
	for range 20 {
		if _, err := p.Match(ctx, "x", ""); errors.Is(err, context.Canceled) {
			refused++
		}
	}
	if refused == 0 {
		t.Log("slots were free each time")
	}
}
