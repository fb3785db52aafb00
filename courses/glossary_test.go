package courses_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

const glossary = `
- {id: panne, begriff: Panne, formen: [Pannen, Datenpanne], erklaerung: "Ein <b>Vorfall</b>.", quelle: Art. 33 DSGVO}
- {id: daten, begriff: personenbezogene Daten, erklaerung: Angaben zu Menschen.}
- {id: aerger, begriff: Ärger, erklaerung: Unmut.}
`

func TestGlossaryInLessons(t *testing.T) {
	g, err := courses.ReadGlossary([]byte(glossary))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, term := range g.Terms {
		names = append(names, term.ID)
	}
	if got := strings.Join(names, " "); got != "aerger panne daten" {
		t.Errorf("terms in the order %s, want that of a German dictionary", got)
	}
	tests := []struct {
		name, body string
		want       []string // that the lesson holds
		count      int      // of explained terms
	}{
		{"first mention only", "Eine Panne ist eine Panne.", []string{`Eine <button type="button" class="term" popovertarget="begriff-panne">Panne</button>`, "</span> ist eine Panne."}, 1},
		{"another form", "Zwei Pannen.", []string{`>Pannen</button>`}, 1},
		{"definition is text", "Die Panne.", []string{"Ein &lt;b&gt;Vorfall&lt;/b&gt;.", "(Art. 33 DSGVO)"}, 1},
		{"several words", "Das sind personenbezogene Daten, meint er.", []string{`>personenbezogene Daten</button>`, "</span>, meint er."}, 1},
		{"part of a word", "Pannenhilfe und Panne-Dienst und Ärgernis.", nil, 0},
		{"umlaut at the start", "Ärger im Amt.", []string{">Ärger</button>"}, 1},
		{"heading, link and code", "## Panne\n\n[Panne](https://example.org) und `Panne`.", nil, 0},
		{"in a list", "- eine Panne\n", []string{">Panne</button>"}, 1},
		{"emphasis", "Das ist **keine Panne** mehr.", []string{`<strong>keine <button`}, 1},
		{"line break kept", "Eine Panne\nund mehr.", []string{"</span>\nund mehr."}, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := coursestest.SampleModule("probe")
			folder["09-neu.md"] = &fstest.MapFile{Data: []byte("---\ntitel: Neu\nid: neu\ndauer: 5\n---\n\n" + test.body + "\n")}
			r := courses.NewRenderer()
			r.Glossary = g
			m, problems, err := courses.Read(folder, r)
			if err != nil || courses.Unfit(problems) {
				t.Fatal(err, problems)
			}
			l, _ := m.Lesson("neu")
			html := lessonHTML(l)
			for _, want := range test.want {
				if !strings.Contains(html, want) {
					t.Errorf("the lesson lacks %q:\n%s", want, html)
				}
			}
			if got := strings.Count(html, "popovertarget="); got != test.count {
				t.Errorf("%d terms are explained, want %d:\n%s", got, test.count, html)
			}
		})
	}
}

func TestGlossaryRefuses(t *testing.T) {
	for name, data := range map[string]string{
		"no id":          "- {begriff: A, erklaerung: B}",
		"no definition":  "- {id: a, begriff: A}",
		"same id":        "- {id: a, begriff: A, erklaerung: B}\n- {id: a, begriff: C, erklaerung: B}",
		"same spelling":  "- {id: a, begriff: A, erklaerung: B}\n- {id: b, begriff: C, formen: [A], erklaerung: B}",
		"unknown key":    "- {id: a, begriff: A, erklaerung: B, x: 1}",
		"not a list":     "id: a",
		"not YAML":       "- {",
		"bad characters": "- {id: Ä, begriff: A, erklaerung: B}",
	} {
		if _, err := courses.ReadGlossary([]byte(data)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestContentGlossary reads the glossary of the curriculum and demands that lessons mention its terms.
func TestContentGlossary(t *testing.T) {
	data, err := fs.ReadFile(courses.Content(), courses.GlossaryFile)
	if err != nil {
		t.Fatal(err)
	}
	g, err := courses.ReadGlossary(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, term := range g.Terms {
		if term.Module == "" {
			continue
		}
		if _, err := fs.Stat(courses.Content(), string(term.Module)+"/modul.yaml"); err != nil {
			t.Errorf("term %s: there is no module %s", term.ID, term.Module)
		}
	}
}

func FuzzReadGlossary(f *testing.F) {
	f.Add([]byte(glossary))
	f.Fuzz(func(t *testing.T, data []byte) {
		if g, err := courses.ReadGlossary(data); err == nil && g == nil {
			t.Error("neither a glossary nor an error")
		}
	})
}
