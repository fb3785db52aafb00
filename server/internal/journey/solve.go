package journey

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"lernamt/assessments"
)

// solve returns the right answers to all questions that the page asks. The page names choices by the place at which it
// shows them, so they are found by their text, as a person finds them.
func (p *page) solve(exam *assessments.Assessment) map[string][]string {
	right := make(map[string][]string) // texts by name of the field
	for i := range exam.Pools {
		for j := range exam.Pools[i].Questions {
			collect(exam.Pools[i].Questions[j].View(assessments.ViewOptions{Reveal: true}), right)
		}
	}
	answers := make(map[string][]string)
	root, err := html.Parse(bytes.NewReader(p.body))
	if err != nil {
		return answers
	}
	labels := make(map[string]string)
	for n := range elements(root, "label") {
		labels[attr(n, "for")] = text(n)
	}
	for n := range elements(root, "input") {
		name := attr(n, "name")
		texts, asked := right[name]
		switch attr(n, "type") {
		case "hidden":
		case "radio", "checkbox":
			if slices.Contains(texts, labels[attr(n, "id")]) {
				answers[name] = append(answers[name], attr(n, "value"))
			}
		default:
			if asked {
				answers[name] = texts[:1]
			}
		}
	}
	for n := range elements(root, "select") {
		name := attr(n, "name")
		for o := range elements(n, "option") {
			if slices.Contains(right[name], text(o)) {
				answers[name] = []string{attr(o, "value")}
			}
		}
	}
	return answers
}

// collect notes the texts that answer a revealed question.
func collect(v assessments.QuestionView, right map[string][]string) {
	for _, part := range v.Parts {
		collect(part, right)
	}
	for _, o := range v.Options {
		if o.Right {
			right[v.Field] = append(right[v.Field], fold(o.Plain))
		}
	}
	for _, f := range v.Fields {
		if len(f.Solution) > 0 {
			right[f.Name] = []string{fold(f.Solution[0])}
		}
	}
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }
