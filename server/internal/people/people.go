// Package people knows the public body: its units, the accounts of its people with their roles, and
// which modules were assigned to whom.
//
// It decides who may see whom: a role counts in one unit and everything below it ([Account.Covers]).
// Signing in is the business of package auth; storage is the [Store] interface, with its contract in
// peopletest.
package people

import (
	"errors"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Sentinels of this package, wrapped with what was sought.
var (
	ErrNotFound = errors.New("people: not found")
	ErrExists   = errors.New("people: already exists")
	// ErrConflict reports an import of what is there already, but different.
	ErrConflict = errors.New("people: a different account has this ID or address")
)

// IDs are opaque, random and never reused.
type (
	AccountID    string
	UnitID       string
	AssignmentID string
)

// A Role is what a person may do besides learning; every account may learn.
type Role string

// The roles.
const (
	Trainer    Role = "trainer"
	Instructor Role = "instructor" // of apprentices
	HR         Role = "hr"
	DPO        Role = "dpo" // data-protection officer
	Admin      Role = "admin"
)

// Roles lists every role in the order in which people read them.
var Roles = []Role{Trainer, Instructor, HR, DPO, Admin}

// A Grant gives a role in a unit and all units below it.
type Grant struct {
	Role Role
	Unit UnitID
}

// An Account is one person's account.
type Account struct {
	ID        AccountID
	Email     string // as typed; unique under FoldEmail
	Given     string
	Family    string
	Unit      UnitID
	Grants    []Grant
	Language  string // de or en
	Password  string // argon2id hash in PHC format; empty if the person cannot sign in with one
	CreatedAt time.Time
	LeftAt    time.Time // zero while the person works here
}

// Name returns the name as it is spoken: given name, then family name.
func (a *Account) Name() string { return strings.TrimSpace(a.Given + " " + a.Family) }

// Is reports whether the account has the role in any unit.
func (a *Account) Is(r Role) bool {
	for _, g := range a.Grants {
		if g.Role == r {
			return true
		}
	}
	return false
}

// Active reports whether the person may sign in at that time.
func (a *Account) Active(now time.Time) bool { return a.LeftAt.IsZero() || now.Before(a.LeftAt) }

// FoldEmail returns the form under which addresses are compared: trimmed, in lower case and composed
// (Unicode NFC), so that "ü" is one letter however a keyboard makes it.
func FoldEmail(address string) string {
	return norm.NFC.String(strings.ToLower(norm.NFC.String(strings.TrimSpace(address))))
}

// A Unit is a node in the body's tree.
type Unit struct {
	ID     UnitID
	Parent UnitID // empty for the root
	Name   string
}

// An Assignment is HR's rule: these units learn this module by then.
type Assignment struct {
	ID        AssignmentID
	Module    string
	Units     []UnitID // with everything below them
	Due       time.Time
	CreatedBy AccountID
	CreatedAt time.Time
}
