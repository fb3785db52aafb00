package certs

import (
	"embed"
	"encoding/binary"
	"fmt"
	"sync"
)

// The two faces of every certificate, cut down beforehand to Latin, Greek and Cyrillic (fonts/README.md).
//
//go:embed fonts/*.ttf
var fontFiles embed.FS

// A face is a TrueType font as far as setting text needs it. Lengths are in units of 1/1000 of the font size.
type face struct {
	family  string // name under which gofpdf knows it
	file    []byte // never handed out: gofpdf appends to the slice that it gets
	glyphs  map[rune]uint16
	advance []uint16 // by glyph
	marks   anchors
}

// sansFace is for text, serifFace for the name and the titles.
var (
	sansFace  = sync.OnceValue(func() *face { return mustFace("sans", "fonts/NotoSans-Regular.ttf") })
	serifFace = sync.OnceValue(func() *face { return mustFace("serif", "fonts/NotoSerif-Regular.ttf") })
)

// mustFace reads an embedded font. The fonts are part of the program, so a broken one is a broken build.
func mustFace(family, path string) *face {
	file, err := fontFiles.ReadFile(path)
	if err != nil {
		panic(err)
	}
	f, err := parseFace(file)
	if err != nil {
		panic(fmt.Sprintf("certs: %s: %v", path, err))
	}
	f.family = family
	return f
}

// parseFace reads the tables of a TrueType font with 1,000 units per em.
func parseFace(file []byte) (f *face, err error) {
	defer func() {
		if r := recover(); r != nil { // a table shorter than it says
			f, err = nil, fmt.Errorf("certs: broken font: %v", r)
		}
	}()
	tables := fontTables(file)
	if upm := u16(tables["head"], 18); upm != 1000 {
		return nil, fmt.Errorf("certs: font with %d units per em", upm)
	}
	f = &face{file: file, glyphs: parseCmap(tables["cmap"])}
	f.advance = parseHmtx(tables["hmtx"], u16(tables["hhea"], 34), u16(tables["maxp"], 4))
	f.marks = parseGPOS(tables["GPOS"])
	return f, nil
}

func u16(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }

func i16(b []byte, at int) int { return int(int16(binary.BigEndian.Uint16(b[at:]))) }

func u32(b []byte, at int) int { return int(binary.BigEndian.Uint32(b[at:])) }

func fontTables(file []byte) map[string][]byte {
	tables := map[string][]byte{}
	for i := range u16(file, 4) {
		entry := file[12+16*i:]
		start := u32(entry, 8)
		tables[string(entry[:4])] = file[start : start+u32(entry, 12)]
	}
	return tables
}

// parseCmap reads the subtable for Unicode's basic plane, format 4.
func parseCmap(table []byte) map[rune]uint16 {
	glyphs := map[rune]uint16{}
	for i := range u16(table, 2) {
		sub := table[u32(table, 4+8*i+4):]
		if u16(sub, 0) == 4 {
			readSegments(sub, glyphs)
			return glyphs
		}
	}
	return glyphs
}

func readSegments(sub []byte, glyphs map[rune]uint16) {
	size := u16(sub, 6) // twice the number of segments
	ends, starts, deltas, offsets := 14, 16+size, 16+2*size, 16+3*size
	for s := 0; s < size; s += 2 {
		delta, offset := u16(sub, deltas+s), u16(sub, offsets+s)
		for r := u16(sub, starts+s); r <= u16(sub, ends+s) && r != 0xFFFF; r++ {
			g := r
			if offset != 0 {
				if g = u16(sub, offsets+s+offset+2*(r-u16(sub, starts+s))); g == 0 {
					continue
				}
			}
			if g = (g + delta) & 0xFFFF; g != 0 {
				glyphs[rune(r)] = uint16(g)
			}
		}
	}
}

// parseHmtx returns the advance width of each of n glyphs; those after the metrics have the last one's.
func parseHmtx(table []byte, metrics, n int) []uint16 {
	advance := make([]uint16, n)
	for g := range advance {
		advance[g] = uint16(u16(table, 4*min(g, metrics-1)))
	}
	return advance
}
