package pdfa

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	pagePattern       = regexp.MustCompile(`^<</Type /Page\n`)
	kidsPattern       = regexp.MustCompile(`/Kids \[((?:\d+ 0 R ?)*)\]`)
	descendantPattern = regexp.MustCompile(`/DescendantFonts \[(\d+) 0 R\]`)
	unicodePattern    = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	descriptorPattern = regexp.MustCompile(`/FontDescriptor (\d+) 0 R`)
	glyphMapPattern   = regexp.MustCompile(`/CIDToGIDMap (\d+) 0 R`)
	fontFilePattern   = regexp.MustCompile(`/FontFile2 (\d+) 0 R`)
	namePattern       = regexp.MustCompile(`/BaseFont /utf8(\w+)`)
)

// pages returns the object numbers of the pages in order and notes the root of the page tree.
func (o *objects) pages() ([]int, error) {
	for number, body := range o.bodies {
		if kids := kidsPattern.FindSubmatch(body); kids != nil && bytes.HasPrefix(body, []byte("<</Type /Pages")) {
			o.pagesRoot = number
			var pages []int
			for _, kid := range strings.Split(strings.TrimSpace(string(kids[1])), " 0 R") {
				if kid = strings.TrimSpace(kid); kid == "" {
					continue
				}
				page, _ := strconv.Atoi(kid)
				if body, err := o.body(page); err != nil || !pagePattern.Match(body) {
					return nil, errDrawing
				}
				pages = append(pages, page)
			}
			if len(pages) == 0 {
				return nil, errDrawing
			}
			return pages, nil
		}
	}
	return nil, errDrawing
}

// find returns the object number that pattern captures in an object.
func (o *objects) find(number int, pattern *regexp.Regexp) (int, error) {
	body, err := o.body(number)
	if err != nil {
		return 0, err
	}
	found := pattern.FindSubmatch(body)
	if found == nil {
		return 0, fmt.Errorf("%w: object %d has no %s", errDrawing, number, pattern)
	}
	return strconv.Atoi(string(found[1]))
}

// mendFonts gives the fonts the names that subsets must have and the tables from characters to Unicode
// that hold what is there: gofpdf maps all 65,536 characters in one range across rows, which is not allowed
// (ISO 19005-3, 6.2.11.7.2).
func (o *objects) mendFonts(names map[string]string) error {
	for number := 1; number < len(o.bodies); number++ {
		if bytes.HasPrefix(o.bodies[number], []byte("<</Type /Font\n/Subtype /Type0")) {
			if err := o.mendFont(number, names); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *objects) mendFont(number int, names map[string]string) error {
	descendant, err := o.find(number, descendantPattern)
	if err != nil {
		return err
	}
	var parts [3]int
	for i, pattern := range []*regexp.Regexp{descriptorPattern, glyphMapPattern} {
		if parts[i], err = o.find(descendant, pattern); err != nil {
			return err
		}
	}
	descriptor, glyphMap := parts[0], parts[1]
	unicode, err := o.find(number, unicodePattern)
	if err != nil {
		return err
	}
	file, err := o.find(descriptor, fontFilePattern)
	if err != nil {
		return err
	}
	data, err := o.body(file)
	if err != nil {
		return err
	}
	name := namePattern.FindSubmatch(o.bodies[number])
	if name == nil || names[string(name[1])] == "" {
		return fmt.Errorf("%w: font without a name", errDrawing)
	}
	old := []byte("/utf8" + string(name[1]))
	subset := []byte("/" + tag(data) + "+" + names[string(name[1])])
	for _, n := range []int{number, descendant, descriptor} {
		o.bodies[n] = bytes.ReplaceAll(o.bodies[n], old, subset)
	}
	glyphs, err := o.inflate(glyphMap)
	if err != nil {
		return err
	}
	if unicode <= 0 || unicode >= len(o.bodies) {
		return errDrawing
	}
	o.set(unicode, streamBody(dict{"/Filter": "/FlateDecode"}, deflate(toUnicode(glyphs))))
	return nil
}

// tag returns six capital letters that name a subset.
func tag(font []byte) string {
	sum := sha256.Sum256(font)
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = 'A' + sum[i]%26
	}
	return string(letters)
}

// toUnicode returns the CMap for the characters that have a glyph. In gofpdf's fonts a character's
// code is its code point.
func toUnicode(glyphs []byte) []byte {
	var codes []int
	for code := 1; 2*code+1 < len(glyphs); code++ {
		if glyphs[2*code] != 0 || glyphs[2*code+1] != 0 {
			codes = append(codes, code)
		}
	}
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const block = 100 // at most so many in one operator
	for len(codes) > 0 {
		n := min(block, len(codes))
		fmt.Fprintf(&b, "%d beginbfchar\n", n)
		for _, code := range codes[:n] {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", code, code)
		}
		b.WriteString("endbfchar\n")
		codes = codes[n:]
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
