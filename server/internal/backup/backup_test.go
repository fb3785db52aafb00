package backup_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"lernamt/server/internal/backup"
	"lernamt/server/internal/people"
)

// written returns a backup of the store.
func written(t testing.TB, s backup.Store) ([]byte, backup.Trailer) {
	t.Helper()
	var file bytes.Buffer
	trailer, err := backup.Write(t.Context(), s, &file, backup.Header{Created: noon, Release: "test"}, quiet)
	must(t, err)
	return file.Bytes(), trailer
}

func restore(t testing.TB, s backup.Store, file []byte, replace bool) error {
	t.Helper()
	_, _, err := backup.Restore(t.Context(), s, bytes.NewReader(file), replace, quiet)
	return err
}

// TestRoundTrip restores from each store into each and wants the same sums everywhere.
func TestRoundTrip(t *testing.T) {
	a, b, c := openSQLite(t), openMongo(t), openSQLite(t)
	populate(t, a, 40)
	fromA, sums := written(t, a)
	must(t, restore(t, b, fromA, false))
	fromB, sumsB := written(t, b)
	must(t, restore(t, c, fromB, false))
	_, sumsC := written(t, c)
	if !reflect.DeepEqual(sums.Kinds, sumsB.Kinds) || !reflect.DeepEqual(sums.Kinds, sumsC.Kinds) {
		t.Errorf("sums\n%v\n%v\n%v", sums.Kinds, sumsB.Kinds, sumsC.Kinds)
	}
	for kind, sum := range sums.Kinds {
		if sum.Count == 0 {
			t.Errorf("no %s was tried", kind)
		}
	}
	for _, s := range []backup.Store{b, c} {
		must(t, backup.Unfinished(t.Context(), s))
		one(t, s, 41) // it goes on as a store does
	}
}

// TestMove goes from SQLite to MongoDB and back.
func TestMove(t *testing.T) {
	a, b, c := openSQLite(t), openMongo(t), openSQLite(t)
	populate(t, a, 20)
	there, err := backup.Move(t.Context(), a, b, false, quiet)
	must(t, err)
	back, err := backup.Move(t.Context(), b, c, false, quiet)
	must(t, err)
	if !reflect.DeepEqual(there, back) {
		t.Errorf("sums\n%v\n%v", there, back)
	}
	if _, err := backup.Move(t.Context(), a, c, false, quiet); !errors.Is(err, backup.ErrNotEmpty) {
		t.Errorf("Move onto a full store error = %v, want ErrNotEmpty", err)
	}
	_, err = backup.Move(t.Context(), a, c, true, quiet)
	must(t, err)
}

// changing is a store to which somebody writes while it is moved.
type changing struct {
	backup.Store
	t    *testing.T
	done bool
}

func (c *changing) People() people.Store {
	if !c.done {
		c.done = true
		one(c.t, c.Store, 100)
	}
	return c.Store.People()
}

func TestMoveOfChangingSource(t *testing.T) {
	a, b := openSQLite(t), openSQLite(t)
	populate(t, a, 5)
	// People are read after attempts and enrolments: the new one is read without theirs.
	_, err := backup.Move(t.Context(), &changing{Store: a, t: t}, b, false, quiet)
	if !errors.Is(err, backup.ErrChanged) {
		t.Fatalf("Move error = %v, want ErrChanged", err)
	}
	if err := backup.Unfinished(t.Context(), b); !errors.Is(err, backup.ErrUnfinished) {
		t.Errorf("Unfinished = %v, want ErrUnfinished", err)
	}
	_, err = backup.Move(t.Context(), a, b, false, quiet)
	must(t, err, backup.Unfinished(t.Context(), b))
}

func TestRestoreNeedsAnEmptyStore(t *testing.T) {
	a, b := openSQLite(t), openSQLite(t)
	populate(t, a, 5)
	file, sums := written(t, a)
	must(t, b.People().CreateUnit(t.Context(), people.Unit{ID: "alt"}))
	if err := restore(t, b, file, false); !errors.Is(err, backup.ErrNotEmpty) {
		t.Fatalf("Restore error = %v, want ErrNotEmpty", err)
	}
	if units, err := b.People().Units(t.Context()); err != nil || len(units) != 1 {
		t.Errorf("Units after a refused restore = %v, %v", units, err)
	}
	must(t, restore(t, b, file, true))
	if _, got := written(t, b); !reflect.DeepEqual(got.Kinds, sums.Kinds) {
		t.Errorf("sums after --replace\n got %v\nwant %v", got.Kinds, sums.Kinds)
	}
}

// broken is a store that fails after so many calls for its people.
type broken struct {
	backup.Store
}

var errBroken = errors.New("the power is gone")

type brokenPeople struct {
	people.Store
	*broken
}

func (b *broken) People() people.Store { return brokenPeople{b.Store.People(), b} }

func (b brokenPeople) ImportAccounts(ctx context.Context, list ...people.Account) error {
	return errBroken
}

