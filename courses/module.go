package courses

import (
	"html/template"
	"time"
)

// A ModuleID names a module for ever: lower-case letters, digits and hyphens, at most 64 bytes.
type ModuleID string

// A LessonID names a lesson within its module, in the same alphabet as a [ModuleID].
type LessonID string

// A Hash is the SHA-256 of a published version in lower-case hexadecimal, 64 characters.
type Hash string

// Short returns the first 12 characters, enough to tell versions apart on paper.
func (h Hash) Short() string { return string(h[:min(12, len(h))]) }

// A Module is one folder of lessons with at most one final assessment, at one version.
type Module struct {
	ID          ModuleID
	Title       string
	Summary     string
	Objectives  []string   // completing "Nach dem Modul können Sie ..."
	Audience    []string   // azubi, beschaeftigte, fuehrung
	Level       string     // grundlagen, aufbau or vertiefung
	Requires    []ModuleID // modules that should come first
	Competences []string   // such as digcomp3:4.2
	LegalBases  []string
	Sources     []string  // every law and standard that the module cites, such as Art. 33 DSGVO; one that was not checked ends in (ungeprüft)
	Version     string    // semantic version; a major step means people must take the module again
	AsOf        time.Time // the day on which the content was last checked
	ValidMonths int       // validity of the certificate; 0 is unlimited
	Language    string    // BCP 47
	Authors     []string
	License     string // SPDX identifier

	Hash       Hash
	Lessons    []Lesson        // in teaching order, never empty
	Assessment *AssessmentFile // nil if the module is only attended
	Variants   []Variant       // by file name; those of lessons are also in the lessons

	media map[string]medium // what the folder holds to show or offer, by path
}

// A Variant is a lesson or assessment in another language or in Leichte Sprache.
type Variant struct {
	File string // such as 01-x.en.md
	Of   string // such as 01-x.md
	Kind string // a language such as en, or ls for Leichte Sprache
}

// A Lesson is one page of a module, rendered.
type Lesson struct {
	ID          LessonID
	File        string // path within the module's folder
	Title       string
	Minutes     int
	Competences []string
	Keywords    []string
	Chunks      []Chunk // the body in order
	Outline     []Heading
	Language    string   // BCP 47; de-simple is Leichte Sprache
	Kind        string   // of a variant: a language such as en, or ls; empty for the lesson itself
	Variants    []Lesson // the lesson in other languages and in Leichte Sprache, by Kind
}

// A Chunk is either a run of safe HTML or one interactive block, never both.
type Chunk struct {
	HTML  template.HTML
	Block Block // nil for HTML
}

// A Heading is an entry of a lesson's table of contents.
type Heading struct {
	Level int // 2 or 3
	ID    string
	Text  string
}

// An AssessmentFile is the Markdown of a module's final assessment. Package courses finds it and
// knows how long it takes; what the questions in it mean is for others to say.
type AssessmentFile struct {
	File    string // path within the module's folder
	Title   string
	Minutes int    // expected duration, part of the module's minutes
	Front   []byte // the YAML front matter without its fences
	Body    []byte // the Markdown after it
	Line    int    // line of the file on which Body begins, counted from 1
}

// Variant returns the lesson's variant of that kind, or the lesson itself if there is none.
func (l *Lesson) Variant(kind string) *Lesson {
	for i := range l.Variants {
		if l.Variants[i].Kind == kind {
			return &l.Variants[i]
		}
	}
	return l
}

// UnitMinutes is the length of one Unterrichtseinheit (UE).
const UnitMinutes = 45

// Minutes returns the learning time of the module: its lessons and its assessment.
func (m *Module) Minutes() int {
	var sum int
	for i := range m.Lessons {
		sum += m.Lessons[i].Minutes
	}
	if m.Assessment != nil {
		sum += m.Assessment.Minutes
	}
	return sum
}

// Lesson returns the lesson with the given id and its position, or nil and -1.
func (m *Module) Lesson(id LessonID) (*Lesson, int) {
	for i := range m.Lessons {
		if m.Lessons[i].ID == id {
			return &m.Lessons[i], i
		}
	}
	return nil, -1
}
