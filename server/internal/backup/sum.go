package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
)

// A Sum says how many records of a kind there are and what they are.
type Sum struct {
	Count  int    `json:"count"`
	SHA256 string `json:"sha256"` // of their lines, hexadecimal
}

// A Summary holds the sums by name of the kind.
type Summary map[string]Sum

// Records returns how many records there are.
func (s Summary) Records() int {
	n := 0
	for _, sum := range s {
		n += sum.Count
	}
	return n
}

// differs names the first kind in which the summaries differ, in the order of the file, or returns nil.
func (s Summary) differs(o Summary) error {
	for _, k := range kinds {
		if a, b := s[k.name()], o[k.name()]; a != b {
			return fmt.Errorf("%s: %d records (%.12s) on one side and %d (%.12s) on the other", k.name(), a.Count, a.SHA256, b.Count, b.SHA256)
		}
	}
	return nil
}

// A tally counts and hashes the lines of one kind.
type tally struct {
	kind  kind
	count int
	hash  hash.Hash
	line  bytes.Buffer
}

func newTally(k kind) *tally { return &tally{kind: k, hash: sha256.New()} }

// add encodes the record and returns its line, which is valid until the next call.
func (t *tally) add(record any) ([]byte, error) {
	t.line.Reset()
	fmt.Fprintf(&t.line, "{%q:", t.kind.name())
	encoder := json.NewEncoder(&t.line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(record); err != nil {
		return nil, fmt.Errorf("encode %s: %w", t.kind.name(), err)
	}
	t.line.Truncate(t.line.Len() - 1) // the encoder's line feed
	t.line.WriteString("}\n")
	t.addLine(t.line.Bytes())
	return t.line.Bytes(), nil
}

func (t *tally) addLine(line []byte) {
	t.count++
	t.hash.Write(line)
}

func (t *tally) sum() Sum { return Sum{t.count, hex.EncodeToString(t.hash.Sum(nil))} }

// survey reads all records and returns their sums.
func survey(ctx context.Context, s Store, advance func(n int)) (Summary, error) {
	sums := Summary{}
	for _, k := range kinds {
		t := newTally(k)
		err := ahead(ctx, k, s, func(page []any) error {
			for _, r := range page {
				if _, err := t.add(r); err != nil {
					return err
				}
			}
			advance(len(page))
			return nil
		})
		if err != nil {
			return nil, err
		}
		sums[k.name()] = t.sum()
	}
	return sums, nil
}

// ahead walks the kind and reads the next page while the last one is used.
func ahead(ctx context.Context, k kind, s Store, use func([]any) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pages := make(chan []any, 1)
	failed := make(chan error, 1)
	go func() {
		defer close(pages)
		failed <- k.walk(ctx, s, func(page []any) error {
			select {
			case pages <- page:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	for page := range pages {
		if err := use(page); err != nil {
			cancel()
			<-failed
			return err
		}
	}
	return <-failed
}

// strict decodes JSON that must hold one value and no field that it does not know.
func strict(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// Kinds returns the names of the kinds in the order of the file.
func Kinds() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name()
	}
	return names
}
