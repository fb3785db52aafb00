package courses_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

// read reads the sample module after change.
func read(t testing.TB, change func(fstest.MapFS)) (*courses.Module, []courses.Problem) {
	t.Helper()
	folder := coursestest.SampleModule("beispiel")
	change(folder)
	m, problems, err := courses.Read(folder, courses.NewRenderer())
	if err != nil {
		t.Fatal(err)
	}
	return m, problems
}

// lesson reads the sample module with another body of its first lesson, which begins on line 6.
func lesson(t testing.TB, body string) (*courses.Module, []courses.Problem) {
	t.Helper()
	return read(t, put("01-eins.md", "---\ntitel: Eins\nid: eins\ndauer: 5\n---\n"+body))
}

func put(name, text string) func(fstest.MapFS) {
	return func(folder fstest.MapFS) { folder[name] = &fstest.MapFile{Data: []byte(text)} }
}

func swap(name, old, replacement string) func(fstest.MapFS) {
	return func(folder fstest.MapFS) {
		text := string(folder[name].Data)
		if !strings.Contains(text, old) {
			panic("nothing to replace: " + old)
		}
		put(name, strings.Replace(text, old, replacement, 1))(folder)
	}
}

func drop(name string) func(fstest.MapFS) {
	return func(folder fstest.MapFS) { delete(folder, name) }
}

// brief returns file:line:column severity rule of each problem.
func brief(problems []courses.Problem) []string {
	out := []string{}
	for _, p := range problems {
		out = append(out, fmt.Sprintf("%s:%d:%d %s %s", p.File, p.Line, p.Column, p.Severity, p.Rule))
	}
	return out
}

