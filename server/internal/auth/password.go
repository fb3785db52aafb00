package auth

import (
	"context"
	"fmt"
	"runtime"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
)

// MinPassword is the least length of a password without a second factor, in characters
// (BSI: long passwords need no forced change and no mix of character classes).
const MinPassword = 20

// MaxPassword bounds what is hashed, in bytes.
const MaxPassword = 1024

// argon is OWASP's recommendation for argon2id: 19 MiB, two passes, one lane.
var argon = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Passwords hashes and compares passwords. The number of hashes at one time is bounded, so that a
// rush of people queues instead of exhausting the memory.
type Passwords struct {
	slots   chan struct{}
	dummy   string
	compare func(password, hash string) (bool, error)
}

// NewPasswords returns Passwords that use as many cores as there are.
func NewPasswords() (*Passwords, error) {
	dummy, err := argon2id.CreateHash("nobody has this password", argon)
	if err != nil {
		return nil, fmt.Errorf("argon2id: %w", err)
	}
	return &Passwords{slots: make(chan struct{}, runtime.GOMAXPROCS(0)), dummy: dummy, compare: argon2id.ComparePasswordAndHash}, nil
}

// CheckPassword reports why a new password is refused, or nil.
func CheckPassword(password string) error {
	switch {
	case !utf8.ValidString(password) || len(password) > MaxPassword:
		return ErrPasswordTooLong
	case utf8.RuneCountInString(password) < MinPassword:
		return ErrPasswordTooShort
	}
	return nil
}

// Hash returns the argon2id hash of the password in PHC format.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	release, err := p.wait(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return argon2id.CreateHash(password, argon)
}

// Match reports whether the password belongs to the hash. An empty hash matches nothing and takes as
// long as any other, so that the time tells nobody whether an account exists.
func (p *Passwords) Match(ctx context.Context, password, hash string) (bool, error) {
	release, err := p.wait(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	known := hash != ""
	if !known {
		hash = p.dummy
	}
	ok, err := p.compare(password, hash)
	if err != nil {
		return false, fmt.Errorf("stored password hash: %w", err)
	}
	return ok && known, nil
}

func (p *Passwords) wait(ctx context.Context) (release func(), err error) {
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
