package courses_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

func TestVariants(t *testing.T) {
	folder := coursestest.SampleModule("probe")
	m, _, err := courses.Read(folder, courses.NewRenderer())
	if err != nil {
		t.Fatal(err)
	}
	file := strings.TrimSuffix(m.Lessons[0].File, ".md")
	folder[file+".en.md"] = &fstest.MapFile{Data: []byte("---\ntitle: The first\n---\n\n## One\n\n> [!NOTE]\n> Mind the gap.\n")}
	folder[file+".ls.md"] = &fstest.MapFile{Data: []byte("---\ntitel: Das Erste\n---\n\nKurze Sätze.\n")}
	before := len(m.Lessons)
	m, problems, err := courses.Read(folder, courses.NewRenderer())
	if err != nil || courses.Unfit(problems) {
		t.Fatal(err, problems)
	}
	if len(m.Lessons) != before {
		t.Fatalf("%d lessons with variants, %d without", len(m.Lessons), before)
	}
	l := &m.Lessons[0]
	en, ls := l.Variant("en"), l.Variant("ls")
	if en.Title != "The first" || en.Language != "en" || en.ID != l.ID || en.Minutes != l.Minutes || len(en.Outline) != 1 {
		t.Errorf("English variant: %+v", en)
	}
	if html := lessonHTML(en); !strings.Contains(html, "Note") || strings.Contains(html, "Hinweis") {
		t.Errorf("the callout of the English variant is labelled otherwise: %s", html)
	}
	if ls.Title != "Das Erste" || ls.Language != "de-simple" {
		t.Errorf("variant in Leichte Sprache: %+v", ls)
	}
	if l.Variant("fr") != l {
		t.Error("a variant that is missing is not the lesson itself")
	}
}