func TestModuleRules(t *testing.T) {
	const first, second, manifest, exam = "01-eins.md", "02-zwei.md", "modul.yaml", "90-pruefung.md"
	tests := []struct {
		name   string
		change func(fstest.MapFS)
		want   []string
	}{
		{"nothing wrong", func(fstest.MapFS) {}, nil},
		{"no manifest", drop(manifest), []string{"modul.yaml:0:0 error manifest-missing"}},
		{"unknown key", swap(manifest, "lizenz:", "lizens:"), []string{"modul.yaml:14:9 warning unknown-key"}},
		{"English keys", put(manifest, "id: beispiel\ntitle: T\nsummary: S\nobjectives: a\naudience: [b]\nlevel: basic\nversion: 0.1.0-rc.1\nas_of: 2026-01-02\nvalid_months: 3\nlanguage: en-GB\nauthors: [x]\nlicense: MIT\n"), nil},
		{"id that YAML reads as a number", swap(manifest, "id: beispiel", "id: 007"), []string{"modul.yaml:1:5 error yaml-value"}},
		{"id in capitals", swap(manifest, "id: beispiel", "id: Beispiel"), []string{"modul.yaml:0:0 error id-form"}},
		{"no title", swap(manifest, `titel: "Beispiel: beispiel"`, "titel:"), []string{"modul.yaml:0:0 error title-missing"}},
		{"colon in a title", swap(manifest, `titel: "Beispiel: beispiel"`, "titel: A: B"), []string{"modul.yaml:2:8 error yaml"}},
		{"duplicate key", swap(manifest, "stufe: grundlagen", "kurz: x"), []string{"modul.yaml:6:1 error yaml-duplicate"}},
		{"two names of one key", swap(manifest, "stufe: grundlagen", "title: x"), []string{"modul.yaml:6:8 error yaml-duplicate"}},
		{"version of two numbers", swap(manifest, "version: 1.0.0", "version: 1.0"), []string{"modul.yaml:9:10 error yaml-value"}},
		{"version with a leading zero", swap(manifest, "version: 1.0.0", "version: 1.01.0"), []string{"modul.yaml:0:0 error version"}},
		{"day that is none", swap(manifest, "2026-11-01", "2026-02-30"), []string{"modul.yaml:10:8 error yaml-value"}},
		{"unknown level", swap(manifest, "stufe: grundlagen", "stufe: profi"), []string{"modul.yaml:6:8 error yaml-value"}},
		{"negative validity", swap(manifest, "gueltig_monate: 12", "gueltig_monate: -1"), []string{"modul.yaml:11:17 error yaml-value"}},
		{"language that is none", swap(manifest, "sprache: de", "sprache: deutsch!"), []string{"modul.yaml:0:0 error language"}},
		{"module before itself", swap(manifest, "lizenz:", "voraussetzungen: [beispiel]\nlizenz:"), []string{"modul.yaml:0:0 error requires"}},
		{"order with a file that is missing", swap(manifest, "lizenz:", "einheiten: [02-zwei, 01-eins.md, 03-drei]\nlizenz:"), []string{"modul.yaml:0:0 error units"}},
		{"order that forgets a lesson", swap(manifest, "lizenz:", "einheiten: [02-zwei]\nlizenz:"), []string{"modul.yaml:0:0 warning units"}},
		{"no lesson id", swap(first, "id: eins", "schlagworte: [a]"), []string{"01-eins.md:1:0 error id-missing"}},
		{"duplicate lesson id", swap(second, "id: zwei", "id: eins"), []string{"02-zwei.md:1:0 error id-duplicate"}},
		{"no lesson title", swap(first, "titel: Die Meldekette\n", ""), []string{"01-eins.md:1:0 error title-missing"}},
		{"no minutes", swap(first, "dauer: 10\n", ""), []string{"01-eins.md:1:0 error minutes-missing"}},
		{"zero minutes", swap(first, "dauer: 10", "dauer: 0"), []string{"01-eins.md:1:0 error minutes-missing"}},
		{"minutes with a unit", swap(first, "dauer: 10", "dauer: 10 min"), nil},
		{"minutes in words", swap(first, "dauer: 10", "dauer: zehn"), []string{"01-eins.md:4:8 error yaml-value"}},
		{"unknown lesson key", swap(first, "dauer: 10", "dauer: 10\nfarbe: rot"), []string{"01-eins.md:5:8 warning unknown-key"}},
		{"no front matter", put("03-x.md", "Text"), []string{"03-x.md:1:1 error front-matter"}},
		{"front matter without an end", put("03-x.md", "---\nid: x\n"), []string{"03-x.md:1:1 error front-matter"}},
		{"empty front matter", put("03-x.md", "---\n---\n"), []string{
			"03-x.md:1:0 error id-missing", "03-x.md:1:0 error title-missing", "03-x.md:1:0 error minutes-missing"}},
		{"byte-order mark and CRLF", put("03-x.md", "\ufeff---\r\ntitel: X\r\nid: x\r\ndauer: 5\r\n---\r\nText\r\n"), []string{"03-x.md:1:1 warning bom"}},
		{"Latin-1", put("03-x.md", "---\ntitel: X\nid: x\ndauer: 5\n---\n\xfc"), []string{"03-x.md:0:0 error encoding"}},
		{"kind that is none", swap(first, "dauer: 10", "dauer: 10\nart: kapitel"), []string{"01-eins.md:5:6 error yaml-value"}},
		{"two assessments", put("91-pruefung.md", "---\nart: pruefung\ntitel: X\nid: x\ndauer: 5\nbestehen: 1\n---\n"), []string{"91-pruefung.md:1:0 error assessment-second"}},
		{"missing picture in the assessment", swap(exam, "Antwort:", "![a](b.png)\n\nAntwort:"), []string{"90-pruefung.md:14:1 error image-missing"}},
		{"page too large", put("03-x.md", strings.Repeat("x\n", 300<<10)), []string{"03-x.md:0:0 error page-bounds"}},
		{"quotes too deep", put("03-x.md", "x\n"+strings.Repeat("> ", 21)), []string{"03-x.md:2:0 error page-bounds"}},
		{"table too wide", put("03-x.md", "x\n\n"+strings.Repeat("|a", 31)+"|"), []string{"03-x.md:3:0 error page-bounds"}},
		{"paragraph too long", put("03-x.md", "x\n\n"+strings.Repeat("**a *b_\n", 3000)), []string{"03-x.md:2051:0 error page-bounds"}},
		{"variants are no lessons", func(folder fstest.MapFS) {
			put("01-eins.en.md", "---\ntitle: One\n---\nText.\n")(folder)
			put("01-eins.ls.md", "no front matter")(folder)
			put("07-x.en.md", "---\ntitel: X\n---\n")(folder)
		}, []string{"01-eins.ls.md:1:1 error front-matter", "07-x.en.md:0:0 warning variant"}},
		{"variant of another lesson", put("01-eins.en.md", "---\ntitle: One\nid: zwei\n---\nText.\n"), []string{"01-eins.en.md:1:0 error variant-id"}},
		{"variant with a broken picture", put("01-eins.en.md", "---\ntitle: One\n---\n\n![Text](bilder/no.svg)\n"), []string{"01-eins.en.md:5:1 error image-missing"}},
		{"files of repositories", func(folder fstest.MapFS) {
			for _, name := range []string{"README.md", "LICENSE", ".gitignore", ".git/config", "bilder/.DS_Store"} {
				put(name, "x")(folder)
			}
		}, nil},
		{"file of an unknown kind", put("a.exe", "x"), []string{"a.exe:0:0 warning file-unused"}},
		{"script in a drawing", swap("bilder/kette.svg", "<text", "<script/><text"), []string{"01-eins.md:13:1 error image-missing", "bilder/kette.svg:1:138 error svg"}},
		{"picture that is none", put("bilder/x.png", "GIF89a"), []string{"bilder/x.png:0:0 error media"}},
		{"no lesson", func(folder fstest.MapFS) { drop(first)(folder); drop(second)(folder) }, []string{"modul.yaml:0:0 error lessons-missing"}},
		{"file too large", put("a.mp4", strings.Repeat("x", courses.MostFileBytes+1)), []string{"a.mp4:0:0 error files"}},
		{"name with a control character", put("a\n.png", ""), []string{"a\n.png:0:0 error files"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := read(t, tt.change)
			if got := brief(problems); !slices.Equal(got, append([]string{}, tt.want...)) {
				t.Errorf("problems\n got %q\nwant %q\n%v", got, tt.want, problems)
			}
		})
	}
}

