package certs

import (
	"context"
	"errors"
)

// ErrNotFound reports that there is no such certificate.
var ErrNotFound = errors.New("certs: not found")

// ErrConflict reports an import of what is there already, but different.
var ErrConflict = errors.New("certs: a different certificate has this number or key")

// MaxPeople is how many people's certificates may be asked for at once.
const MaxPeople = 1000

// A Store is the ledger. Entries are written once and never changed, except that they may be ended and that
// their holders may switch links on and off. Times are UTC and cut to
// milliseconds; a store returns them so.
//
// Every method is safe for concurrent use by any number of processes and honours ctx. What a method
// has acknowledged by returning nil survives a crash.
type Store interface {
	// Issue records the certificate and its PDF unless its Key is taken, and returns the one that is
	// now there: of several concurrent calls with one key, all return the same. A Number that is taken
	// under another key is an error and changes nothing.
	Issue(ctx context.Context, c Certificate, pdf []byte) (Certificate, error)

	// ByKey returns the certificate with the key, or ErrNotFound.
	ByKey(ctx context.Context, k Key) (Certificate, error)

	// ByNumber returns the certificate with the number, or ErrNotFound.
	ByNumber(ctx context.Context, n Number) (Certificate, error)

	// PDF returns the frozen bytes, or ErrNotFound.
	PDF(ctx context.Context, n Number) ([]byte, error)

	// Of returns the certificates of the people, ordered by person, then IssuedAt, then
	// number (byte order). Unknown people have none. More than [MaxPeople] people are an error.
	Of(ctx context.Context, people ...string) ([]Certificate, error)

	// End records that the certificate with the number counts no more, unless that is recorded already, and
	// returns it as it is then: of several calls, the first counts. Without such a certificate it
	// returns ErrNotFound.
	End(ctx context.Context, n Number, e Ending) (Certificate, error)

	// Ended returns the certificates that were ended, ordered by the time of that, then number (byte order).
	Ended(ctx context.Context) ([]Certificate, error)

	// SetLink replaces the link to the certificate with the number, "" removes it, and returns the certificate as it is
	// then. Without such a certificate it returns ErrNotFound.
	SetLink(ctx context.Context, n Number, link string) (Certificate, error)

	// ByLink returns the certificate to which the link leads now, or ErrNotFound. "" leads nowhere.
	ByLink(ctx context.Context, link string) (Certificate, error)

	// Export returns up to limit entries whose number comes after the one given, by number (byte order). Each entry
	// that was there before the first page was asked for is on one page, whatever is issued meanwhile. It serves backups.
	Export(ctx context.Context, after Number, limit int) ([]Entry, error)

	// Import records entries as they were exported. One that is there already is left as it is; [ErrConflict]
	// if it differs, or if its number or its key is another's. After an error some of the others may be there.
	Import(ctx context.Context, list ...Entry) error
}

// An Entry is a certificate with its PDF.
type Entry struct {
	Certificate
	PDF []byte
}
