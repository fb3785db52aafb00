package courses_test

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

// A quiz is a block made of every quote: what an injected extension does with questions.
type quiz struct {
	ast.BaseBlock
	id, html string
}

var kindQuiz = ast.NewNodeKind("Quiz")

func (*quiz) Kind() ast.NodeKind       { return kindQuiz }
func (q *quiz) BlockID() string        { return q.id }
func (q *quiz) Dump(src []byte, n int) { ast.DumpHelper(q, src, n, nil, nil) }

type quizzes struct{ md goldmark.Markdown }

func (q *quizzes) Extend(md goldmark.Markdown) {
	q.md = md
	md.Parser().AddOptions(parser.WithASTTransformers(util.Prioritized(q, 5000)))
}

func (q *quizzes) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var quotes []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Kind() == ast.KindBlockquote {
			quotes = append(quotes, n)
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	for _, n := range quotes {
		var fragment courses.Fragment = courses.FragmentOf
		block := &quiz{id: "q", html: string(fragment(q.md, reader.Source(), n))}
		n.Parent().ReplaceChild(n.Parent(), n, block)
	}
}

func TestBlocksBecomeChunks(t *testing.T) {
	folder := coursestest.SampleModule("beispiel")
	put("01-eins.md", "---\ntitel: Eins\nid: eins\ndauer: 5\n---\nA\n\n> [B](02-zwei.md)\n\n> C\n\nD\n\nE\n\n- > in a list\n")(folder)
	m, problems, err := courses.Read(folder, courses.NewRenderer(&quizzes{}))
	if err != nil {
		t.Fatal(err)
	}
	if got := brief(problems); len(got) != 1 || !strings.HasSuffix(got[0], "error block-nested") {
		t.Errorf("problems = %v, want the block in a list", got)
	}
	var got []string
	for _, c := range m.Lessons[0].Chunks {
		if c.Block != nil {
			got = append(got, "block "+c.Block.(*quiz).html)
		} else {
			got = append(got, string(c.HTML))
		}
	}
	want := []string{
		"<p>A</p>\n",
		"block <blockquote>\n<p><a href=\"/module/beispiel/lektion/zwei\">B</a></p>\n</blockquote>\n",
		"block <blockquote>\n<p>C</p>\n</blockquote>\n",
		"<p>D</p>\n<p>E</p>\n<ul>\n<li></li>\n</ul>\n",
	}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("chunks\n got %q\nwant %q", got, want)
	}
}

func TestContextResolvesAnAssessment(t *testing.T) {
	r := courses.NewRenderer()
	m, _, err := courses.Read(coursestest.SampleModule("beispiel"), r)
	if err != nil {
		t.Fatal(err)
	}
	source := []byte("## Frage\n\n[x](01-eins.md) ![y](bilder/kette.svg)")
	doc := r.Markdown().Parser().Parse(text.NewReader(source), parser.WithContext(r.Context(m, m.Assessment.File)))
	html := string(courses.FragmentOf(r.Markdown(), source, doc))
	for _, want := range []string{`href="/module/beispiel/lektion/eins"`, `src="/module/beispiel/datei/` + m.Hash.Short()} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	wantSafe(t, html)

	// Without a context nothing resolves, and nothing gets through either.
	bare := r.Markdown().Parser().Parse(text.NewReader(source))
	html = string(courses.FragmentOf(r.Markdown(), source, bare))
	if strings.Contains(html, "href") || strings.Contains(html, "src") {
		t.Errorf("a parse without context has addresses: %s", html)
	}
}
