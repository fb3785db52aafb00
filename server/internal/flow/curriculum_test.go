package flow_test

import (
	"fmt"
	"html/template"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/flow"
)

// curriculum reads every module that comes with Lernamt.
func curriculum(t *testing.T) []flow.Course {
	t.Helper()
	entries, err := fs.ReadDir(courses.Content(), ".")
	if err != nil {
		t.Fatal(err)
	}
	r := flow.NewRenderer()
	var all []flow.Course
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		folder, err := fs.Sub(courses.Content(), e.Name())
		if err != nil {
			t.Fatal(err)
		}
		m, problems, err := courses.Read(folder, r)
		if err != nil || len(problems) > 0 {
			t.Fatalf("%s: %v %v", e.Name(), err, problems)
		}
		exam, err := flow.ReadExam(r, m)
		if err != nil || exam == nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		all = append(all, flow.Course{Module: m, Exam: exam})
	}
	return all
}

// TestCurriculum holds each module to what a body that installs Lernamt may expect of it.
func TestCurriculum(t *testing.T) {
	for _, c := range curriculum(t) {
		t.Run(string(c.ID), func(t *testing.T) {
			lessons(t, c)
			questions(t, c)
			citations(t, c)
		})
	}
}

func lessons(t *testing.T, c flow.Course) {
	pictures := 0
	for i := range c.Lessons {
		l := &c.Lessons[i]
		text := l.Plain()
		checks := 0
		for _, chunk := range l.Chunks {
			pictures += strings.Count(string(chunk.HTML), "<figure")
			if chunk.Block != nil {
				checks++
			}
		}
		level := courses.WienerSachtext(text)
		words := len(strings.Fields(text))
		t.Logf("%-34s %4d words, level %.1f, %d checks", l.ID, words, level, checks)
		if words < 600 || words > 1200 {
			t.Errorf("lesson %s has %d words, want 600 to 1200", l.ID, words)
		}
		if level > 12 {
			t.Errorf("lesson %s is of level %.1f, want at most 12", l.ID, level)
		}
		if checks < 2 || checks > 4 {
			t.Errorf("lesson %s has %d checks, want 2 to 4", l.ID, checks)
		}
	}
	if pictures == 0 {
		t.Error("the module has no picture")
	}
}

func questions(t *testing.T, c flow.Course) {
	all, cases := leaves(c.Exam)
	kinds := make(map[assessments.Kind]bool)
	objectives := make(map[int]int)
	for _, q := range all {
		kinds[q.Kind] = true
		objectives[q.Objective]++
		if q.Objective < 1 || q.Objective > len(c.Objectives) {
			t.Errorf("question %s names no objective of the module", q.ID)
		}
		for _, o := range q.Options {
			if o.Feedback == "" && q.Kind != assessments.Ordering {
				t.Errorf("question %s, option %s: no feedback", q.ID, o.Plain)
			}
			if allOfThese.MatchString(o.Plain) {
				t.Errorf("question %s offers %q", q.ID, o.Plain)
			}
		}
		if len(q.Options) == 0 && q.Explanation == "" {
			t.Errorf("question %s has no explanation", q.ID)
		}
	}
	if len(all) < 24 || len(c.Exam.Pools) < 2 || len(kinds) < 5 || cases == 0 {
		t.Errorf("%d questions of %d kinds in %d pools, %d cases; want 24, 5, 2 and 1", len(all), len(kinds), len(c.Exam.Pools), cases)
	}
	for i, o := range c.Objectives {
		if objectives[i+1] < 2 {
			t.Errorf("objective %d (%s) is met by %d questions, want 2", i+1, o, objectives[i+1])
		}
	}
}

var allOfThese = regexp.MustCompile(`(?i)^(alle|keine) (der )?(genannten |obigen )?antworten|^alle genannten`)

// leaves returns the questions that are answered, those of cases among them, and how many cases there are.
func leaves(a *assessments.Assessment) (all []*assessments.Question, cases int) {
	for p := range a.Pools {
		for q := range a.Pools[p].Questions {
			question := &a.Pools[p].Questions[q]
			if question.Kind != assessments.Case {
				all = append(all, question)
				continue
			}
			cases++
			for i := range question.Parts {
				all = append(all, &question.Parts[i])
			}
		}
	}
	return all, cases
}

// TestRightAnswersAreSpread counts over the curriculum at which place authors put the right answer of a
// single choice: nobody gains by always taking the same one, or the longest.
func TestRightAnswersAreSpread(t *testing.T) {
	places := make(map[int]map[int]int) // by number of options
	longest, all := 0, 0
	for _, c := range curriculum(t) {
		questions, _ := leaves(c.Exam)
		for _, q := range questions {
			if q.Kind != assessments.Single {
				continue
			}
			n := len(q.Options)
			if places[n] == nil {
				places[n] = make(map[int]int)
			}
			right := slices.IndexFunc(q.Options, func(o assessments.Option) bool { return o.Right })
			places[n][right]++
			all++
			if slices.MaxFunc(q.Options, func(a, b assessments.Option) int { return len(a.Plain) - len(b.Plain) }).Right {
				longest++
			}
		}
	}
	for n, count := range places {
		sum := 0
		for _, k := range count {
			sum += k
		}
		t.Logf("%d options: %v", n, count)
		if sum < 20 {
			continue // too few to tell
		}
		for place := range n {
			share := float64(count[place]) / float64(sum)
			if share < 0.6/float64(n) || share > 1.4/float64(n) {
				t.Errorf("of %d questions with %d options %d have the right one at place %d", sum, n, count[place], place+1)
			}
		}
	}
	if t.Logf("the longest option is right in %d of %d", longest, all); longest*2 > all {
		t.Errorf("the longest option is right in %d of %d questions", longest, all)
	}
}

