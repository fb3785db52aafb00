package flow

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"lernamt/assessments"
	"lernamt/courses"
)

// A Course is a module at one version with its assessment read.
type Course struct {
	*courses.Module
	Exam *assessments.Assessment // nil if the module is only attended
}

// A Catalogue is the modules on offer, with their assessments.
type Catalogue struct {
	*courses.Catalogue
	renderer   *courses.Renderer
	programmes []courses.Programme

	mu    sync.RWMutex
	exams map[courses.Hash]*assessments.Assessment
}

// NewCatalogue returns a catalogue over modules rendered by r.
func NewCatalogue(modules *courses.Catalogue, r *courses.Renderer) *Catalogue {
	programmes, err := courses.ReadProgrammes(embedded(courses.ProgrammesFile))
	if err != nil {
		panic(err) // it is embedded, and a test reads it
	}
	return &Catalogue{Catalogue: modules, renderer: r, programmes: programmes, exams: make(map[courses.Hash]*assessments.Assessment)}
}

// NewRenderer returns the renderer that knows the questions of lessons and explains the terms of the
// glossary.
func NewRenderer() *courses.Renderer {
	glossary, err := courses.ReadGlossary(embedded(courses.GlossaryFile))
	if err != nil {
		panic(err) // it is embedded, and a test reads it
	}
	r := courses.NewRenderer(assessments.NewExtension(courses.FragmentOf))
	r.Glossary = glossary
	return r
}

// embedded returns a file of the curriculum that comes with Lernamt.
func embedded(name string) []byte {
	data, err := fs.ReadFile(courses.Content(), name)
	if err != nil {
		panic(err)
	}
	return data
}

// Programmes returns the programmes that come with Lernamt, with those of their modules that are on
// offer.
func (c *Catalogue) Programmes() []courses.Programme {
	offered := make([]courses.Programme, 0, len(c.programmes))
	for _, p := range c.programmes {
		p.Modules = slices.DeleteFunc(slices.Clone(p.Modules), func(id courses.ModuleID) bool {
			_, err := c.Module(id)
			return err != nil
		})
		if len(p.Modules) > 0 {
			offered = append(offered, p)
		}
	}
	return offered
}

// Glossary returns the terms that lessons explain, in German order.
func (c *Catalogue) Glossary() []courses.Term { return c.renderer.Glossary.Terms }

// Courses returns the current version of every module, by title.
func (c *Catalogue) Courses() ([]Course, error) {
	modules := c.Modules()
	all := make([]Course, 0, len(modules))
	for _, m := range modules {
		course, err := c.course(m)
		if err != nil {
			return nil, err
		}
		all = append(all, course)
	}
	return all, nil
}

// Current returns the version of the module that people enrol in now.
func (c *Catalogue) Current(id courses.ModuleID) (Course, error) {
	m, err := c.Module(id)
	if err != nil {
		return Course{}, err
	}
	return c.course(m)
}

// Version returns one published version of the module.
func (c *Catalogue) Version(ctx context.Context, id courses.ModuleID, h courses.Hash) (Course, error) {
	m, err := c.At(ctx, id, h)
	if err != nil {
		return Course{}, err
	}
	return c.course(m)
}

// course adds the assessment, which is read once for each version.
func (c *Catalogue) course(m *courses.Module) (Course, error) {
	if m.Assessment == nil {
		return Course{Module: m}, nil
	}
	c.mu.RLock()
	exam := c.exams[m.Hash]
	c.mu.RUnlock()
	if exam == nil {
		var err error
		if exam, err = ReadExam(c.renderer, m); err != nil {
			return Course{}, err
		}
		c.mu.Lock()
		c.exams[m.Hash] = exam
		c.mu.Unlock()
	}
	return Course{Module: m, Exam: exam}, nil
}

// ReadExam parses the assessment of a module that was rendered by r; nil if it has none. One with errors
// is refused with the first of them.
func ReadExam(r *courses.Renderer, m *courses.Module) (*assessments.Assessment, error) {
	file := m.Assessment
	if file == nil {
		return nil, nil
	}
	exam, problems := assessments.Parse(file.Front, file.Body, file.Line, r.Markdown(), r.Context(m, file.File), courses.FragmentOf)
	for _, p := range problems {
		if p.Severity == assessments.SeverityError {
			return nil, fmt.Errorf("module %s, %s:%d: %s", m.ID, file.File, p.Line, p.Message)
		}
	}
	return exam, nil
}

// Matches reports whether every word of the query is in the module's title, summary, objectives, or the titles and
// keywords of its lessons.
func (c Course) Matches(query string) bool {
	var b strings.Builder
	b.WriteString(c.Title + " " + c.Summary + " " + strings.Join(c.Objectives, " "))
	for i := range c.Lessons {
		b.WriteString(" " + c.Lessons[i].Title + " " + strings.Join(c.Lessons[i].Keywords, " "))
	}
	text := strings.ToLower(b.String())
	for _, word := range strings.Fields(strings.ToLower(query)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
