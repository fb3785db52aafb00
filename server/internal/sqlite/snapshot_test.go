package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lernamt/courses"
	"lernamt/server/internal/people"
)

// TestSnapshot reads a file that another DB has open, and sees one moment of it.
func TestSnapshot(t *testing.T) {
	db := fresh(t)
	before := enrol(t, db.Courses(), 1)
	snapshot, err := OpenSnapshot(t.Context(), db.path)
	must(t, err)
	after := enrol(t, db.Courses(), 2)
	_, err = db.Courses().RecordLesson(t.Context(), before, "l", day)
	must(t, err)

	e, err := snapshot.Courses().Enrolment(t.Context(), before)
	if err != nil || len(e.Lessons) != 0 {
		t.Errorf("Enrolment(before) = %+v, %v, want it without a lesson", e, err)
	}
	if _, err := snapshot.Courses().Enrolment(t.Context(), after); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("Enrolment(after) error = %v, want ErrNotFound", err)
	}
	if err := snapshot.People().CreateUnit(t.Context(), people.Unit{ID: "u"}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("CreateUnit error = %v, want ErrReadOnly", err)
	}
	must(t, snapshot.Close())
	if _, err := snapshot.Courses().Enrolment(t.Context(), before); !errors.Is(err, ErrClosed) {
		t.Errorf("Enrolment after Close error = %v, want ErrClosed", err)
	}
	enrol(t, db.Courses(), 3)
}

// TestSnapshotRefuses gives it what is not a database of this release, and looks that nothing is made.
func TestSnapshotRefuses(t *testing.T) {
	dir := t.TempDir()
	missing := filepath.Join(dir, "missing.db")
	if _, err := OpenSnapshot(t.Context(), missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("OpenSnapshot(missing) error = %v", err)
	}
	if _, err := os.Stat(missing); !errors.Is(err, os.ErrNotExist) {
		t.Error("OpenSnapshot made a file")
	}
	foreign := filepath.Join(dir, "foreign.db")
	must(t, os.WriteFile(foreign, []byte("not a database at all"), 0o600))
	if _, err := OpenSnapshot(t.Context(), foreign); !errors.Is(err, ErrForeign) {
		t.Errorf("OpenSnapshot(foreign) error = %v", err)
	}
	for _, c := range []struct {
		version string
		want    error
	}{{"1", ErrOlder}, {"9999", ErrNewer}} {
		path := filepath.Join(dir, c.version+".db")
		db, err := Open(t.Context(), path)
		must(t, err)
		must(t, db.Close())
		plain, err := dial(path)
		must(t, err)
		must(t, plain.script("PRAGMA user_version = "+c.version))
		must(t, plain.close())
		if _, err := OpenSnapshot(t.Context(), path); !errors.Is(err, c.want) {
			t.Errorf("OpenSnapshot(version %s) error = %v, want %v", c.version, err, c.want)
		}
	}
}

// TestOperate keeps notes through Clear and nothing else.
func TestOperate(t *testing.T) {
	db := fresh(t)
	callEverything(t, db)
	must(t, db.SetNote(t.Context(), "a", "1"))
	must(t, db.SetNote(t.Context(), "a", "2"))
	if n, err := db.Records(t.Context()); err != nil || n < 8 {
		t.Errorf("Records = %d, %v", n, err)
	}
	must(t, db.Clear(t.Context()))
	if n, err := db.Records(t.Context()); err != nil || n != 0 {
		t.Errorf("Records after Clear = %d, %v, want 0", n, err)
	}
	known := map[string]bool{"note": true}
	for _, table := range tables {
		known[table] = true
		n, err := one(db.writer.conn, nil, number, "SELECT count(*) FROM "+table)
		if err != nil || n != 0 {
			t.Errorf("%s has %d rows, %v", table, n, err)
		}
	}
	all, err := all(t.Context(), db.writer.conn, text, "SELECT name FROM sqlite_schema WHERE type = 'table'")
	must(t, err)
	for _, table := range all {
		if !known[table] && table != "sqlite_sequence" {
			t.Errorf("Clear does not know the table %s", table)
		}
	}
	note, err := db.Note(t.Context(), "a")
	if err != nil || note != "2" {
		t.Errorf("Note = %q, %v, want 2", note, err)
	}
	must(t, db.SetNote(t.Context(), "a", ""))
	if note, err := db.Note(t.Context(), "a"); err != nil || note != "" {
		t.Errorf("Note after removing = %q, %v", note, err)
	}
}
