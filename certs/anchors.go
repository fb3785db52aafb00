package certs

// A point is a place in a glyph, in 1/1000 of the font size from the glyph's origin.
type point struct{ x, y int }

// An anchor is the point by which a mark hangs on a glyph. Marks of different classes hang on different
// points: above, below, at the corner.
type anchor struct {
	class int // unique in the font
	at    point
}

// anchors says how combining marks attach, as the font's GPOS table has it (lookups 4 and 6 of
// https://learn.microsoft.com/typography/opentype/spec/gpos).
type anchors struct {
	mark map[uint16][]anchor // a mark's own anchors, by glyph
	base map[uint16][]anchor // where marks attach to a letter, by glyph
	over map[uint16][]anchor // where marks attach to a mark, by glyph
}

// place returns the offset of mark's origin from the origin of the glyph that it hangs on.
func place(mark, on []anchor) (point, bool) {
	for _, m := range mark {
		for _, b := range on {
			if m.class == b.class {
				return point{b.at.x - m.at.x, b.at.y - m.at.y}, true
			}
		}
	}
	return point{}, false
}

const (
	markToBase = 4
	markToMark = 6
	extension  = 9
)

// parseGPOS reads the anchors of all mark lookups.
func parseGPOS(table []byte) anchors {
	a := anchors{mark: map[uint16][]anchor{}, base: map[uint16][]anchor{}, over: map[uint16][]anchor{}}
	if len(table) == 0 {
		return a
	}
	classes := 0
	lookups := table[u16(table, 8):]
	for i := range u16(lookups, 0) {
		lookup := lookups[u16(lookups, 2+2*i):]
		for j := range u16(lookup, 4) {
			kind, sub := u16(lookup, 0), lookup[u16(lookup, 6+2*j):]
			if kind == extension {
				kind, sub = u16(sub, 2), sub[u32(sub, 4):]
			}
			switch kind {
			case markToBase:
				classes += a.readMarks(sub, a.base, classes)
			case markToMark:
				classes += a.readMarks(sub, a.over, classes)
			}
		}
	}
	return a
}

// readMarks reads one subtable, whose classes begin at first, and returns how many classes it has.
// Lookups 4 and 6 have the same form: marks, what they attach to, classes, and the anchors of both.
func (a *anchors) readMarks(sub []byte, on map[uint16][]anchor, first int) int {
	classes := u16(sub, 6)
	marks := sub[u16(sub, 8):]
	for i, glyph := range coverage(sub[u16(sub, 2):]) {
		class, at := u16(marks, 2+4*i), u16(marks, 4+4*i)
		a.mark[glyph] = append(a.mark[glyph], anchor{first + class, readPoint(marks[at:])})
	}
	bases := sub[u16(sub, 10):]
	for i, glyph := range coverage(sub[u16(sub, 4):]) {
		for class := range classes {
			if at := u16(bases, 2+2*(i*classes+class)); at != 0 {
				on[glyph] = append(on[glyph], anchor{first + class, readPoint(bases[at:])})
			}
		}
	}
	return classes
}

func readPoint(b []byte) point { return point{i16(b, 2), i16(b, 4)} }

// coverage returns the glyphs of a coverage table in its order.
func coverage(table []byte) []uint16 {
	var glyphs []uint16
	for i := range u16(table, 2) {
		if u16(table, 0) == 1 {
			glyphs = append(glyphs, uint16(u16(table, 4+2*i)))
			continue
		}
		for g := u16(table, 4+6*i); g <= u16(table, 6+6*i); g++ {
			glyphs = append(glyphs, uint16(g))
		}
	}
	return glyphs
}
