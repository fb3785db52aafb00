package certs

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A rule is a requirement of PDF/A-3a (ISO 19005-3), PDF/UA-1 (ISO 14289-1) or of our own, with the
// change to a good file that must break it.
type rule struct {
	name  string
	holds func(r *reading) error
	spoil func(t *testing.T, file []byte) []byte
}

// swap returns a spoiler that replaces the first occurrence of a text.
func swap(old, with string) func(*testing.T, []byte) []byte {
	return func(t *testing.T, file []byte) []byte {
		t.Helper()
		if !bytes.Contains(file, []byte(old)) {
			t.Fatalf("the file does not contain %q", old)
		}
		return bytes.Replace(bytes.Clone(file), []byte(old), []byte(with), 1)
	}
}

func has(where func(*reading) string, pattern string) func(*reading) error {
	compiled := regexp.MustCompile(pattern)
	return func(r *reading) error {
		if !compiled.MatchString(where(r)) {
			return fmt.Errorf("no %s", pattern)
		}
		return nil
	}
}

// each checks all objects that contain a text; there must be some.
func each(with string, patterns ...string) func(*reading) error {
	return func(r *reading) error {
		found := r.with(with)
		if len(found) == 0 {
			return fmt.Errorf("no object with %s", with)
		}
		for _, n := range found {
			for _, p := range patterns {
				if !regexp.MustCompile(p).MatchString(r.objects[n]) {
					return fmt.Errorf("object %d (%s) has no %s", n, with, p)
				}
			}
		}
		return nil
	}
}

func whole(r *reading) string { return string(r.file) }

func xmp(r *reading) string {
	for _, n := range r.with("/Type /Metadata") {
		return r.streams[n]
	}
	return ""
}

