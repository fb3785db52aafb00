package backup

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// What is wrong with a file, wrapped with where.
var (
	ErrForeign = errors.New("this is not a backup of Lernamt")
	ErrNewer   = errors.New("the backup was written by a newer release of Lernamt; use that one")
	ErrDamaged = errors.New("the backup is damaged")
)

const (
	longestLine   = 1 << 30   // bytes; a line holds at most one module with its media
	decoderMemory = 256 << 20 // bytes that a file may demand of the decoder
)

// read reads a backup to its end and checks everything that can be checked without a store: that each line is
// a record, and that numbers and sums are right. It calls use for each record, in the order of the file.
//
// Until it has returned without an error nothing of the file is to be trusted.
func read(r io.Reader, use func(k kind, record any) error) (Header, Trailer, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderMaxMemory(decoderMemory), zstd.WithDecoderConcurrency(2))
	if err != nil {
		return Header{}, Trailer{}, fmt.Errorf("%w (%w)", ErrForeign, err)
	}
	defer z.Close()
	return parse(z, use)
}

// parse reads the lines of a file.
func parse(text io.Reader, use func(k kind, record any) error) (Header, Trailer, error) {
	p := parser{lines: bufio.NewReaderSize(text, 1<<16), use: use, sums: Summary{}}
	h, err := p.header()
	if err != nil {
		return h, Trailer{}, err
	}
	t, err := p.records()
	if err != nil {
		return h, t, fmt.Errorf("line %d: %w", p.line, err)
	}
	return h, t, nil
}

// A parser reads the lines of a file.
type parser struct {
	lines *bufio.Reader
	use   func(kind, any) error
	line  int    // its number, from 1
	first []byte // the header's
	sums  Summary
	rest  []byte // room for a long line
}

// next returns the next line with its line feed, valid until the next call, or io.EOF.
func (p *parser) next() ([]byte, error) {
	p.line++
	line, err := p.lines.ReadSlice('\n')
	if err == nil {
		return line, nil
	}
	p.rest = append(p.rest[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) && len(p.rest) < longestLine {
		line, err = p.lines.ReadSlice('\n')
		p.rest = append(p.rest, line...)
	}
	switch {
	case errors.Is(err, io.EOF) && len(p.rest) == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("%w: it ends in the middle", ErrDamaged)
	case err != nil:
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return p.rest, nil
}

func (p *parser) header() (Header, error) {
	line, err := p.next()
	if err != nil {
		return Header{}, fmt.Errorf("%w (%w)", ErrForeign, err)
	}
	p.first = bytes.Clone(line)
	var version struct {
		Format int `json:"lernamt_backup"`
	}
	if err := json.Unmarshal(line, &version); err != nil || version.Format < 1 {
		return Header{}, ErrForeign
	}
	if version.Format > Format {
		return Header{}, fmt.Errorf("%w (it has format %d, this release knows %d)", ErrNewer, version.Format, Format)
	}
	var h Header
	if err := strict(line, &h); err != nil {
		return h, fmt.Errorf("%w: its first line (%w)", ErrDamaged, err)
	}
	return h, nil
}

// records reads the kinds in their order, and then the trailer.
func (p *parser) records() (Trailer, error) {
	at, t := 0, newTally(kinds[0])
	for {
		line, err := p.next()
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("%w: its end is missing", ErrDamaged)
		}
		if err != nil {
			return Trailer{}, err
		}
		name, body, ok := split(line)
		if !ok {
			return Trailer{}, fmt.Errorf("%w: not a record", ErrDamaged)
		}
		for t.kind.name() != name {
			p.sums[t.kind.name()] = t.sum()
			if at++; at == len(kinds) {
				return p.trailer(line)
			}
			t = newTally(kinds[at])
		}
		t.addLine(line)
		record, err := t.kind.decode(body)
		if err != nil {
			return Trailer{}, fmt.Errorf("%w: %s (%w)", ErrDamaged, name, err)
		}
		if err := p.use(t.kind, record); err != nil {
			return Trailer{}, err
		}
	}
}

// split takes a line such as {"unit":{...}} apart.
func split(line []byte) (name string, body []byte, ok bool) {
	line, ok1 := bytes.CutPrefix(line, []byte(`{"`))
	line, ok2 := bytes.CutSuffix(line, []byte("}\n"))
	before, body, ok3 := bytes.Cut(line, []byte(`":`))
	return string(before), body, ok1 && ok2 && ok3
}

func (p *parser) trailer(line []byte) (Trailer, error) {
	var last end
	if err := strict(line, &last); err != nil || last.End == nil {
		return Trailer{}, fmt.Errorf("%w: a record is unknown or out of order", ErrDamaged)
	}
	want := trailer(p.first, p.sums)
	if err := want.Kinds.differs(last.End.Kinds); err != nil {
		return *last.End, fmt.Errorf("%w: its sums are wrong (%w)", ErrDamaged, err)
	}
	if want.SHA256 != last.End.SHA256 || len(last.End.Kinds) != len(kinds) {
		return *last.End, fmt.Errorf("%w: its sum is wrong", ErrDamaged)
	}
	if _, err := p.next(); !errors.Is(err, io.EOF) {
		return *last.End, fmt.Errorf("%w: something follows its end", ErrDamaged)
	}
	return *last.End, nil
}