// law matches a citation and captures its article or paragraph and the law.
var law = regexp.MustCompile(`(Art\.|Artikel|§§?) ?(\d+[a-z]?)(?: (?:Abs\.|Absatz|Nr\.|Nummer|Buchst\.|Satz|S\.|UAbs\.|Unterabs\.|[IVX]+|\d+[a-z]?|[a-z]|und|bis|,|oder)\.?,?)*? (` + strings.Join(laws, "|") + `)\b`)

var laws = []string{"DSGVO", "BDSG", "EGovG", "OZG", "IDNrG", "VwVfG", "BSIG", "StGB", "BBG", "BeamtStG", "IFG", "UIG", "DNG", "BArchG",
	"BGG", "BITV", "BPersVG", "TVöD", "KI-VO", "UrhG", "KunstUrhG", "ArbZG", "JArbSchG", "ArbSchG", "BMG", "PAuswG", "SGB I", "SGB X", "AO", "VwGO",
	"VwFAngAusbV", "BBiG", "GG", "AEUV", "EStG", "EFZG", "StVO", "eIDAS-VO", "KI-MIG", "BFSG"}

// definition is one of the glossary, which names its own source.
var definition = regexp.MustCompile(`(?s)<span class="term-definition".*?</span>`)

// citations resolves every citation in the module against the sources that the module declares.
func citations(t *testing.T, c flow.Course) {
	declared := make(map[string]bool)
	for _, s := range slices.Concat(c.Sources, c.LegalBases) {
		for _, m := range law.FindAllStringSubmatch(s, -1) {
			declared[m[2]+" "+m[3]] = true
		}
	}
	missing := make(map[string]string)
	resolve := func(where string, html template.HTML) {
		text := strings.ReplaceAll(definition.ReplaceAllString(string(html), ""), "\u00a0", " ")
		for _, m := range law.FindAllStringSubmatch(text, -1) {
			if key := m[2] + " " + m[3]; !declared[key] {
				missing[fmt.Sprintf("%s %s %s", strings.TrimSuffix(m[1], "§"), m[2], m[3])] = where
			}
		}
	}
	for i := range c.Lessons {
		for _, chunk := range c.Lessons[i].Chunks {
			resolve(string(c.Lessons[i].ID), chunk.HTML)
			if b, ok := chunk.Block.(*assessments.Block); ok {
				cited(b.Question, resolve)
			}
		}
	}
	all, _ := leaves(c.Exam)
	for _, q := range all {
		cited(q, resolve)
	}
	for citation, where := range missing {
		t.Errorf("%s is cited in %s, but quellen in modul.yaml does not declare it", citation, where)
	}
}

func cited(q *assessments.Question, resolve func(string, template.HTML)) {
	resolve(string(q.ID), q.Text+q.Hint+q.Explanation)
	for _, o := range q.Options {
		resolve(string(q.ID), o.Text+o.Feedback)
	}
	for _, p := range q.Pairs {
		resolve(string(q.ID), p.Left+p.Right)
	}
}

// TestVariantsOfCurriculum demands the variants that the curriculum promises: every lesson of them, with
// checks that are those of the German lesson.
func TestVariantsOfCurriculum(t *testing.T) {
	promised := map[courses.ModuleID][]string{
		"datenschutz-grundlagen": {"en"}, "datenpannen": {"en", "ls"}, "it-sicherheit-basis": {"en", "ls"}, "ki-in-der-verwaltung": {"en"},
	}
	for _, c := range curriculum(t) {
		for _, kind := range promised[c.ID] {
			for i := range c.Lessons {
				l := &c.Lessons[i]
				v := l.Variant(kind)
				if v == l {
					t.Errorf("%s/%s has no variant %s", c.ID, l.ID, kind)
					continue
				}
				german := checks(l)
				for id, q := range checks(v) {
					of := german[id]
					if of == nil {
						t.Errorf("%s: check %s is none of the lesson's", v.File, id)
						continue
					}
					if q.Kind != of.Kind || q.Points != of.Points || rights(q) != rights(of) {
						t.Errorf("%s: check %s has another kind, other points or another right answer", v.File, id)
					}
				}
			}
		}
	}
}

func checks(l *courses.Lesson) map[assessments.QuestionID]*assessments.Question {
	found := make(map[assessments.QuestionID]*assessments.Question)
	for _, chunk := range l.Chunks {
		if b, ok := chunk.Block.(*assessments.Block); ok {
			found[b.Question.ID] = b.Question
		}
	}
	return found
}

// rights writes which options are right, in the authors' order.
func rights(q *assessments.Question) string {
	var b strings.Builder
	for _, o := range q.Options {
		fmt.Fprint(&b, o.Right, " ")
	}
	return b.String()
}