var rules = []rule{
	{"header", has(whole, `^%PDF-1\.7\n%[^\x00-\x7f]{4}`), swap("%\xe2\xe3\xcf\xd3", "%abcd")},
	{"file identifier", has(whole, `/ID \[<[0-9A-F]{32}> <[0-9A-F]{32}>\]`), swap("/ID [<", "/ID [(")},
	{"cross-reference table", crossReferences, func(t *testing.T, file []byte) []byte {
		return regexp.MustCompile(`\n000(\d{7}) 00000 n `).ReplaceAll(file, []byte("\n001$1 00000 n "))
	}},
	{"nothing forbidden", nothingForbidden, swap("/Type /Catalog", "/Type /Catalog /OpenAction <</S /JavaScript>>")},
	{"PDF/A part", has(xmp, `<pdfaid:part>3<`), swap("<pdfaid:part>3", "<pdfaid:part>1")},
	{"PDF/A conformance", has(xmp, `<pdfaid:conformance>A<`), swap("<pdfaid:conformance>A", "<pdfaid:conformance>B")},
	{"PDF/UA part", has(xmp, `<pdfuaid:part>1<`), swap("<pdfuaid:part>1<", "<pdfuaid:part>2<")},
	{"extension schema", has(xmp, `(?s)pdfaSchema:prefix>pdfuaid<.*pdfaProperty:name>part<`), swap("pdfaSchema:prefix>pdfuaid", "pdfaSchema:prefix>pdfua")},
	{"metadata is plain", has(func(r *reading) string { return r.objects[r.with("/Type /Metadata")[0]] }, `^<</Length \d+ /Subtype /XML /Type /Metadata>>$`),
		swap("/Subtype /XML", "/Filter [] /Subtype /XML")},
	{"dates are equal", equalDates, swap("<xmp:ModifyDate>2026", "<xmp:ModifyDate>2025")},
	{"title", has(xmp, `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Zertifikat – Datenpannen`), swap("<dc:title>", "<dc:subject>")},
	{"language", has((*reading).catalog, `/Lang \(de\)`), swap("/Lang (de)", "/Long (de)")},
	{"marked", has((*reading).catalog, `/MarkInfo <</Marked true>>`), swap("/Marked true", "/Marked false")},
	{"title is displayed", has((*reading).catalog, `/DisplayDocTitle true`), swap("/DisplayDocTitle true", "/DisplayDocTitle false")},
	{"output intent", each("/Type /OutputIntent", `/S /GTS_PDFA1`, `/DestOutputProfile \d+ 0 R`), swap("/S /GTS_PDFA1", "/S /GTS_PDFX")},
	{"output intent is in use", has((*reading).catalog, `/OutputIntents \[\d+ 0 R\]`), swap("/OutputIntents [", "/OutputIntent [")},
	{"colour profile", colourProfile, func(t *testing.T, file []byte) []byte {
		n := mustRead(t, file).with("/N 3")[0]
		return replaced(t, file, n, func(s string) string { return strings.Replace(s, "RGB XYZ", "CMYKLab", 1) })
	}},
	{"associated files", has((*reading).catalog, `/AF \[\d+ 0 R \d+ 0 R \]`), swap("/AF [", "/AX [")},
	{"file relation", each("/Type /Filespec", `/AFRelationship /(Data|Supplement)`), swap("/AFRelationship", "/AFRelation")},
	{"file description", each("/Type /Filespec", `/Desc [(<]`, `/UF \(`, `/F \(`), swap("/Desc (", "/Dusc (")},
	{"file type", each("/Type /EmbeddedFile", `/Subtype /application#2F(json|vc#2Bjwt)`, `/ModDate`), swap("#2Fjson", "/json")},
	{"file names ascend", has((*reading).catalog, `/EmbeddedFiles <</Names \[\(credential\.jwt\) \d+ 0 R \(zertifikat\.json\)`), swap("[(credential.jwt)", "[(zzz.jwt)")},
	{"tab order", each("/Type /Page\n", `/Tabs /S`), swap("/Tabs /S", "/Tabs /R")},
	{"structure parents", each("/Type /Page\n", `/StructParents \d`), swap("/StructParents", "/StructParent")},
	{"parent tree", parentTree, func(t *testing.T, file []byte) []byte {
		return regexp.MustCompile(`/Nums \[0 \[\d+ 0 R`).ReplaceAll(file, []byte("/Nums [0 [null"))
	}},
	{"alternative text", each("/S /Figure", `/Alt [(<]`, `/BBox \[`), swap("/Alt <", "/Olt <")},
	{"header cells", each("/S /TH", `/Scope /Column`), swap("/Scope /Column", "/Scape /Column")},
	{"link", each("/Subtype /Link", `/Contents [(<]`, `/StructParent \d`, `/F 4`), swap("/Contents (http", "/Cantents (http")},
	{"signature field", each("/FT /Sig", `/TU \(`, `/StructParent \d`, `/F 132`), swap("/TU (", "/TX (")},
	{"signature", each("/SubFilter", `/SubFilter /ETSI\.CAdES\.detached`, `/TransformMethod /DocMDP`), swap("/DocMDP /T", "/DocMDQ /T")},
	{"fonts", each("/BaseFont", `/BaseFont /[A-Z]{6}\+Noto(Sans|Serif)-Regular`), func(t *testing.T, file []byte) []byte {
		return regexp.MustCompile(`/BaseFont /[A-Z]{6}\+`).ReplaceAll(file, []byte("/BaseFont /"))
	}},
	{"embedded fonts", each("/Type /FontDescriptor", `/FontFile2 \d+ 0 R`), swap("/FontFile2", "/FontFile9")},
	{"all content is marked", contentIsMarked, func(t *testing.T, file []byte) []byte {
		r := mustRead(t, file)
		return replaced(t, file, r.ref(r.pages()[0], "/Contents"), func(s string) string { return s + "\n0 0 10 10 re f" })
	}},
	{"every letter has a glyph", glyphsAreThere, func(t *testing.T, file []byte) []byte {
		r := mustRead(t, file)
		return replaced(t, file, r.ref(r.with("/CIDToGIDMap")[0], "/CIDToGIDMap"), func(s string) string { return s[:2*'e'] + "\x00\x00" + s[2*'e'+2:] })
	}},
	{"every letter has its code point", lettersAreNamed, func(t *testing.T, file []byte) []byte {
		r := mustRead(t, file)
		return replaced(t, file, r.ref(r.with("/ToUnicode")[0], "/ToUnicode"), func(s string) string { return strings.Replace(s, "<0065> <0065>\n", "", 1) })
	}},
	{"widths", widthsAgree, func(t *testing.T, file []byte) []byte {
		return regexp.MustCompile(`/W \[ *\d+ \[ *\d+`).ReplaceAll(file, []byte("/W [ 32 [ 999"))
	}},
}

func mustRead(t *testing.T, file []byte) *reading {
	t.Helper()
	r, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestConformance(t *testing.T) {
	file := drawn(t, signedSample(t))
	r := mustRead(t, file)
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			if err := rule.holds(r); err != nil {
				t.Fatal(err)
			}
			spoilt, err := read(rule.spoil(t, file))
			if err == nil {
				err = rule.holds(spoilt)
			}
			if err == nil {
				t.Error("the rule holds for a spoilt file, too")
			}
		})
	}
}

