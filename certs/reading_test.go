package certs

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A reading is a PDF taken apart again by means that have nothing to do with how it was written.
type reading struct {
	file    []byte
	objects map[int]string // without streams
	streams map[int]string // inflated
	shown   []shown
}

// shown is text on a page, in the order of drawing.
type shown struct {
	page, mark int // mark is -1 outside of marked content, -2 in an artifact
	tag        string
	font       string // name in the resources
	codes      []int
}

var (
	objectPattern = regexp.MustCompile(`(?s)\n(\d+) 0 obj\n(.*?)\nendobj\n`)
	streamPattern = regexp.MustCompile(`(?s)^(.*?)\nstream\n(.*)\nendstream$`)
)

func read(file []byte) (*reading, error) {
	r := &reading{file: file, objects: map[int]string{}, streams: map[int]string{}}
	for rest := string(file); ; {
		m := objectPattern.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		number, _ := strconv.Atoi(rest[m[2]:m[3]])
		body := rest[m[4]:m[5]]
		if s := streamPattern.FindStringSubmatch(body); s != nil {
			content, err := inflated(s[1], s[2])
			if err != nil {
				return nil, fmt.Errorf("object %d: %w", number, err)
			}
			body, r.streams[number] = s[1], content
		}
		r.objects[number] = body
		rest = rest[m[5]:] // with the line that ends this object and begins the next
	}
	for i, page := range r.pages() {
		if err := r.show(i, r.streams[r.ref(page, "/Contents")]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func inflated(dict, content string) (string, error) {
	if !strings.Contains(dict, "/FlateDecode") || strings.Contains(dict, "/Image") {
		return content, nil
	}
	z, err := zlib.NewReader(strings.NewReader(content))
	if err != nil {
		return "", err
	}
	plain, err := io.ReadAll(z)
	return string(plain), err
}

// with returns the numbers of the objects that contain a text, ascending.
func (r *reading) with(part string) []int {
	var found []int
	for _, n := range slices.Sorted(maps.Keys(r.objects)) {
		if strings.Contains(r.objects[n], part) {
			found = append(found, n)
		}
	}
	return found
}

// ref returns the object that the entry of an object refers to, 0 if there is none.
func (r *reading) ref(object int, key string) int {
	m := regexp.MustCompile(regexp.QuoteMeta(key) + ` \[?(\d+) 0 R`).FindStringSubmatch(r.objects[object])
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

func (r *reading) catalog() string {
	m := regexp.MustCompile(`/Root (\d+) 0 R`).FindSubmatch(r.file)
	if m == nil {
		return ""
	}
	n, _ := strconv.Atoi(string(m[1]))
	return r.objects[n]
}

func (r *reading) pages() []int { return r.with("/Type /Page\n") }

// refs returns the numbers of all objects that a text refers to.
func refs(s string) []int {
	var all []int
	for _, m := range regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(s, -1) {
		n, _ := strconv.Atoi(m[1])
		all = append(all, n)
	}
	return all
}

// show follows a page's content and notes its text.
func (r *reading) show(page int, content string) error {
	type level struct {
		tag  string
		mark int
	}
	open := []level{{"", -1}}
	font := ""
	var operands []string
	for content != "" {
		var token string
		if token, content = nextToken(content); token == "" {
			break
		}
		top := open[len(open)-1]
		switch token {
		case "BMC":
			open = append(open, level{operands[0], -2})
		case "BDC":
			inner := level{top.tag, top.mark} // a Span within an element belongs to it
			if m := regexp.MustCompile(`MCID (\d+)`).FindStringSubmatch(strings.Join(operands, " ")); m != nil {
				n, _ := strconv.Atoi(m[1])
				inner = level{operands[0], n}
			}
			open = append(open, inner)
		case "EMC":
			if len(open) == 1 {
				return fmt.Errorf("page %d: EMC without begin", page)
			}
			open = open[:len(open)-1]
		case "Tf":
			font = operands[0]
		case "Tj":
			r.shown = append(r.shown, shown{page, top.mark, top.tag, font, codes(operands[0])})
		case "f", "S", "Do", "re":
			r.shown = append(r.shown, shown{page: page, mark: top.mark, tag: top.tag})
		default:
			if !isOperator(token) {
				operands = append(operands, token)
				continue
			}
		}
		operands = nil
	}
	if len(open) != 1 {
		return fmt.Errorf("page %d: %d marked contents are not closed", page, len(open)-1)
	}
	return nil
}

func isOperator(token string) bool {
	return regexp.MustCompile(`^[A-Za-z*]+$`).MatchString(token)
}

// nextToken cuts off the first token. A string keeps its bracket and loses its escapes.
func nextToken(s string) (token, rest string) {
	s = strings.TrimLeft(s, " \n\r\t")
	switch {
	case s == "":
		return "", ""
	case s[0] == '(':
		return literal(s)
	case strings.HasPrefix(s, "<<"), strings.HasPrefix(s, ">>"):
		return s[:2], s[2:]
	}
	end := strings.IndexAny(s[1:], " \n\r\t/(<>[]") + 1
	if end == 0 {
		end = len(s)
	}
	if s[0] == '<' {
		end = strings.IndexByte(s, '>') + 1
	}
	return s[:end], s[end:]
}

func literal(s string) (token, rest string) {
	b := []byte{'('}
	depth := 1
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
			if s[i] == 'r' {
				b = append(b, '\r')
				continue
			}
			b = append(b, s[i])
			continue
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return string(b), s[i+1:]
			}
		}
		b = append(b, s[i])
	}
	return string(b), ""
}

// codes returns the characters of a string for a font with two bytes each.
func codes(literal string) []int {
	var all []int
	for b := []byte(literal[1:]); len(b) > 1; b = b[2:] {
		all = append(all, int(b[0])<<8|int(b[1]))
	}
	return all
}

// replaced returns the file with the content of a compressed stream changed, its length adjusted.
func replaced(t *testing.T, file []byte, number int, change func(string) string) []byte {
	t.Helper()
	head := fmt.Appendf(nil, "\n%d 0 obj\n", number)
	start := bytes.Index(file, head) + len(head)
	end := start + bytes.Index(file[start:], []byte("\nendobj\n"))
	s := streamPattern.FindStringSubmatch(string(file[start:end]))
	if s == nil {
		t.Fatalf("object %d is no stream", number)
	}
	content, err := inflated(s[1], s[2])
	if err != nil {
		t.Fatal(err)
	}
	changed := change(content)
	if changed == content {
		t.Fatalf("object %d is not changed", number)
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := io.WriteString(z, changed); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return slices.Concat(file[:start], []byte(s[1]+"\nstream\n"), packed.Bytes(), []byte("\nendstream"), file[end:])
}
