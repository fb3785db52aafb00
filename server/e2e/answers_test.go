//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/courses/coursestest"
	"lernamt/server/internal/flow"
)

// keys holds the solved view of every question, in checks and assessments of all modules. The order in which a
// page shows choices is not known here, so answers are found by their text.
var keys = map[name]assessments.QuestionView{}

// A name tells questions of all modules apart: an ID alone does so only within its module.
type name struct {
	id    assessments.QuestionID
	title string
}

// doubled are names that two modules give, so that a page does not tell which question it asks.
var doubled []name

// catalogue holds the modules that the server serves.
var catalogue *flow.Catalogue

// loadKeys reads the modules as the server does.
func loadKeys() error {
	ctx := context.Background()
	renderer := flow.NewRenderer()
	modules := courses.NewCatalogue(coursestest.NewMemory(), renderer, time.Now)
	for _, source := range []fs.FS{courses.Content(), os.DirFS("testdata/module")} {
		problems, err := modules.Load(ctx, source)
		if err != nil {
			return err
		}
		for _, p := range problems {
			if p.Severity == courses.SeverityError {
				return fmt.Errorf("module is not published: %s", p.Error())
			}
		}
	}
	catalogue = flow.NewCatalogue(modules, renderer)
	all, err := catalogue.Courses()
	if err != nil {
		return err
	}
	for _, course := range all {
		for i := range course.Lessons {
			for _, chunk := range course.Lessons[i].Chunks {
				if block, ok := chunk.Block.(*assessments.Block); ok {
					remember(block.Question)
				}
			}
		}
		if course.Exam == nil { // only attended
			continue
		}
		for _, pool := range course.Exam.Pools {
			for i := range pool.Questions {
				remember(&pool.Questions[i])
			}
		}
	}
	if len(doubled) > 0 {
		return fmt.Errorf("two modules ask questions of the same ID and title: %v", doubled)
	}
	return nil
}

func remember(q *assessments.Question) {
	for i := range q.Parts {
		remember(&q.Parts[i])
	}
	n := name{q.ID, plain(q.Title)}
	if _, taken := keys[n]; taken {
		doubled = append(doubled, n)
	}
	keys[n] = q.View(assessments.ViewOptions{Reveal: true})
}

// An asked is a question as the page asks it.
type asked struct {
	ID       assessments.QuestionID `json:"id"`
	Title    string                 `json:"title"`
	Controls []control              `json:"controls"`
}

// A control is one thing to press, choose from or type into.
type control struct {
	Selector string   `json:"selector"`
	Type     string   `json:"type"` // radio, checkbox, select-one, text, search or textarea
	Label    string   `json:"label"`
	Checked  bool     `json:"checked"`
	Value    string   `json:"value"`
	Choices  []string `json:"choices"`
}

// questions returns what the page asks, in its order.
func (p *tab) questions() []asked {
	p.t.Helper()
	return eval[[]asked](p, `(() => {
	const plain = s => s.replace(/\s+/g, " ").trim();
	return [...document.querySelectorAll("fieldset.question")].map(q => ({
		id: q.id.replace(/^frage-/, ""),
		title: plain(q.querySelector("legend").lastChild.textContent),
		controls: [...q.querySelectorAll("input:not([type=hidden]), select, textarea")].map(e => ({
			selector: "[name='" + e.name + "']" + (["radio", "checkbox"].includes(e.type) ? "[value='" + e.value + "']" : ""),
			type: e.type, label: plain(e.labels[0]?.innerText ?? ""), checked: e.checked === true, value: e.value,
			choices: e.tagName === "SELECT" ? [...e.options].map(o => plain(o.text)) : [],
		})),
	}));
})()`)
}

// An act is what to do with one control.
type act struct {
	control
	press bool   // it is to be chosen
	text  string // it is to hold this text, typed or chosen
}

// solve returns what a person does who answers the question rightly.
func (p *tab) solve(q asked) []act {
	p.t.Helper()
	key, ok := keys[name{q.ID, q.Title}]
	if !ok {
		p.t.Fatalf("%s: no key for question %q, %q", p.where(), q.ID, q.Title)
	}
	var acts []act
	for i, c := range q.Controls {
		switch {
		case len(key.Options) > 0 && len(key.Fields) == 0:
			acts = append(acts, act{control: c, press: rightOption(key, c.Label)})
		case key.Kind == assessments.Matching:
			acts = append(acts, act{control: c, text: matching(key, c.Label)})
		default:
			acts = append(acts, act{control: c, text: plain(key.Fields[i].Solution[0])})
		}
	}
	if len(acts) == 0 {
		p.t.Fatalf("%s: question %q has nothing to answer with", p.where(), q.ID)
	}
	return acts
}

func rightOption(key assessments.QuestionView, label string) bool {
	for _, o := range key.Options {
		if plain(o.Plain) == label {
			return o.Right
		}
	}
	return false
}

func matching(key assessments.QuestionView, label string) string {
	for _, f := range key.Fields {
		if plain(f.LabelPlain) == label {
			return plain(f.Solution[0])
		}
	}
	return ""
}

func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// answer answers the question rightly with mouse and keyboard.
func (p *tab) answer(q asked) {
	p.t.Helper()
	for _, a := range p.solve(q) {
		switch {
		case a.Type == "select-one":
			p.choose(a)
		case a.Type == "radio" || a.Type == "checkbox":
			if a.press != a.Checked && (a.press || a.Type == "checkbox") {
				p.click(a.Selector)
			}
		default:
			p.fill(a.Selector, a.text)
		}
	}
}

// choose selects an entry of a drop-down by its text.
func (p *tab) choose(a act) {
	p.t.Helper()
	value := eval[string](p, `[...document.querySelector(`+quote(a.Selector)+`).options].find(o => o.text.replace(/\s+/g, " ").trim() === `+quote(a.text)+`)?.value ?? ""`)
	if value == "" {
		p.t.Fatalf("%s: %s offers %q, not %q", p.where(), a.Selector, a.Choices, a.text)
	}
	p.do(chromedp.SetValue(chromedp.CSS(a.Selector), value))
}

// check presses the button of a check and waits for what then stands in it. With scripts the answer
// comes into the page, without them with a new page.
func (p *tab) check(q asked, comes string) {
	p.t.Helper()
	question := "#frage-" + string(q.ID)
	if button := question + " > .actions button"; p.bare {
		p.follow(button)
	} else {
		p.click(button)
	}
	p.until(question + " > " + comes)
}
