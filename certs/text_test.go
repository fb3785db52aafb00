package certs

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestFacesAreWhole(t *testing.T) {
	for _, f := range []*face{sansFace(), serifFace()} {
		if len(f.glyphs) < 1300 || len(f.marks.mark) < 50 || len(f.marks.base) < 300 {
			t.Errorf("%s: %d letters, %d marks, %d letters with anchors", f.family, len(f.glyphs), len(f.marks.mark), len(f.marks.base))
		}
		if f.glyphs['A'] == 0 || f.glyphs['A'] == f.glyphs['B'] || f.width('W') <= f.width('i') {
			t.Errorf("%s: glyphs of A and B are %d and %d, widths of W and i %d and %d",
				f.family, f.glyphs['A'], f.glyphs['B'], f.width('W'), f.width('i'))
		}
	}
}

func TestPlainTextIsOnePiece(t *testing.T) {
	for _, s := range []string{"Jörg", "Ånström", "Ελένη", "Щербина"} {
		l := sansFace().set(clean(s))
		if len(l.pieces) != 1 || l.pieces[0].text != s || l.width == 0 {
			t.Errorf("set(%q) = %+v, want one piece", s, l)
		}
	}
	if l := sansFace().set(clean("Jo\u0308rg")); len(l.pieces) != 1 || l.pieces[0].text != "Jörg" {
		t.Errorf("decomposed ö is drawn as %+v", l.pieces)
	}
}

// TestMarksSit checks that a mark is over the middle of its letter and above capitals higher.
func TestMarksSit(t *testing.T) {
	for _, f := range []*face{sansFace(), serifFace()} {
		small, capital := f.set("m\u0302"), f.set("M\u0302")
		if len(small.pieces) != 2 || len(capital.pieces) != 2 {
			t.Fatalf("%s: pieces %+v and %+v, want letter and mark each", f.family, small.pieces, capital.pieces)
		}
		if low, high := small.pieces[1].y, capital.pieces[1].y; high-low < 100 {
			t.Errorf("%s: circumflex at %d over m and %d over M", f.family, low, high)
		}
		if capital.width != f.width('M') || capital.pieces[1].x <= 0 || capital.pieces[1].x >= f.width('M')+f.width('M')/2 {
			t.Errorf("%s: M and circumflex: %+v", f.family, capital)
		}
		two := f.set("L\u0325\u0304") // ring below, macron above
		if len(two.pieces) != 3 || two.pieces[2].y <= two.pieces[1].y {
			t.Errorf("%s: L with two marks: %+v", f.family, two.pieces)
		}
		stacked := f.set("m\u0302\u0304")
		if len(stacked.pieces) != 3 || stacked.pieces[2].y <= stacked.pieces[1].y {
			t.Errorf("%s: two marks over m do not stack: %+v", f.family, stacked.pieces)
		}
		dotted := f.set("j\u0301").pieces[0]
		if dotted.text != "ȷ" || dotted.actual != "j" {
			t.Errorf("%s: j with acute is drawn as %+v, want dotless", f.family, dotted)
		}
		if kept := f.set("j\u0323").pieces[0]; kept.text != "j" || kept.actual != "" {
			t.Errorf("%s: j with dot below is drawn as %+v, want its dot", f.family, kept)
		}
	}
}

func TestWrap(t *testing.T) {
	f := sansFace()
	for _, s := range []string{
		"", "a", "ein kurzer Satz", strings.Repeat("Wort ", 40), strings.Repeat("x", 300), "Müller-Lüdenscheidt-von-und-zu",
		strings.Repeat("K\u0331\u035f", 60), "a " + strings.Repeat("M\u0302", 50) + " b",
	} {
		s = clean(s)
		for _, width := range []int{1, 700, 5000, 30000} {
			checkWrap(t, f, s, width)
		}
	}
}