func TestUnits(t *testing.T) {
	m, _ := read(t, swap("modul.yaml", "lizenz:", "einheiten: [02-zwei, 01-eins.md]\nlizenz:"))
	if len(m.Lessons) != 2 || m.Lessons[0].ID != "zwei" || m.Assessment == nil {
		t.Errorf("lessons = %+v, want zwei before eins and an assessment", m.Lessons)
	}
	m, _ = read(t, put("01-eins.ls.md", ""))
	if len(m.Lessons) != 2 || len(m.Variants) != 1 || m.Variants[0] != (courses.Variant{File: "01-eins.ls.md", Of: "01-eins.md", Kind: "ls"}) {
		t.Errorf("variants = %+v", m.Variants)
	}
}

func TestFilesRefusesLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "01-x.md")); err != nil {
		t.Fatal(err)
	}
	_, err := courses.Files(os.DirFS(dir))
	var p courses.Problem
	if !errors.As(err, &p) || p.Rule != "files" {
		t.Errorf("Files error = %v, want a problem", err)
	}
	if _, err := courses.Files(os.DirFS(filepath.Join(dir, "none"))); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Files(missing) error = %v", err)
	}
}

func TestHashOf(t *testing.T) {
	files := map[string][]byte{"b": []byte("2"), "a/c": []byte("1")}
	// printf 1 > a/c; printf 2 > b; sha256sum a/c b | sha256sum
	const want = "1611be2fb85a7252d10365b756eb80672d6e3c595d0dde461acb9342fc3fbd0c"
	if got := courses.HashOf(files); string(got) != want {
		t.Errorf("HashOf = %s, want %s", got, want)
	}
}
