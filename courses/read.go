package courses

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Read reads the folder of one module. The problems are sorted by place; a module with an error among
// them (see [Unfit]) must not be published. The module is never nil if the error is, and then holds
// what could be made of the folder. The error tells that the folder could not be read at all.
func Read(fsys fs.FS, r *Renderer) (*Module, []Problem, error) {
	files, err := Files(fsys)
	var p Problem
	if errors.As(err, &p) {
		return &Module{}, []Problem{p}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	m, problems := read(files, r)
	return m, problems, nil
}

// A reading is a module on its way from files.
type reading struct {
	files    map[string][]byte
	pages    map[string]*page // by file
	problems []Problem
	m        *Module
}

// read makes a module of the files of its folder.
func read(files map[string][]byte, r *Renderer) (*Module, []Problem) {
	rd := &reading{
		files: files, pages: make(map[string]*page),
		m: &Module{Hash: HashOf(files), media: make(map[string]medium)},
	}
	order := rd.manifest()
	rd.sort()
	rd.arrange(order)
	rd.unique()
	for i := range rd.m.Lessons {
		l := &rd.m.Lessons[i]
		l.Language = rd.m.Language
		l.Chunks, l.Outline = r.render(rd.m, rd.pages[l.File], l.Language)
		rd.variants(l, r)
	}
	if rd.m.Assessment != nil {
		r.check(rd.m, rd.pages[rd.m.Assessment.File])
	}
	for _, p := range rd.pages {
		rd.problems = append(rd.problems, p.problems...)
	}
	sortProblems(rd.problems)
	return rd.m, rd.problems
}

func (rd *reading) manifest() []string {
	rep := &report{file: manifestFile}
	defer func() { rd.problems = append(rd.problems, rep.problems...) }()
	data, ok := rd.files[manifestFile]
	if !ok {
		rep.errorf(0, 0, "manifest-missing", "Im Ordner fehlt die Datei modul.yaml.")
		return nil
	}
	return readManifest(rd.m, data, rep)
}

// sort tells pages, variants and media apart.
func (rd *reading) sort() {
	for _, name := range slices.Sorted(maps.Keys(rd.files)) {
		rep := &report{file: name}
		v, isVariant := variant(name)
		switch {
		case isVariant:
			if _, ok := rd.files[v.Of]; !ok {
				rep.warnf(0, 0, "variant", "Zu dieser Fassung fehlt %s.", v.Of)
			}
			rd.m.Variants = append(rd.m.Variants, v)
			rd.pages[name] = readPage(name, rd.files[name])
		case isPage(name):
			rd.pages[name] = readPage(name, rd.files[name])
		case mediaType(name) != "":
			if m, ok := readMedium(rd.files[name], rep); ok {
				rd.m.media[name] = m
			}
		case name != manifestFile && path.Ext(name) != ".md" && !strings.HasPrefix(path.Base(name), "LICENSE"):
			rep.warnf(0, 0, "file-unused", "Dateien dieser Art zeigt ein Modul nicht an.")
		}
		rd.problems = append(rd.problems, rep.problems...)
	}
}

// arrange puts the lessons into their order and finds the assessment.
func (rd *reading) arrange(order []string) {
	rep := &report{file: manifestFile}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(rd.pages)) {
		if !rd.pages[name].variant {
			names = append(names, name)
		}
	}
	if len(order) > 0 {
		names = rd.ordered(order, names, rep)
	}
	for _, name := range names {
		p := rd.pages[name]
		switch {
		case p.kind == kindLesson:
			rd.m.Lessons = append(rd.m.Lessons, p.lesson())
		case rd.m.Assessment == nil:
			rd.m.Assessment = p.assessment()
		default:
			p.errorf(1, 0, "assessment-second", "Ein Modul hat nur eine Prüfung; die andere ist %s.", rd.m.Assessment.File)
		}
	}
	if len(rd.m.Lessons) == 0 {
		rep.errorf(0, 0, "lessons-missing", "Das Modul hat keine Lektion.")
	}
	rd.problems = append(rd.problems, rep.problems...)
}

// variants renders the variants of a lesson.
func (rd *reading) variants(l *Lesson, r *Renderer) {
	for _, v := range rd.m.Variants {
		if v.Of != l.File {
			continue
		}
		p := rd.pages[v.File]
		if p.id != "" && p.id != l.ID {
			p.errorf(1, 0, "variant-id", "Die Fassung hat eine andere id als die Lektion: „%s“ statt „%s“.", p.id, l.ID)
		}
		other := p.lesson()
		other.ID, other.Minutes, other.Kind, other.Language = l.ID, l.Minutes, v.Kind, v.Kind
		if v.Kind == easyLanguage {
			other.Language = rd.m.Language + "-simple" // registered in RFC 5646's registry
		}
		other.Chunks, other.Outline = r.render(rd.m, p, other.Language)
		l.Variants = append(l.Variants, other)
	}
}

// easyLanguage is the kind of a variant in Leichte Sprache.
const easyLanguage = "ls"

// ordered returns the pages in the order that the manifest gives, those that it forgot last.
func (rd *reading) ordered(order, names []string, rep *report) []string {
	var out []string
	for _, unit := range order {
		name := unit
		if path.Ext(name) != ".md" {
			name += ".md"
		}
		switch {
		case !slices.Contains(names, name):
			rep.errorf(0, 0, "units", "einheiten: Die Datei „%s“ gibt es nicht.", name)
		case slices.Contains(out, name):
			rep.errorf(0, 0, "units", "einheiten: „%s“ steht zweimal da.", name)
		default:
			out = append(out, name)
		}
	}
	for _, name := range names {
		if !slices.Contains(out, name) {
			if rd.pages[name].kind == kindLesson {
				rep.warnf(0, 0, "units", "einheiten nennt %s nicht; die Lektion kommt zuletzt.", name)
			}
			out = append(out, name)
		}
	}
	return out
}

// unique reports lessons that share an id.
func (rd *reading) unique() {
	first := make(map[LessonID]string)
	for i := range rd.m.Lessons {
		l := &rd.m.Lessons[i]
		if before, taken := first[l.ID]; taken && l.ID != "" {
			rd.pages[l.File].errorf(1, 0, "id-duplicate", "Die id „%s“ hat schon %s.", l.ID, before)
			continue
		}
		first[l.ID] = l.File
	}
}
