package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// What keeps a restore or a move from beginning, or a server from starting.
var (
	ErrNotEmpty   = errors.New("the database is not empty; with --replace everything in it is removed first")
	ErrUnfinished = errors.New("a restore or a move into this database was begun and has not finished; repeat it, or restore another backup with --replace")
	ErrChanged    = errors.New("what was read back is not what was written")
)

// underWay is the name of the note that a store is being filled; its text says with what.
const underWay = "restore"

// Unfinished returns ErrUnfinished if the store is half restored: whatever is in it is not to be used.
func Unfinished(ctx context.Context, s Store) error {
	note, err := s.Note(ctx, underWay)
	if err == nil && note != "" {
		err = ErrUnfinished
	}
	return err
}

// Restore makes the store hold what the file holds, and checks that it does. The file is read from its beginning twice,
// the first time to see that it is whole. The store must be empty, unless replace says that everything in it is
// to be removed, or the same restore was begun before. Nobody else may use the store meanwhile.
func Restore(ctx context.Context, s Store, file io.ReadSeeker, replace bool, progress Progress) (Header, Trailer, error) {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return Header{}, Trailer{}, err
	}
	again := func(step string) (io.Reader, error) {
		_, err := file.Seek(0, io.SeekStart)
		return &meter{r: file, advance: func(n int) { progress(step, n, int(size)) }}, err
	}
	r, err := again("checking the file")
	if err != nil {
		return Header{}, Trailer{}, err
	}
	h, t, err := read(r, func(kind, any) error { return ctx.Err() })
	if err != nil {
		return h, t, err
	}
	err = fill(ctx, s, t.SHA256, replace, progress, func() (Summary, error) {
		r, err := again("restoring")
		if err != nil {
			return nil, err
		}
		return load(ctx, s, r, t)
	})
	return h, t, err
}

// fill notes that the store is being filled from what the source names, clears it, lets pour fill it, reads it back, and
// removes the note.
func fill(ctx context.Context, s Store, source string, replace bool, progress Progress, pour func() (Summary, error)) error {
	note, err := s.Note(ctx, underWay)
	if err != nil {
		return err
	}
	empty, err := isEmpty(ctx, s)
	switch {
	case err != nil:
		return err
	case note != "" && note != source && !replace:
		return ErrUnfinished
	case note == "" && !empty && !replace:
		return ErrNotEmpty
	}
	if err := s.SetNote(ctx, underWay, source); err != nil {
		return err
	}
	if err := errors.Join(s.Bulk(ctx), s.Clear(ctx)); err != nil {
		return err
	}
	poured, err := pour()
	if err != nil {
		return err
	}
	if err := verify(ctx, "reading back", s, poured, progress); err != nil {
		return err
	}
	return s.SetNote(ctx, underWay, "")
}

// verify reads the store and compares what it holds with what it should.
func verify(ctx context.Context, step string, s Store, want Summary, progress Progress) error {
	done, total := 0, want.Records()
	got, err := survey(ctx, s, func(n int) {
		done += n
		progress(step, done, total)
	})
	if err != nil {
		return err
	}
	if err := want.differs(got); err != nil {
		return fmt.Errorf("%w (%w)", ErrChanged, err)
	}
	return nil
}

// isEmpty reports whether there is no record of any kind.
func isEmpty(ctx context.Context, s Store) (bool, error) {
	found := errors.New("found one")
	for _, k := range kinds {
		err := k.walk(ctx, s, func([]any) error { return found })
		if err != nil {
			return false, sift(err, found)
		}
	}
	return true, nil
}

// sift returns err unless it is the one that was expected.
func sift(err, expected error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return err
}

// load writes the records of a file that was checked before into the store, and returns the sums of what
// it wrote.
func load(ctx context.Context, s Store, r io.Reader, checked Trailer) (Summary, error) {
	l := newLoader(ctx, s)
	_, t, err := read(r, l.add)
	sums, loading := l.close()
	switch {
	case loading != nil:
		return nil, loading
	case err != nil:
		return nil, err
	case t.SHA256 != checked.SHA256:
		return nil, errors.New("the file was changed while it was read")
	}
	return sums, nil
}

// A meter counts what is read.
type meter struct {
	r       io.Reader
	n       int
	advance func(n int)
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += n
	m.advance(m.n)
	return n, err
}
