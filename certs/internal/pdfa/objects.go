package pdfa

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
)

// errDrawing reports bytes that gofpdf would not have written.
var errDrawing = errors.New("pdfa: not a drawing of gofpdf")

// objects are the indirect objects of a file, by number. Object 0 is not used.
type objects struct {
	bodies    [][]byte
	root      int // catalog
	info      int
	pagesRoot int
}

var (
	xrefPattern    = regexp.MustCompile(`^xref\n0 (\d+)\n`)
	trailerPattern = regexp.MustCompile(`/Root (\d+) 0 R\s+/Info (\d+) 0 R`)
)

// readDrawing cuts gofpdf's output, which has one classic cross-reference table, into its objects.
func readDrawing(file []byte) (*objects, error) {
	at := bytes.LastIndex(file, []byte("startxref\n"))
	if at < 0 {
		return nil, errDrawing
	}
	number, _, _ := strings.Cut(string(file[at+len("startxref\n"):]), "\n")
	start, err := strconv.Atoi(number)
	if err != nil || start < 0 || start > at {
		return nil, errDrawing
	}
	table := file[start:at]
	head, trailer := xrefPattern.FindSubmatch(table), trailerPattern.FindSubmatch(table)
	if head == nil || trailer == nil {
		return nil, errDrawing
	}
	n, _ := strconv.Atoi(string(head[1]))
	offsets, err := readOffsets(table[len(head[0]):], n)
	if err != nil {
		return nil, err
	}
	o := &objects{bodies: make([][]byte, n)}
	o.root, _ = strconv.Atoi(string(trailer[1]))
	o.info, _ = strconv.Atoi(string(trailer[2]))
	if o.root <= 0 || o.root >= n || o.info <= 0 || o.info >= n {
		return nil, errDrawing
	}
	return o, o.cut(file[:start], offsets)
}

// readOffsets reads the n entries of 20 bytes each; that of object 0 is ignored.
func readOffsets(entries []byte, n int) ([]int, error) {
	if n < 2 || len(entries)/20 < n {
		return nil, errDrawing
	}
	offsets := make([]int, n)
	for i := range offsets {
		var err error
		if offsets[i], err = strconv.Atoi(string(entries[20*i : 20*i+10])); err != nil {
			return nil, errDrawing
		}
	}
	return offsets, nil
}

// cut takes each object from its offset to the next higher one, or to the end of file.
func (o *objects) cut(file []byte, offsets []int) error {
	sorted := slices.Sorted(slices.Values(offsets[1:]))
	for number := 1; number < len(offsets); number++ {
		at := offsets[number]
		i, _ := slices.BinarySearch(sorted, at+1)
		end := len(file)
		if i < len(sorted) {
			end = sorted[i]
		}
		if at < 0 || at >= len(file) || end > len(file) {
			return errDrawing
		}
		body, isObject := bytes.CutPrefix(file[at:end], fmt.Appendf(nil, "%d 0 obj\n", number))
		body, ended := bytes.CutSuffix(bytes.TrimRight(body, "\n"), []byte("endobj"))
		if !isObject || !ended {
			return errDrawing
		}
		o.bodies[number] = bytes.TrimRight(body, "\n")
	}
	return nil
}

// add appends an object and returns its number.
func (o *objects) add(body string) int {
	o.bodies = append(o.bodies, []byte(body))
	return len(o.bodies) - 1
}

func (o *objects) set(number int, body string) { o.bodies[number] = []byte(body) }

// stream adds a stream as it is.
func (o *objects) stream(d dict, content []byte) int {
	return o.add(streamBody(d, content))
}

// compressed adds a stream, compressed.
func (o *objects) compressed(d dict, content []byte) int {
	d["/Filter"] = "/FlateDecode"
	return o.add(streamBody(d, deflate(content)))
}

func streamBody(d dict, content []byte) string {
	d["/Length"] = strconv.Itoa(len(content))
	return d.String() + "\nstream\n" + string(content) + "\nendstream"
}

// compressors are kept because each needs most of a megabyte.
var compressors = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

func deflate(content []byte) []byte {
	var b bytes.Buffer
	w := compressors.Get().(*zlib.Writer)
	defer compressors.Put(w)
	w.Reset(&b)
	w.Write(content) // a bytes.Buffer takes everything
	w.Close()
	return b.Bytes()
}

// glyphMapSize is the usual size of the only streams that are looked into.
const glyphMapSize = 2 << 16

// maxStream bounds what a stream of a drawing may hold.
const maxStream = 16 << 20

// inflate returns the content of a compressed stream.
func (o *objects) inflate(number int) ([]byte, error) {
	body, err := o.body(number)
	if err != nil {
		return nil, err
	}
	_, content, ok := bytes.Cut(body, []byte("\nstream\n"))
	if !ok {
		return nil, errDrawing
	}
	r, err := zlib.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDrawing, err)
	}
	var plain bytes.Buffer
	plain.Grow(glyphMapSize + bytes.MinRead)
	if _, err := plain.ReadFrom(io.LimitReader(r, maxStream)); err != nil {
		return nil, fmt.Errorf("%w: %w", errDrawing, err)
	}
	return plain.Bytes(), nil
}

func (o *objects) body(number int) ([]byte, error) {
	if number <= 0 || number >= len(o.bodies) {
		return nil, errDrawing
	}
	return o.bodies[number], nil
}

// bytes writes the file and returns it with the offset of each object.
func (o *objects) bytes() (file []byte, offsets []int) {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets = make([]int, len(o.bodies))
	for number := 1; number < len(o.bodies); number++ {
		offsets[number] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n", number)
		b.Write(o.bodies[number])
		b.WriteString("\nendobj\n")
	}
	id := sha256.Sum256(b.Bytes())
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(o.bodies))
	for _, at := range offsets[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %s /Info %s /ID [<%X> <%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(o.bodies), ref(o.root), ref(o.info), id[:16], id[:16], start)
	return b.Bytes(), offsets
}

// A dict is a dictionary: names with their slash to values as they are written.
type dict map[string]string

// String writes the dictionary, sorted.
func (d dict) String() string {
	var b strings.Builder
	b.WriteString("<<")
	for i, name := range slices.Sorted(maps.Keys(d)) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(name + " " + d[name])
	}
	b.WriteString(">>")
	return b.String()
}

func ref(number int) string { return strconv.Itoa(number) + " 0 R" }

// Text returns a text string: as it is if that is plain ASCII, else in UTF-16.
func Text(s string) string {
	plain := true
	for _, r := range s {
		plain = plain && r >= ' ' && r <= '~' && r != '(' && r != ')' && r != '\\'
	}
	if plain {
		return "(" + s + ")"
	}
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}
