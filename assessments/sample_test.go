package assessments_test

import (
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"lernamt/assessments"
)

// render is a fragment for tests.
func render(md goldmark.Markdown, source []byte, nodes ...ast.Node) template.HTML {
	var b strings.Builder
	for _, n := range nodes {
		if err := md.Renderer().Render(&b, source, n); err != nil {
			panic(err)
		}
	}
	return template.HTML(strings.TrimSpace(b.String()))
}

// markdown is the least that the package needs.
func markdown(more ...goldmark.Extender) goldmark.Markdown {
	more = append(more, extension.Table, assessments.NewExtension(render))
	return goldmark.New(goldmark.WithExtensions(more...))
}

// solution returns the right answer to a question.
func solution(q *assessments.Question) assessments.Answer {
	var a assessments.Answer
	switch q.Kind {
	case assessments.Single, assessments.TrueFalse, assessments.Multiple:
		for _, o := range q.Options {
			if o.Right {
				a = append(a, o.ID)
			}
		}
	case assessments.Ordering:
		for _, o := range q.Options {
			a = append(a, o.ID)
		}
	case assessments.Matching:
		for _, p := range q.Pairs {
			if p.Left != "" {
				a = append(a, p.ID)
			}
		}
	case assessments.Number:
		a = assessments.Answer{strings.TrimSpace(strings.ReplaceAll(q.Number.Value, ".", ",") + " " + q.Number.Unit)}
	case assessments.ShortText:
		a = assessments.Answer{q.Accept[0]}
	case assessments.Gaps:
		for _, g := range q.Gaps {
			a = append(a, g.Accept[0])
		}
	}
	return a
}

// leaves returns the question or the parts of a case.
func leaves(q *assessments.Question) []*assessments.Question {
	if q.Kind != assessments.Case {
		return []*assessments.Question{q}
	}
	var all []*assessments.Question
	for i := range q.Parts {
		all = append(all, &q.Parts[i])
	}
	return all
}

// reader returns Markdown as goldmark reads it.
func reader(source string) text.Reader { return text.NewReader([]byte(source)) }
