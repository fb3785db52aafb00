package courses_test

import (
	"io/fs"
	"testing"

	"lernamt/courses"
)

// TestContent holds the embedded curriculum to its own rules.
func TestContent(t *testing.T) {
	entries, err := fs.ReadDir(courses.Content(), ".")
	if err != nil {
		t.Fatal(err)
	}
	r := courses.NewRenderer()
	for _, entry := range entries {
		if !entry.IsDir() {
			continue // the glossary
		}
		folder, err := fs.Sub(courses.Content(), entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		m, problems, err := courses.Read(folder, r)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			if p.Severity == courses.SeverityError {
				t.Errorf("%s/%v", entry.Name(), p)
			} else {
				t.Logf("%s/%v", entry.Name(), p)
			}
		}
		if string(m.ID) != entry.Name() {
			t.Errorf("the module %s lives in the folder %s", m.ID, entry.Name())
		}
	}
	if len(entries) < 2 {
		t.Errorf("%d modules, want at least 2", len(entries))
	}
}
