package courses_test

import (
	"io/fs"
	"testing"

	"lernamt/courses"
	"lernamt/courses/coursestest"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// BenchmarkReadModule reads, checks and renders a whole module of the curriculum.
func BenchmarkReadModule(b *testing.B) {
	folder, err := fs.Sub(courses.Content(), "datenpannen")
	if err != nil {
		b.Fatal(err)
	}
	r := courses.NewRenderer()
	for b.Loop() {
		if _, _, err := courses.Read(folder, r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRenderLesson parses and renders one lesson of about 800 words.
func BenchmarkRenderLesson(b *testing.B) {
	source, err := fs.ReadFile(courses.Content(), "datenpannen/04-72-stunden.md")
	if err != nil {
		b.Fatal(err)
	}
	r := courses.NewRenderer()
	m, _, err := courses.Read(coursestest.SampleModule("beispiel"), r)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		doc := r.Markdown().Parser().Parse(text.NewReader(source), parser.WithContext(r.Context(m, "01-eins.md")))
		if courses.FragmentOf(r.Markdown(), source, doc) == "" {
			b.Fatal("nothing rendered")
		}
	}
}

// BenchmarkCatalogueModule finds a current module, which every page does.
func BenchmarkCatalogueModule(b *testing.B) {
	c := newCatalogue(b, coursestest.NewMemory(), "a", "b")
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.Module("a"); err != nil {
				b.Error(err)
			}
		}
	})
}
