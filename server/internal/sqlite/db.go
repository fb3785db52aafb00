// Package sqlite keeps everything in one SQLite file, for a body that runs Lernamt on one machine.
//
// [Open] gives a [DB], whose methods hand out the stores of the domains. One goroutine writes, with group
// commit (writer.go); any number read at the same time and never wait for it. What was acknowledged is on the
// disk. One process at a time uses the file.
//
// No rules live here: a store keeps, finds and makes one step atomic.
//
// Begin reading at db.go, then writer.go, courses.go and migrations/.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/jobs"
	"lernamt/server/internal/people"
)

// A DB is an open database file. Its methods are safe for concurrent use.
type DB struct {
	path    string
	lock    *conn
	writer  *writer
	readers chan *conn // those that are free
	opened  int        // how many readers there are

	sessions   cache[auth.SessionID, auth.Session]
	accounts   cache[people.AccountID, people.Account]
	enrolments cache[personModule, courses.Enrolment] // the latest

	leases jobs.Memory // as long as the process, since no other one can use the file

	quit  chan struct{}
	close func() error
}

// Pragmas of every connection. Memory-mapped reading is left off: it would be little faster, and a failing disk
// would kill the process instead of giving an error.
var (
	shared  = []string{"busy_timeout = 5000", "foreign_keys = ON", "mmap_size = 0", "temp_store = MEMORY"}
	writing = append([]string{
		"synchronous = FULL",
		"fullfsync = ON",                // where a plain fsync stops at the disk's cache
		"journal_size_limit = 67108864", // bytes; after a burst of writes the log shrinks to this
		"cache_size = -16384",           // KiB
		"wal_autocheckpoint = 2000",     // pages of 4 KiB
	}, shared...)
	reading = append([]string{"query_only = ON", "cache_size = -4096"}, shared...)
)

// Open opens the database file, creating it and its folder if they are not there, and brings its tables up to
// date. It fails with [ErrInUse], [ErrForeign], [ErrNewer], [ErrDamaged], [ErrReadOnly] or [ErrFull].
func Open(ctx context.Context, path string) (*DB, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path, err := prepareFile(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db := &DB{path: path, quit: make(chan struct{})}
	db.close = sync.OnceValue(db.shut)
	if err := db.open(); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return db, nil
}

func (db *DB) open() error {
	var err error
	if db.lock, err = lockFile(db.path); err != nil {
		return err
	}
	c, err := openWriter(db.path)
	if err != nil {
		return err
	}
	db.writer = startWriter(c)
	n := min(max(4, 2*runtime.GOMAXPROCS(0)), 16)
	db.readers = make(chan *conn, n)
	for range n {
		c, err := dial(db.path, reading...)
		if err != nil {
			return err
		}
		db.readers <- c
		db.opened++
	}
	return nil
}

// openWriter opens the connection that writes. The file is looked at before anything in it is changed.
func openWriter(path string) (*conn, error) {
	c, err := dial(path, shared...)
	if err != nil {
		return nil, err
	}
	err = func() error {
		if err := inspect(c, path); err != nil {
			return err
		}
		mode, err := one(c, nil, text, "PRAGMA journal_mode = WAL")
		if err != nil {
			return err
		}
		if mode != "wal" {
			return fmt.Errorf("%w (the file system does not support a write-ahead log)", ErrReadOnly)
		}
		for _, pragma := range writing {
			if err := c.script("PRAGMA " + pragma); err != nil {
				return err
			}
		}
		return migrate(c)
	}()
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// Close waits for the calls that are under way and closes the file. Later calls fail with [ErrClosed].
func (db *DB) Close() error { return db.close() }

func (db *DB) shut() error {
	close(db.quit)
	var errs []error
	for range db.opened {
		c := <-db.readers
		errs = append(errs, c.close())
	}
	if db.writer != nil {
		db.writer.stop()
		errs = append(errs, db.writer.conn.close()) // the last one, so that it folds the log into the file
	}
	if db.lock != nil {
		errs = append(errs, db.lock.close())
	}
	return errors.Join(errs...)
}

// Ping reports whether the file can be read and a transaction be begun.
func (db *DB) Ping(ctx context.Context) error {
	err := db.read(ctx, func(c *conn) error {
		_, err := one(c, ErrDamaged, number, "PRAGMA schema_version")
		return err
	})
	if err != nil {
		return err
	}
	return db.write(ctx, func(*conn) error { return nil })
}

// write runs f in a transaction of the writer; see [writer.do].
func (db *DB) write(ctx context.Context, f func(*conn) error) error {
	if db.writer == nil {
		return fmt.Errorf("%w (it is open for reading only)", ErrReadOnly)
	}
	return db.writer.do(ctx, f)
}

// read lends f a connection that only reads.
func (db *DB) read(ctx context.Context, f func(*conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case c := <-db.readers:
		defer func() { db.readers <- c }()
		return f(c)
	case <-ctx.Done():
		return ctx.Err()
	case <-db.quit:
		return ErrClosed
	}
}

// Courses returns the store of versions and enrolments.
func (db *DB) Courses() courses.Store { return courseStore{db} }

// Assessments returns the store of attempts.
func (db *DB) Assessments() assessments.Store { return attemptStore{db} }

// Certs returns the ledger of certificates.
func (db *DB) Certs() certs.Store { return ledger{db} }

// People returns the store of units, accounts and assignments.
func (db *DB) People() people.Store { return peopleStore{db} }

// Auth returns the store of sessions.
func (db *DB) Auth() auth.Store { return sessionStore{db} }

// Jobs returns the store of leases.
func (db *DB) Jobs() jobs.Store { return &db.leases }

// Audit returns the store of the audit record.
func (db *DB) Audit() audit.Store { return auditStore{db} }
