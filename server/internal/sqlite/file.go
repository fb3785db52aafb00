package sqlite

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const (
	// applicationID marks a file as ours; migrations/0001_start.sql sets it.
	applicationID = 1280462401 // LRNA

	// smallFile is the size in bytes up to which a file is checked as a whole when it is opened.
	smallFile = 16 << 20

	magic = "SQLite format 3\x00"
)

// prepareFile makes sure that the file is there, readable for its owner only, and writable. It returns the
// file's absolute path without links, so that no two names lead to two locks.
func prepareFile(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path, err
	}
	if err := os.MkdirAll(filepath.Dir(absolute), 0o700); err != nil {
		return path, join(ErrReadOnly, err)
	}
	file, err := os.OpenFile(absolute, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return path, join(ErrReadOnly, err)
	}
	head := make([]byte, len(magic))
	n, err := io.ReadFull(file, head)
	if closing := file.Close(); closing != nil {
		return path, closing
	}
	switch {
	case errors.Is(err, io.EOF): // just created, now or by a process that was killed right then
		syncFolder(filepath.Dir(absolute))
	case string(head[:n]) != magic:
		return path, ErrForeign
	case err != nil:
		return path, err
	}
	return filepath.EvalSymlinks(absolute)
}

// syncFolder makes a new file's name as durable as its contents will be. Not every system can, and those
// that cannot do it by themselves.
func syncFolder(path string) {
	if folder, err := os.Open(path); err == nil {
		_ = folder.Sync()
		_ = folder.Close()
	}
}

// lockFile takes the lock that keeps other processes out. It is an SQLite lock on an empty file
// beside the database: it works wherever SQLite does, and the system releases it when the process dies, however it dies.
func lockFile(path string) (*conn, error) {
	c, err := dial(path + ".lock")
	if err != nil {
		return nil, err
	}
	if err := c.script("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE"); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// inspect refuses a file that is not ours, is too new or is damaged. It changes nothing.
func inspect(c *conn, path string) error {
	tables, err := one(c, nil, number, "SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return err
	}
	id, err := one(c, nil, number, "PRAGMA application_id")
	if err != nil {
		return err
	}
	version, err := one(c, nil, number, "PRAGMA user_version")
	if err != nil {
		return err
	}
	switch {
	case tables == 0 && id == 0 && version == 0:
		return nil // new
	case id != applicationID:
		return ErrForeign
	case version > len(migrations):
		return fmt.Errorf("%w (it has version %d, this release knows %d)", ErrNewer, version, len(migrations))
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > smallFile {
		return err
	}
	found, err := one(c, nil, text, "PRAGMA quick_check(1)")
	if err == nil && found != "ok" {
		err = fmt.Errorf("%w (%s)", ErrDamaged, strings.Join(strings.Fields(found), " "))
	}
	return err
}
