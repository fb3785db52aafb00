package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Format is the version of the file's format.
const Format = 1

// A Header is the first line of a file.
type Header struct {
	Format  int       `json:"lernamt_backup"` // Format
	Created time.Time `json:"created"`
	Store   string    `json:"store"`   // what kept the data, with the version of its tables
	Release string    `json:"release"` // of Lernamt
}

// A Trailer is the last line of a file.
type Trailer struct {
	Kinds  Summary `json:"kinds"`
	SHA256 string  `json:"sha256"` // of the first line and of the sums of all kinds; it names the backup
}

// end is the line that holds the trailer.
type end struct {
	End *Trailer `json:"end"`
}

// trailer makes the trailer for a file with this first line.
func trailer(first []byte, sums Summary) Trailer {
	whole := sha256.New()
	whole.Write(first)
	for _, k := range kinds {
		sum := sums[k.name()]
		fmt.Fprintf(whole, "%s %d %s\n", k.name(), sum.Count, sum.SHA256)
	}
	return Trailer{sums, hex.EncodeToString(whole.Sum(nil))}
}

// A Progress is told how far a step has come: done of total, which is 0 if nobody knows.
type Progress func(step string, done, total int)

// Write writes a backup of the store to w.
func Write(ctx context.Context, s Store, w io.Writer, h Header, progress Progress) (Trailer, error) {
	total, err := s.Records(ctx)
	if err != nil {
		return Trailer{}, err
	}
	z, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return Trailer{}, err
	}
	t, err := write(ctx, s, z, h, func(done int) { progress("backing up", done, max(total, done)) })
	return t, errors.Join(err, z.Close())
}

func write(ctx context.Context, s Store, w io.Writer, h Header, advance func(done int)) (Trailer, error) {
	h.Format = Format
	h.Store = s.Describe()
	first, err := json.Marshal(h)
	if err != nil {
		return Trailer{}, err
	}
	first = append(first, '\n')
	if _, err := w.Write(first); err != nil {
		return Trailer{}, err
	}
	sums, done := Summary{}, 0
	for _, k := range kinds {
		t := newTally(k)
		err := ahead(ctx, k, s, func(page []any) error {
			for _, r := range page {
				line, err := t.add(r)
				if err != nil {
					return err
				}
				if _, err := w.Write(line); err != nil {
					return err
				}
			}
			done += len(page)
			advance(done)
			return nil
		})
		if err != nil {
			return Trailer{}, err
		}
		sums[k.name()] = t.sum()
	}
	last := trailer(first, sums)
	line, err := json.Marshal(end{&last})
	if err != nil {
		return Trailer{}, err
	}
	_, err = w.Write(append(line, '\n'))
	return last, err
}

// Create writes a backup to a new file, readable for its owner only: whole or not at all. What is there
// already is left alone, and an error.
func Create(ctx context.Context, s Store, path string, h Header, progress Progress) (Trailer, error) {
	if _, err := os.Lstat(path); err == nil {
		return Trailer{}, fmt.Errorf("%s is there already; choose another name or remove it", path)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".lernamt-backup-*") // mode 0600
	if err != nil {
		return Trailer{}, err
	}
	defer os.Remove(temp.Name()) // in vain once it is renamed
	t, err := Write(ctx, s, temp, h, progress)
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return Trailer{}, err
	}
	// A link fails where a file has appeared meanwhile. Some file systems have none.
	if err := os.Link(temp.Name(), path); errors.Is(err, os.ErrExist) {
		return Trailer{}, err
	} else if err != nil {
		if err := os.Rename(temp.Name(), path); err != nil {
			return Trailer{}, err
		}
	}
	return t, syncFolder(filepath.Dir(path))
}

// syncFolder makes the name of a new file as durable as its contents. Not every system can.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = folder.Sync()
	return folder.Close()
}
