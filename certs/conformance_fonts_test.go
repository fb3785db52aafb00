package certs

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// eachCode calls check for every character shown with the objects of its font and descendant font.
func eachCode(r *reading, check func(font, descendant, code int) error) error {
	resources := r.objects[r.with("/ProcSet")[0]]
	for _, s := range r.shown {
		for _, code := range s.codes {
			m := regexp.MustCompile(regexp.QuoteMeta(s.font) + ` (\d+) 0 R`).FindStringSubmatch(resources)
			if m == nil {
				return fmt.Errorf("no font %s", s.font)
			}
			font, _ := strconv.Atoi(m[1])
			if err := check(font, r.ref(font, "/DescendantFonts"), code); err != nil {
				return err
			}
		}
	}
	return nil
}

func glyph(r *reading, descendant, code int) int {
	table := r.streams[r.ref(descendant, "/CIDToGIDMap")]
	if 2*code+1 >= len(table) {
		return 0
	}
	return int(table[2*code])<<8 | int(table[2*code+1])
}

func glyphsAreThere(r *reading) error {
	return eachCode(r, func(_, descendant, code int) error {
		if glyph(r, descendant, code) == 0 {
			return fmt.Errorf("%U is drawn as .notdef", code)
		}
		return nil
	})
}

func lettersAreNamed(r *reading) error {
	return eachCode(r, func(font, _, code int) error {
		if !strings.Contains(r.streams[r.ref(font, "/ToUnicode")], fmt.Sprintf("<%04X> <%04X>\n", code, code)) {
			return fmt.Errorf("%U has no code point", code)
		}
		return nil
	})
}

// widthsAgree checks that the widths said are those of the embedded font.
func widthsAgree(r *reading) error {
	widths := map[int]map[int]int{}
	return eachCode(r, func(_, descendant, code int) error {
		if widths[descendant] == nil {
			widths[descendant] = readWidths(r.objects[descendant])
		}
		said, ok := widths[descendant][code]
		if !ok {
			return fmt.Errorf("%U has no width", code)
		}
		tables := fontTables([]byte(r.streams[r.ref(r.ref(descendant, "/FontDescriptor"), "/FontFile2")]))
		advances := parseHmtx(tables["hmtx"], u16(tables["hhea"], 34), u16(tables["maxp"], 4))
		if is := int(advances[glyph(r, descendant, code)]); is != said {
			return fmt.Errorf("%U is %d wide, not %d", code, is, said)
		}
		return nil
	})
}

// readWidths reads the array W: "first last width" or "first [width ...]".
func readWidths(font string) map[int]int {
	widths := map[int]int{}
	_, array, _ := strings.Cut(font, "/W [")
	array = strings.NewReplacer("[", " [ ", "]", " ] ").Replace(array)
	fields := strings.Fields(array)
	number := func(i int) int { n, _ := strconv.Atoi(fields[i]); return n }
	for i := 0; i+2 < len(fields) && fields[i] != "]"; {
		first := number(i)
		if fields[i+1] != "[" {
			for code := first; code <= number(i+1); code++ {
				widths[code] = number(i + 2)
			}
			i += 3
			continue
		}
		for i += 2; i < len(fields) && fields[i] != "]"; i++ {
			widths[first] = number(i)
			first++
		}
		i++
	}
	return widths
}