func checkWrap(t *testing.T, f *face, s string, width int) {
	t.Helper()
	lines := f.wrap(s, width)
	if joined := strings.Join(lines, ""); joined != s {
		t.Fatalf("wrap(%q, %d) = %q: text is lost", s, width, lines)
	}
	for _, l := range lines {
		first := []rune(l)[0]
		letters := slices.DeleteFunc([]rune(strings.TrimRight(l, " ")), func(r rune) bool { return unicode.Is(unicode.Mn, r) })
		if unicode.Is(unicode.Mn, first) && l != lines[0] {
			t.Errorf("wrap(%q, %d): line %q begins with a mark", s, width, l)
		}
		if got := f.measure(strings.TrimRight(l, " ")); got > width && len(letters) > 1 {
			t.Errorf("wrap(%q, %d): line %q is %d wide", s, width, l, got)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("Dr. Ayşe K\u0331-Müller", 4000)
	f.Add("\u0301 \u0301a", 1)
	f.Fuzz(func(t *testing.T, s string, width int) {
		if width < 1 || len(s) > 300 {
			return
		}
		checkWrap(t, serifFace(), clean(strings.ToValidUTF8(s, "")), width)
	})
}

// A font that is cut anywhere in its tables is an error, not a crash.
func TestBrokenFace(t *testing.T) {
	whole := sansFace().file
	for n := 0; n < len(whole); n += 4001 {
		if f, err := parseFace(whole[:n:n]); err == nil {
			t.Errorf("%d of %d bytes are read as a font with %d letters", n, len(whole), len(f.glyphs))
		}
	}
}

func TestCheckName(t *testing.T) {
	for _, name := range []string{
		"Anna", "Jördis Øvergård-Çelik", "M̂ar̆ij́a K̲͟hạ̄lid", "Ελένη Παπαδοπούλου", "Александра Щербина", "O’Neill", "Nguyễn Thị Hằng", "ẞ",
	} {
		if err := CheckName(name); err != nil {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
		if err := CheckName(norm.NFD.String(name)); err != nil {
			t.Errorf("CheckName(%q, decomposed) = %v", name, err)
		}
	}
	for name, letter := range map[string]rune{
		"Anna 😀": '😀', "漢字": '漢', "Anna محمد": 'م', "דוד": 'ד', "a\x00b": 0, "a\u200db": '\u200d', "\u202eanna": '\u202e', "a\xffb": '\ufffd',
		"\u0301a": '\u0301',
	} {
		var glyph *GlyphError
		if err := CheckName(name); !errors.As(err, &glyph) || glyph.Letter != letter || glyph.Field != "holder" {
			t.Errorf("CheckName(%q) = %v, want the letter %q", name, err, letter)
		}
	}
	for _, name := range []string{"", "  ", "\u00ad"} {
		if err := CheckName(name); !errors.Is(err, ErrIncomplete) {
			t.Errorf("CheckName(%q) = %v, want ErrIncomplete", name, err)
		}
	}
}

// dinSequences are the letters of DIN 91379 that need a combining mark.
const dinSequences = "A̋ C̀ C̄ C̆ C̈ C̕ C̣ C̦ C̨̆ D̂ F̀ F̄ G̀ H̄ H̦ H̱ J́ J̌ K̀ K̂ K̄ K̇ K̕ K̛ K̦ K͟H K͟h L̂ L̥ L̥̄ L̦ M̀ M̂ M̆ M̐ N̂ N̄ N̆ N̦ " +
	"P̀ P̄ P̕ P̣ R̆ R̥ R̥̄ S̀ S̄ S̛̄ S̱ T̀ T̄ T̈ T̕ T̛ U̇ Z̀ Z̄ Z̆ Z̈ Z̧ a̋ c̀ c̄ c̆ c̈ c̕ c̣ c̦ c̨̆ d̂ f̀ f̄ g̀ h̄ h̦ j́ k̀ k̂ k̄ k̇ k̕ k̛ k̦ k͟h l̂ l̥ l̥̄ " +
	"l̦ m̀ m̂ m̆ m̐ n̂ n̄ n̆ n̦ p̀ p̄ p̕ p̣ r̆ r̥ r̥̄ s̀ s̄ s̛̄ s̱ t̀ t̄ t̕ t̛ u̇ z̀ z̄ z̆ z̈ z̧ Ç̆ ç̆ Û̄ û̄ ć̣ č̣ ĉ̣ ę̃ Ž̦ ž̦ Ḳ̄ ḳ̄ Ṣ̄ ṣ̄ Ṭ̄ ṭ̄ Ạ̈ ạ̈ Ọ̈ ọ̈ Ụ̄ ụ̄ Ụ̈ ụ̈"

func TestDIN91379IsCovered(t *testing.T) {
	if err := covered("sequences", dinSequences); err != nil {
		t.Error(err)
	}
	for _, s := range strings.Fields(dinSequences) {
		for _, f := range []*face{sansFace(), serifFace()} {
			for _, p := range f.set(clean(s)).pieces[1:] {
				r := []rune(p.text)[0]
				if unicode.Is(unicode.Mn, r) && r != '\u035f' && len(f.marks.mark[f.glyphs[r]]) == 0 {
					t.Errorf("%s: %q: the font does not say where %U belongs", f.family, s, r)
				}
			}
		}
	}
}