// TestInterruptedRestore breaks a restore in its middle: no server may start on what is there, the same restore may be
// repeated, another one only with the explicit word.
func TestInterruptedRestore(t *testing.T) {
	a, b, other := openSQLite(t), openSQLite(t), openSQLite(t)
	populate(t, a, 5)
	populate(t, other, 3)
	file, sums := written(t, a)
	elsewhere, _ := written(t, other)
	if err := restore(t, &broken{Store: b}, file, false); !errors.Is(err, errBroken) {
		t.Fatalf("Restore error = %v", err)
	}
	if err := backup.Unfinished(t.Context(), b); !errors.Is(err, backup.ErrUnfinished) {
		t.Errorf("Unfinished = %v, want ErrUnfinished", err)
	}
	if err := restore(t, b, elsewhere, false); !errors.Is(err, backup.ErrUnfinished) {
		t.Errorf("Restore of another file error = %v, want ErrUnfinished", err)
	}
	must(t, restore(t, b, file, false), backup.Unfinished(t.Context(), b))
	if _, got := written(t, b); !reflect.DeepEqual(got.Kinds, sums.Kinds) {
		t.Errorf("sums\n got %v\nwant %v", got.Kinds, sums.Kinds)
	}
}

// TestBadFiles gives Restore what no backup is; the store stays as it was and unmarked.
func TestBadFiles(t *testing.T) {
	a, b := openSQLite(t), openSQLite(t)
	populate(t, a, 8)
	good, _ := written(t, a)
	text := unpack(t, good)
	lines := strings.SplitAfter(text, "\n")
	edit := func(old, new string) []byte {
		if !strings.Contains(text, old) {
			t.Fatalf("the backup does not hold %q", old)
		}
		return pack(t, strings.Replace(text, old, new, 1))
	}
	join := func(parts ...[]string) []byte {
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(strings.Join(p, ""))
		}
		return pack(t, b.String())
	}
	n := len(lines) - 2 // of the trailer; the last is empty
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, backup.ErrForeign},
		{"text", []byte("hello\n"), backup.ErrForeign},
		{"SQLite", []byte("SQLite format 3\x00"), backup.ErrForeign},
		{"other JSON", pack(t, "{\"a\":1}\n"), backup.ErrForeign},
		{"newer", edit(`"lernamt_backup":1`, `"lernamt_backup":2`), backup.ErrNewer},
		{"one byte missing", good[:len(good)-1], backup.ErrDamaged},
		{"half", good[:len(good)/2], backup.ErrDamaged},
		{"bit flipped", flipped(good), backup.ErrDamaged},
		{"no trailer", join(lines[:n]), backup.ErrDamaged},
		{"line missing", join(lines[:3], lines[4:]), backup.ErrDamaged},
		{"line twice", join(lines[:4], lines[3:]), backup.ErrDamaged},
		{"lines swapped", join(lines[:3], lines[4:5], lines[3:4], lines[5:]), backup.ErrDamaged},
		{"word changed", edit("completion", "completiom"), backup.ErrDamaged},
		{"field unknown", edit(`"actor":`, `"aktor":`), backup.ErrDamaged},
		{"header changed", edit(`"release":"test"`, `"release":"tost"`), backup.ErrDamaged},
		{"more behind", append(bytes.Clone(good), pack(t, "x\n")...), backup.ErrDamaged},
	} {
		if err := restore(t, b, c.file, true); !errors.Is(err, c.want) {
			t.Errorf("%s: error = %v, want %v", c.name, err, c.want)
		}
		if n, err := b.Records(t.Context()); err != nil || n != 0 {
			t.Errorf("%s: %d records are in the store, %v", c.name, n, err)
		}
		must(t, backup.Unfinished(t.Context(), b))
	}
	must(t, restore(t, b, pack(t, text), false)) // packed again it is as good
}

func flipped(b []byte) []byte {
	b = bytes.Clone(b)
	b[len(b)/2] ^= 4
	return b
}

func unpack(t testing.TB, file []byte) string {
	t.Helper()
	d, err := zstd.NewReader(nil)
	must(t, err)
	defer d.Close()
	text, err := d.DecodeAll(file, nil)
	must(t, err)
	return string(text)
}

func pack(t testing.TB, text string) []byte {
	t.Helper()
	e, err := zstd.NewWriter(nil)
	must(t, err)
	defer e.Close()
	return e.EncodeAll([]byte(text), nil)
}

// TestCreate leaves a whole file of mode 0600 or nothing.
func TestCreate(t *testing.T) {
	a := openSQLite(t)
	populate(t, a, 3)
	dir := t.TempDir()
	path := filepath.Join(dir, "sicherung.zst")
	_, err := backup.Create(t.Context(), a, path, backup.Header{}, quiet)
	must(t, err)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v, want mode 0600", info.Mode(), err)
	}
	if _, err := backup.Create(t.Context(), a, path, backup.Header{}, quiet); err == nil {
		t.Error("a backup was overwritten")
	}
	ctx, cancel := context.WithCancel(t.Context())
	failing := func(string, int, int) { cancel() }
	if _, err := backup.Create(ctx, a, filepath.Join(dir, "halb.zst"), backup.Header{}, failing); err == nil {
		t.Error("an interrupted backup succeeded")
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 1 {
		t.Errorf("files %v, %v, want only the whole backup", left, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) != 0 {
		t.Errorf("hidden files %v, %v", left, err)
	}
}

// FuzzRead feeds lines to the reader: it must neither panic nor accept what was not written so.
func FuzzRead(f *testing.F) {
	a := openSQLite(f)
	populate(f, a, 3)
	good, _ := written(f, a)
	text := unpack(f, good)
	f.Add(text)
	f.Add(strings.Replace(text, "{", "[", 1))
	f.Add("{\"lernamt_backup\":1}\n{\"end\":{}}\n")
	f.Add("{\"lernamt_backup\":1}\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, trailer, err := backup.Parse(strings.NewReader(text))
		if err == nil && !strings.Contains(text, trailer.SHA256) {
			t.Error("a file was accepted without its sum")
		}
	})
}
