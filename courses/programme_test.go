package courses_test

import (
	"io/fs"
	"testing"

	"lernamt/courses"
)

func TestReadProgrammes(t *testing.T) {
	list, err := courses.ReadProgrammes([]byte("- {id: a, titel: A, kurz: K, module: [m, n], alle_monate: 12}\n- {id: b, titel: B, module: [m]}\n"))
	if err != nil || len(list) != 2 || list[0].EveryMonths != 12 || len(list[0].Modules) != 2 || list[1].ID != "b" {
		t.Errorf("ReadProgrammes = %+v, %v", list, err)
	}
	for name, data := range map[string]string{
		"no id":        "- {titel: A, module: [m]}",
		"no title":     "- {id: a, module: [m]}",
		"no module":    "- {id: a, titel: A}",
		"module twice": "- {id: a, titel: A, module: [m, m]}",
		"bad module":   "- {id: a, titel: A, module: [Ä]}",
		"id twice":     "- {id: a, titel: A, module: [m]}\n- {id: a, titel: A, module: [m]}",
		"unknown key":  "- {id: a, titel: A, module: [m], x: 1}",
		"negative":     "- {id: a, titel: A, module: [m], alle_monate: -1}",
		"not a list":   "id: a",
	} {
		if _, err := courses.ReadProgrammes([]byte(data)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestContentProgrammes demands that every module of a programme is there.
func TestContentProgrammes(t *testing.T) {
	data, err := fs.ReadFile(courses.Content(), courses.ProgrammesFile)
	if err != nil {
		t.Fatal(err)
	}
	list, err := courses.ReadProgrammes(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		for _, id := range p.Modules {
			if _, err := fs.Stat(courses.Content(), string(id)+"/modul.yaml"); err != nil {
				t.Errorf("programme %s: there is no module %s", p.ID, id)
			}
		}
	}
}

func FuzzReadProgrammes(f *testing.F) {
	f.Add([]byte("- {id: a, titel: A, module: [m]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := courses.ReadProgrammes(data)
		for _, p := range list {
			if err == nil && (p.Title == "" || len(p.Modules) == 0) {
				t.Errorf("accepted %+v", p)
			}
		}
	})
}
