package courses_test

import (
	"testing"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

// FuzzLesson reads arbitrary lessons: nothing may panic, and nothing but harmless HTML comes out.
func FuzzLesson(f *testing.F) {
	for _, seed := range []string{
		"---\ntitel: a\nid: a\ndauer: 5\n---\n## A\n\n[x](javascript:alert(1)) <script>x</script> ![a](bilder/kette.svg \"t\")\n",
		"---\n---\n> [!NOTE]\n> - [ ] a\n\n| a | b |\n|--|:-:|\n| <b onclick=x> | `c` |\n",
		"a\n: b[^1]\n\n[^1]: c\n\n```go {onclick=x}\nfunc\n```\n\n<https://x.y> <a@b.c>\n",
		"[a]: <java\u0000script:x> 'b'\n[a] ![a] [a&#x22; onclick=\"x](#\"onclick=x)",
		"# a {onclick=x}\n\n~~a~~ <img src=x onerror=y>\n\n- [x] ![](a.png)\n",
	} {
		f.Add(seed)
	}
	folder := coursestest.SampleModule("beispiel")
	r := courses.NewRenderer()
	f.Fuzz(func(t *testing.T, text string) {
		put("01-eins.md", text)(folder)
		m, _, err := courses.Read(folder, r)
		if err != nil {
			t.Fatal(err)
		}
		for i := range m.Lessons {
			wantSafe(t, lessonHTML(&m.Lessons[i]))
		}
	})
}

// FuzzManifest reads arbitrary descriptions of modules and front matter of assessments.
func FuzzManifest(f *testing.F) {
	f.Add("id: a\ntitel: b\nlernziele: [a, {b: c}]\nstand: 2026-01-01\nversion: 1.0.0\n")
	f.Add("\ufeff- a\r\n- &a b\n- *a\n")
	f.Add("id: |\n  a\n? b\n: c\n<<: {d: e}\n...\n---\nx")
	f.Add("einheiten: !!binary x\ndauer: 0x10\ngueltig_monate: 1e3")
	folder := coursestest.SampleModule("beispiel")
	r := courses.NewRenderer()
	f.Fuzz(func(t *testing.T, text string) {
		put("modul.yaml", text)(folder)
		put("90-pruefung.md", "---\nart: pruefung\n"+text)(folder)
		m, problems, err := courses.Read(folder, r)
		if err != nil {
			t.Fatal(err)
		}
		if !courses.Unfit(problems) && (m.ID == "" || m.Title == "" || m.Version == "" || len(m.Lessons) == 0) {
			t.Errorf("module %+v passed", m)
		}
	})
}
