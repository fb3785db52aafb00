package courses_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// lessonHTML returns the HTML of a lesson without its blocks.
func lessonHTML(l *courses.Lesson) string {
	var out strings.Builder
	for _, c := range l.Chunks {
		out.WriteString(string(c.HTML))
	}
	return out.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run go test -update and look at the difference\n got:\n%s\nwant:\n%s", path, got, want)
	}
}

func TestReadSample(t *testing.T) {
	m, problems, err := courses.Read(coursestest.SampleModule("beispiel"), courses.NewRenderer())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	if m.ID != "beispiel" || m.Title != "Beispiel: beispiel" || m.Version != "1.0.0" || m.Minutes() != 45 || len(m.Hash) != 64 {
		t.Errorf("module = %+v", m)
	}
	if len(m.Lessons) != 2 || m.Lessons[0].ID != "eins" || m.Lessons[1].ID != "zwei" {
		t.Fatalf("lessons = %+v", m.Lessons)
	}
	a := m.Assessment
	if a == nil || a.Title != "Prüfung" || a.Line != 8 || !strings.HasPrefix(string(a.Body), "# Pool: Frist\n") || !strings.HasPrefix(string(a.Front), "art: pruefung\n") {
		t.Errorf("assessment = %+v", a)
	}
	for i := range m.Lessons {
		html := strings.ReplaceAll(lessonHTML(&m.Lessons[i]), m.Hash.Short(), "HASH")
		golden(t, string(m.Lessons[i].ID)+".html", html)
	}
}
