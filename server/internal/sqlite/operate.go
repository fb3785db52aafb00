package sqlite

import (
	"context"
	"errors"
	"fmt"
)

// errNoNote never leaves this package.
var errNoNote = errors.New("no note")

// Describe says what keeps the data, for the head of a backup.
func (db *DB) Describe() string { return fmt.Sprintf("sqlite, schema %d", len(migrations)) }

// Note returns what was noted under the name, or "".
func (db *DB) Note(ctx context.Context, name string) (note string, err error) {
	err = db.read(ctx, func(c *conn) (err error) {
		note, err = one(c, errNoNote, text, "SELECT text FROM note WHERE name = ?", name)
		return err
	})
	if errors.Is(err, errNoNote) {
		return "", nil
	}
	return note, err
}

// SetNote replaces what is noted under the name; the empty text removes it.
func (db *DB) SetNote(ctx context.Context, name, text string) error {
	return db.write(ctx, func(c *conn) error {
		if text == "" {
			_, err := c.exec("DELETE FROM note WHERE name = ?", name)
			return err
		}
		_, err := c.exec("INSERT INTO note (name, text) VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text", name, text)
		return err
	})
}

// Bulk prepares for much that is to be written while nobody waits for pages: rows whose keys are random change pages
// all over the file, and with more memory (256 MB) and fewer checkpoints each of them is written less often. What was
// acknowledged is durable all the same.
func (db *DB) Bulk(ctx context.Context) error {
	return db.write(ctx, func(c *conn) error { return c.script("PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 32000") })
}

// tables are all but note, those that refer before those that are referred to.
var tables = []string{
	"audit_subject", "audit_entry", "failure", "session", "assignment", "account", "unit",
	"certificate_pdf", "certificate", "attempt", "enrolment", "version_file", "content", "version",
}

// Records returns how many records there are, to tell how far a backup has come.
func (db *DB) Records(ctx context.Context) (n int, err error) {
	err = db.read(ctx, func(c *conn) (err error) {
		n, err = one(c, nil, number, `SELECT (SELECT count(*) FROM audit_entry) + (SELECT count(*) FROM assignment) + (SELECT count(*) FROM account)
			+ (SELECT count(*) FROM unit) + (SELECT count(*) FROM certificate) + (SELECT count(*) FROM attempt)
			+ (SELECT count(*) FROM enrolment) + (SELECT count(*) FROM version)`)
		return err
	})
	return n, err
}

// Clear removes everything but the notes, all at once.
func (db *DB) Clear(ctx context.Context) error {
	defer db.enrolments.forgetAll()
	defer db.accounts.forgetAll()
	defer db.sessions.forgetAll()
	return db.write(ctx, func(c *conn) error {
		for _, table := range tables {
			if _, err := c.exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		return nil
	})
}
