// Package audit keeps the record of who looked at or changed what about whom.
//
// Entries are only ever added. The person concerned sees those about themselves; the data-protection
// officer sees all.
package audit

import (
	"context"
	"time"
)

// An Action says what was done.
type Action string

// The actions.
const (
	Viewed   Action = "viewed"   // a page that shows named people
	Exported Action = "exported" // a file that names people
	Changed  Action = "changed"
)

// An Entry is one line of the record.
type Entry struct {
	ID       string // unique; sorts by time: made by NewID
	At       time.Time
	Actor    string // account
	Role     string // in which the actor acted
	Action   Action
	Object   string   // what was looked at, a stable word such as "completion"
	Subjects []string // accounts concerned, at most MaxSubjects
}

// A Store keeps entries. Times are UTC with millisecond precision; a store returns them so.
//
// Every method is safe for concurrent use by any number of processes and honours ctx. What a method
// has acknowledged by returning nil survives a crash.
type Store interface {
	// Append records entries, all or none. An entry whose ID is there already is left as it is, so that a repeat does no harm.
	Append(ctx context.Context, entries ...Entry) error

	// About returns up to limit entries that concern the account and have an ID less than before
	// (empty: from the newest on), newest first. Subjects holds only that account.
	About(ctx context.Context, account, before string, limit int) ([]Entry, error)

	// Export returns up to limit entries whose ID comes after the one given (empty: from the oldest on), oldest first.
	// Subjects holds everybody concerned once, in byte order. [Store.Append] records them again elsewhere.
	Export(ctx context.Context, after string, limit int) ([]Entry, error)
}
