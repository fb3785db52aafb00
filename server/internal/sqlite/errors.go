package sqlite

import (
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// Errors of opening and using a database file, wrapped with its path. Each tells the operator in one
// sentence what is wrong and what to do.
var (
	ErrInUse    = errors.New("the database is in use by another process; stop that one first")
	ErrForeign  = errors.New("the file is not a database of Lernamt; choose another path")
	ErrNewer    = errors.New("the database belongs to a newer release of Lernamt; start that one or restore an older backup")
	ErrDamaged  = errors.New("the database is damaged; restore the latest backup")
	ErrReadOnly = errors.New("the database cannot be written; check the permissions of the file and its folder")
	ErrFull     = errors.New("the disk is full; free some space")
	ErrClosed   = errors.New("the database is closed")
)

// errTaken reports that a primary key or a unique index is taken.
var errTaken = errors.New("key is taken")

// translate joins the driver's error to the one of this package that its code stands for.
func translate(err error) error {
	var failure *driver.Error
	if !errors.As(err, &failure) {
		return err
	}
	switch failure.Code() {
	case lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_ROWID:
		return join(errTaken, err)
	}
	switch failure.Code() & 0xff { // the low byte is the kind, the rest says more
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return join(ErrInUse, err)
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB: // prepareFile has seen that it was a database once
		return join(ErrDamaged, err)
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		return join(ErrReadOnly, err)
	case lib.SQLITE_FULL:
		return join(ErrFull, err)
	}
	return err
}

func join(kind, err error) error { return fmt.Errorf("%w (%w)", kind, err) }

// interrupted reports whether the call was stopped because its context ended.
func interrupted(err error) bool {
	var failure *driver.Error
	return errors.As(err, &failure) && failure.Code()&0xff == lib.SQLITE_INTERRUPT
}
