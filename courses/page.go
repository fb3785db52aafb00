package courses

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// A page is a Markdown file of a module, before it is known what it becomes.
type page struct {
	report
	kind        string // lesson or assessment
	id          LessonID
	title       string
	minutes     int
	competences []string
	keywords    []string
	front, body []byte
	line        int  // on which body begins, from 1
	variant     bool // takes what it does not say from the page that it is a variant of
}

const (
	kindLesson     = "lesson"
	kindAssessment = "assessment"
)

var kinds = map[string]string{
	"lektion": kindLesson, "lesson": kindLesson,
	"pruefung": kindAssessment, "assessment": kindAssessment,
}

func readPage(file string, data []byte) *page {
	_, isVariant := variant(file)
	p := &page{report: report{file: file}, kind: kindLesson, variant: isVariant}
	text := normalize(data, &p.report)
	if line, message := unreadable(text); message != "" {
		p.errorf(line, 0, "page-bounds", "%s", message)
		return p
	}
	p.front, p.body, p.line = splitFront(text, &p.report)
	keys, ok := parseKeys(p.front, 2, &p.report)
	fields := []field{
		{[]string{"art", "kind"}, oneOf(&p.kind, kinds)},
		{[]string{"id"}, textInto(&p.id)},
		{[]string{"titel", "title"}, textInto(&p.title)},
		{[]string{"dauer", "duration"}, numberInto(&p.minutes, 600, "min")},
		{[]string{"kompetenzen", "competences"}, listInto(&p.competences)},
		{[]string{"schlagworte", "keywords"}, listInto(&p.keywords)},
	}
	// What else an assessment's front matter says is for the package that examines.
	examined := slices.ContainsFunc(keys, func(k key) bool {
		text, _ := scalar(k.value)
		return (k.name == "art" || k.name == "kind") && kinds[text] == kindAssessment
	})
	refused := assign(keys, fields, examined, &p.report)
	if ok && p.front != nil {
		p.check(refused)
	}
	return p
}

func (p *page) check(refused map[string]bool) {
	if !refused["id"] && !(p.variant && p.id == "") {
		checkID(p.id, 1, &p.report)
	}
	if p.title == "" && !refused["titel"] {
		p.errorf(1, 0, "title-missing", "Es fehlt titel.")
	}
	switch {
	case p.minutes > 0 || p.variant || refused["dauer"]:
	case p.kind == kindLesson:
		p.errorf(1, 0, "minutes-missing", "Es fehlt dauer: die Lernzeit in Minuten.")
	default:
		p.warnf(1, 0, "minutes-missing", "Es fehlt dauer: die Prüfung zählt sonst nicht zur Lernzeit.")
	}
}

func (p *page) lesson() Lesson {
	return Lesson{
		ID: p.id, File: p.file, Title: p.title, Minutes: p.minutes, Competences: p.competences, Keywords: p.keywords,
	}
}

func (p *page) assessment() *AssessmentFile {
	return &AssessmentFile{File: p.file, Title: p.title, Minutes: p.minutes, Front: p.front, Body: p.body, Line: p.line}
}

// variantForm matches x.en.md and x.ls.md.
var variantForm = regexp.MustCompile(`^(.+)\.([a-z]{2})\.md$`)

// variant returns what the file is a variant of, or false.
func variant(file string) (Variant, bool) {
	parts := variantForm.FindStringSubmatch(file)
	if parts == nil {
		return Variant{}, false
	}
	return Variant{File: file, Of: parts[1] + ".md", Kind: parts[2]}, true
}

// isPage reports whether a file is a lesson or an assessment by its place: Markdown at the top of the
// folder, except the files that repositories have there.
func isPage(file string) bool {
	name := strings.ToLower(file)
	return path.Ext(name) == ".md" && path.Dir(name) == "." &&
		name != "readme.md" && name != "license.md" && name != "lizenz.md" && name != "changelog.md"
}
