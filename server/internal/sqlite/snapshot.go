package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// ErrOlder reports a file whose tables this release has yet to bring up to date.
var ErrOlder = errors.New("the database belongs to an older release of Lernamt; back it up with that one, or start the server once to bring it up to date")

// OpenSnapshot opens the file for reading, as it is at this moment, also while another process uses it. What is
// written meanwhile is not seen, and keeps its place in the log beside the file until the snapshot is closed. It
// takes no lock: readers of a write-ahead log disturb nobody, and they write nothing that the cache of the other
// process would have to know of. Writing fails with [ErrReadOnly].
//
// It fails with [ErrForeign], [ErrNewer], [ErrOlder] or [ErrDamaged], and where there is no file.
func OpenSnapshot(ctx context.Context, path string) (*DB, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := readable(path); err != nil {
		return nil, err
	}
	c, err := dial(path, reading...)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := begin(c, path); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), c.close())
	}
	db := &DB{path: path, quit: make(chan struct{}), readers: make(chan *conn, 1), opened: 1}
	db.close = sync.OnceValue(db.shut)
	db.readers <- c
	return db, nil
}

// readable looks at the file before SQLite does, which would make one that is not there.
func readable(path string) error {
	file, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	defer file.Close()
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(file, head); err != nil || string(head) != magic {
		return fmt.Errorf("open %s: %w", path, ErrForeign)
	}
	return nil
}

// begin starts the transaction whose first read fixes the moment.
func begin(c *conn, path string) error {
	// 64 MB: a backup reads in the order of keys, which is not that of the file.
	if err := c.script("PRAGMA cache_size = -65536; BEGIN"); err != nil {
		return err
	}
	if err := inspect(c, path); err != nil {
		return err
	}
	version, err := one(c, nil, number, "PRAGMA user_version")
	if err == nil && version < len(migrations) {
		err = ErrOlder
	}
	return err
}

// Check looks at every page, index and reference of the file. It fails with [ErrDamaged]. A large file takes
// minutes.
func (db *DB) Check(ctx context.Context) error {
	return db.read(ctx, func(c *conn) error {
		found, err := one(c, nil, text, "PRAGMA integrity_check(1)")
		if err != nil {
			return err
		}
		if found != "ok" {
			return fmt.Errorf("%w (%s)", ErrDamaged, found)
		}
		orphans, err := all(ctx, c, text, "PRAGMA foreign_key_check")
		if err == nil && len(orphans) > 0 {
			err = fmt.Errorf("%w (%d rows of %s refer to nothing)", ErrDamaged, len(orphans), orphans[0])
		}
		return err
	})
}
