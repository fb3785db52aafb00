package pdfa

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"
)

// newDrawing returns what gofpdf makes of some pages without text.
func newDrawing(t testing.TB, pages int) []byte {
	t.Helper()
	pdf := gofpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(time.Unix(0, 0))
	pdf.SetModificationDate(time.Unix(0, 0))
	for range pages {
		pdf.AddPage()
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadDrawing(t *testing.T) {
	for n := 1; n <= 3; n++ {
		o, err := readDrawing(newDrawing(t, n))
		if err != nil {
			t.Fatal(err)
		}
		pages, err := o.pages()
		if err != nil || len(pages) != n {
			t.Errorf("pages = %v, %v, want %d", pages, err, n)
		}
	}
}

func TestReadDrawingRefuses(t *testing.T) {
	good := newDrawing(t, 1)
	for name, file := range map[string][]byte{
		"nothing":       nil,
		"no PDF":        []byte("hello"),
		"cut":           good[:len(good)/2],
		"no table":      bytes.Replace(good, []byte("\nxref\n"), []byte("\nxxxx\n"), 1),
		"no trailer":    bytes.Replace(good, []byte("/Root"), []byte("/Ruut"), 1),
		"wrong offsets": bytes.ReplaceAll(good, []byte("\n0000"), []byte("\n0001")),
		"far root":      bytes.Replace(good, []byte("/Root "), []byte("/Root 9"), 1),
	} {
		if _, err := readDrawing(file); !errors.Is(err, errDrawing) {
			t.Errorf("%s: readDrawing error = %v, want errDrawing", name, err)
		}
	}
}

func FuzzFinish(f *testing.F) {
	f.Add(newDrawing(f, 1))
	f.Add(newDrawing(f, 2))
	f.Fuzz(func(t *testing.T, drawing []byte) {
		d := Document{Drawing: drawing, Root: &Element{Kind: "Document"}, Language: "de"}
		file, err := d.Finish(nil)
		if err == nil && !bytes.HasPrefix(file, []byte("%PDF-1.7\n")) {
			t.Errorf("Finish = %.20q", file)
		}
	})
}

func TestFinishRefusesWrongMarks(t *testing.T) {
	for name, kids := range map[string][]*Element{
		"page 0":     {{Kind: "P", Marks: []Mark{{0, 0}}}},
		"page 2":     {{Kind: "P", Marks: []Mark{{2, 0}}}},
		"content -1": {{Kind: "P", Marks: []Mark{{1, -1}}}},
		"two owners": {{Kind: "P", Marks: []Mark{{1, 0}}}, {Kind: "P", Marks: []Mark{{1, 0}}}},
		"link":       {{Kind: "Link", Page: 2}},
	} {
		d := Document{Drawing: newDrawing(t, 1), Root: &Element{Kind: "Document", Kids: kids}}
		if _, err := d.Finish(nil); err == nil {
			t.Errorf("%s: Finish error = nil", name)
		}
	}
}

// TestTextCannotBreakOut puts hostile text where it is written into the file.
func TestTextCannotBreakOut(t *testing.T) {
	const hostile = `) >> endobj <x:y> & "ä" \ ( ]]> {title}`
	d := Document{
		Drawing: newDrawing(t, 1), Language: "de", Title: hostile, Author: hostile, Producer: hostile,
		Root: &Element{Kind: "Document", Kids: []*Element{
			{Kind: "Figure", Alt: hostile, Page: 1, Marks: []Mark{{1, 0}}},
			{Kind: "Link", Link: "https://example.org/(" + hostile, Page: 1, Marks: []Mark{{1, 1}}},
		}},
		Files: []File{{Name: "a.json", Type: "text/x (y)", Relation: "Data", Description: hostile, Content: []byte("endobj")}},
	}
	file, err := d.Finish(nil)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file, []byte(") >> endobj <x")) || bytes.Contains(file, []byte("<x:y>")) {
		t.Error("text is written into the file as it is")
	}
	if n := bytes.Count(file, []byte("endobj\n")); n != bytes.Count(file, []byte(" 0 obj\n")) {
		t.Errorf("%d objects end, %d begin", n, bytes.Count(file, []byte(" 0 obj\n")))
	}
}

func TestText(t *testing.T) {
	for s, want := range map[string]string{
		"": "()", "plain": "(plain)", "ä": "<FEFF00E4>", "a)b": "<FEFF006100290062>", "a\nb": "<FEFF0061000A0062>", "😀": "<FEFFD83DDE00>",
	} {
		if got := Text(s); got != want {
			t.Errorf("text(%q) = %s, want %s", s, got, want)
		}
	}
	if got := address("https://ä/ b"); got != "<68747470733A2F2F2543332541342F25323062>" {
		t.Errorf("address = %s", got)
	}
}

func TestToUnicode(t *testing.T) {
	glyphs := make([]byte, 2<<16)
	for code := 1; code <= 250; code++ {
		glyphs[2*code+1] = 1
	}
	cmap := string(toUnicode(glyphs))
	for _, want := range []string{"100 beginbfchar\n<0001> <0001>", "\n50 beginbfchar\n", "<00FA> <00FA>\nendbfchar"} {
		if !strings.Contains(cmap, want) {
			t.Errorf("the CMap has no %q", want)
		}
	}
	if strings.Contains(cmap, "<00FB>") || strings.Contains(cmap, "<0000> <0000>") {
		t.Error("the CMap names characters that have no glyph")
	}
}

func TestSRGB(t *testing.T) {
	profile := srgb()
	if size := fmt.Sprintf("%x", profile[:4]); size != fmt.Sprintf("%08x", len(profile)) || len(profile)%4 != 0 {
		t.Errorf("profile of %d bytes says %s", len(profile), size)
	}
	curve := toneCurve()[12:]
	value := func(i int) int { return int(curve[2*i])<<8 | int(curve[2*i+1]) }
	if value(0) != 0 || value(1023) != 65535 {
		t.Errorf("curve from %d to %d", value(0), value(1023))
	}
	if mid := value(511); mid < 13900 || mid > 14100 { // 0.4995 in sRGB is 0.2136 of the light
		t.Errorf("curve at the middle is %d", mid)
	}
}
