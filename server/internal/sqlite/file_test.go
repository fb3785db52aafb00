package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// refused demands that the file is refused with the error, in one line that names it, and is left as it was.
func refused(t *testing.T, path string, want error) {
	t.Helper()
	before, _ := os.ReadFile(path)
	db, err := Open(t.Context(), path)
	if err == nil {
		must(t, db.Close())
	}
	if !errors.Is(err, want) {
		t.Fatalf("Open error = %v, want %v", err, want)
	}
	if text := err.Error(); !strings.Contains(text, filepath.Base(path)) || strings.Contains(text, "\n") {
		t.Errorf("Open error = %q, want one line that names the file", text)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("the refused file was changed")
	}
}

// filled returns the path of a closed database with something in it.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lernamt.db")
	db, err := Open(t.Context(), path)
	must(t, err)
	must(t, db.write(t.Context(), func(c *conn) error {
		for i := range 300 {
			if err := insertUnit(fmt.Sprintf("%03d%0100d", i, 0))(c); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, db.Close())
	return path
}

// alter runs statements on the file as another program would.
func alter(t *testing.T, path, sql string) {
	t.Helper()
	c, err := dial(path)
	must(t, err)
	must(t, c.script(sql))
	must(t, c.close())
}

func overwrite(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, change(data), 0o600))
}

func TestReopen(t *testing.T) {
	path := filled(t)
	db := open(t, path)
	if list, err := db.People().Units(t.Context()); err != nil || len(list) != 300 {
		t.Errorf("%d units, %v, want 300", len(list), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode = %v, %v, want it closed to others", info.Mode(), err)
	}
}

func TestRefusedFiles(t *testing.T) {
	dir := t.TempDir()
	t.Run("text", func(t *testing.T) {
		path := filepath.Join(dir, "brief.txt")
		must(t, os.WriteFile(path, []byte("Sehr geehrte Damen und Herren"), 0o600))
		refused(t, path, ErrForeign)
	})
	t.Run("a few bytes", func(t *testing.T) {
		path := filepath.Join(dir, "x")
		must(t, os.WriteFile(path, []byte("SQL"), 0o600))
		refused(t, path, ErrForeign)
	})
	t.Run("another program's database", func(t *testing.T) {
		path := filepath.Join(dir, "other.db")
		alter(t, path, "CREATE TABLE t (a)")
		refused(t, path, ErrForeign)
	})
	t.Run("another program's empty database", func(t *testing.T) {
		path := filepath.Join(dir, "empty.db")
		alter(t, path, "PRAGMA application_id = 7")
		refused(t, path, ErrForeign)
	})
	t.Run("a newer release's database", func(t *testing.T) {
		path := filled(t)
		alter(t, path, "PRAGMA user_version = 9999")
		refused(t, path, ErrNewer)
	})
	t.Run("a truncated database", func(t *testing.T) {
		path := filled(t)
		overwrite(t, path, func(b []byte) []byte { return b[:len(b)/2] })
		refused(t, path, ErrDamaged)
	})
	t.Run("a database with a page of rubbish", func(t *testing.T) {
		path := filled(t)
		overwrite(t, path, func(b []byte) []byte {
			for i := len(b) - 3*4096; i < len(b)-2*4096; i++ {
				b[i] = byte(i * 31)
			}
			return b
		})
		refused(t, path, ErrDamaged)
	})
	t.Run("a database with a broken head", func(t *testing.T) {
		path := filled(t)
		overwrite(t, path, func(b []byte) []byte { b[16], b[17], b[21] = 0x33, 0x33, 0; return b })
		refused(t, path, ErrDamaged)
	})
	t.Run("a folder", func(t *testing.T) { refused(t, dir, ErrReadOnly) })
	t.Run("a path below a file", func(t *testing.T) { refused(t, filepath.Join(filled(t), "lernamt.db"), ErrReadOnly) })
}

func TestInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lernamt.db")
	db := open(t, path)
	link := filepath.Join(t.TempDir(), "link.db")
	must(t, os.Symlink(path, link))
	for _, name := range []string{path, link} {
		if _, err := Open(t.Context(), name); !errors.Is(err, ErrInUse) {
			t.Errorf("Open(%s) error = %v, want ErrInUse", filepath.Base(name), err)
		}
	}
	must(t, db.Ping(t.Context()))
	must(t, db.Close())
	open(t, path)
}

func TestOddPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "neuer Ordner", "ä ?mode=memory&x=%41#1.db")
	must(t, open(t, path).Close())
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// TestEmptyFile opens what a process leaves that was killed right after creating the file.
func TestEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lernamt.db")
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, open(t, path).Ping(t.Context()))
}

// TestPragmas asks the connections for what durability and consistency hang on.
func TestPragmas(t *testing.T) {
	db := fresh(t)
	settings := func(c *conn) string {
		var all []string
		for _, name := range []string{"journal_mode", "synchronous", "foreign_keys", "query_only", "application_id", "user_version"} {
			value, err := one(c, nil, func(r row) (string, error) { return fmt.Sprint(r[0]), nil }, "PRAGMA "+name)
			must(t, err)
			all = append(all, name+" "+value)
		}
		return strings.Join(all, ", ")
	}
	var writer, reader string
	must(t, db.write(t.Context(), func(c *conn) error { writer = settings(c); return nil }))
	must(t, db.read(t.Context(), func(c *conn) error { reader = settings(c); return nil }))
	tail := fmt.Sprintf("application_id %d, user_version %d", applicationID, len(migrations))
	if want := "journal_mode wal, synchronous 2, foreign_keys 1, query_only 0, " + tail; writer != want {
		t.Errorf("writer: %s, want %s", writer, want)
	}
	if !strings.HasPrefix(reader, "journal_mode wal, ") || !strings.HasSuffix(reader, "foreign_keys 1, query_only 1, "+tail) {
		t.Errorf("reader: %s", reader)
	}
}

// TestMigrationsAreNumbered demands that the files of the steps are numbered from 1 without a gap or a double.
func TestMigrationsAreNumbered(t *testing.T) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if want := fmt.Sprintf("migrations/%04d_", i+1); !strings.HasPrefix(name, want) {
			t.Errorf("step %d is %s, want %s*", i+1, name, want)
		}
	}
}