// TestSamplesConform checks what does not depend on the contents for every sample.
func TestSamplesConform(t *testing.T) {
	for name, d := range samples(t) {
		r := mustRead(t, drawn(t, d))
		for _, check := range []func(*reading) error{
			crossReferences, nothingForbidden, equalDates, parentTree, contentIsMarked, glyphsAreThere, lettersAreNamed, widthsAgree, colourProfile,
		} {
			if err := check(r); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func crossReferences(r *reading) error {
	table := regexp.MustCompile(`(\d{10}) 00000 n `).FindAllSubmatch(r.file, -1)
	if len(table) != len(r.objects) {
		return fmt.Errorf("%d entries for %d objects", len(table), len(r.objects))
	}
	for i, entry := range table {
		at, _ := strconv.Atoi(string(entry[1]))
		if at >= len(r.file) || !bytes.HasPrefix(r.file[at:], fmt.Appendf(nil, "%d 0 obj\n", i+1)) {
			return fmt.Errorf("entry %d points to something else", i+1)
		}
	}
	return nil
}

func nothingForbidden(r *reading) error {
	for n, body := range r.objects {
		for _, word := range []string{"/JavaScript", "/Launch", "/Encrypt", "/LZWDecode", "/SMask", "/OpenAction", "/AA ", "/CIDSet", "/NeedAppearances"} {
			if strings.Contains(body, word) {
				return fmt.Errorf("object %d has %s", n, word)
			}
		}
	}
	return nil
}

func equalDates(r *reading) error {
	info := regexp.MustCompile(`/(CreationDate|ModDate) \(D:(\d{14})`).FindAllStringSubmatch(whole(r), -1)
	plain := strings.NewReplacer("-", "", ":", "", "T", "").Replace
	for _, m := range regexp.MustCompile(`<xmp:(Create|Modify|Metadata)Date>([^+]*)\+00:00<`).FindAllStringSubmatch(xmp(r), -1) {
		for _, i := range info {
			if plain(m[2]) != i[2] {
				return fmt.Errorf("XMP has %s, the information %s", m[2], i[2])
			}
		}
	}
	if len(info) < 2 {
		return errors.New("no dates")
	}
	return nil
}

func colourProfile(r *reading) error {
	for _, n := range r.with("/Type /OutputIntent") {
		profile := r.streams[r.ref(n, "/DestOutputProfile")]
		if len(profile) < 128 || profile[12:23] != "mntrRGB XYZ" || profile[36:40] != "acsp" {
			return errors.New("not a profile of a display with RGB")
		}
		if size := int(profile[0])<<24 | int(profile[1])<<16 | int(profile[2])<<8 | int(profile[3]); size != len(profile) {
			return fmt.Errorf("profile says %d bytes and has %d", size, len(profile))
		}
	}
	return nil
}

// parentTree checks that each marked content belongs to one element that points back to it.
func parentTree(r *reading) error {
	roots := r.with("/Type /StructTreeRoot")
	if len(roots) != 1 {
		return fmt.Errorf("%d structure trees", len(roots))
	}
	nums := regexp.MustCompile(`(\d+) \[([^]]*)\]`).FindAllStringSubmatch(r.objects[roots[0]], -1)
	owners := map[string][]string{}
	for _, n := range nums {
		owners[n[1]] = regexp.MustCompile(`\d+ 0 R|null`).FindAllString(n[2], -1)
	}
	for _, s := range r.shown {
		if s.mark < 0 {
			continue
		}
		page := owners[strconv.Itoa(s.page)]
		if s.mark >= len(page) || page[s.mark] == "null" {
			return fmt.Errorf("content %d on page %d belongs to nothing", s.mark, s.page+1)
		}
		element := r.objects[refs(page[s.mark])[0]]
		if !strings.Contains(element, "/S "+s.tag) || !regexp.MustCompile(fmt.Sprintf(`[[ ]%d[] >]`, s.mark)).MatchString(element) {
			return fmt.Errorf("content %d on page %d is %s, its element %s", s.mark, s.page+1, s.tag, element)
		}
	}
	return nil
}

func contentIsMarked(r *reading) error {
	if len(r.shown) < 20 {
		return fmt.Errorf("only %d contents", len(r.shown))
	}
	if i := slices.IndexFunc(r.shown, func(s shown) bool { return s.mark == -1 }); i >= 0 {
		return fmt.Errorf("content %d is neither marked nor an artifact", i)
	}
	return nil
}
