package assessments

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Parse reads an assessment: its front matter (YAML without the fences, from line 2 of the file) and its
// body (Markdown, from the given line of the file). It always returns an assessment; one with a problem of
// SeverityError must not be used.
//
// The Markdown must have been made with [NewExtension] and goldmark's tables. The context may carry what
// other extensions need, such as the resolution of links; nil is a new one.
func Parse(front, body []byte, line int, md goldmark.Markdown, pc parser.Context, fragment Fragment) (*Assessment, []Problem) {
	a, problems := parseFront(front)
	if pc == nil {
		pc = parser.NewContext()
	}
	pc.Set(wholeKey, true)
	doc := md.Parser().Parse(text.NewReader(body), parser.WithContext(pc))
	r := &reader{
		md: md, source: body, fragment: fragment, lines: newLines(body, line),
		ids: map[QuestionID]bool{}, problems: problems,
	}
	r.pools(a, children(doc))
	if !a.Shuffle {
		a.keepOrder()
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
	return a, r.problems
}

// keepOrder spreads "mischen: nein" to the questions. Drop-downs keep their order only if their question says so:
// authors write the right choice first.
func (a *Assessment) keepOrder() {
	for p := range a.Pools {
		for q := range a.Pools[p].Questions {
			a.Pools[p].Questions[q].leaves(func(q *Question) { q.KeepOrder = q.KeepOrder || q.Kind != Gaps })
		}
	}
}

// pools reads the blocks of the document into pools. Questions before the first H1 are a pool without a name.
func (r *reader) pools(a *Assessment, blocks []ast.Node) {
	before, blocks := headed(blocks, 1)
	if len(before) > 0 {
		a.Pools = append(a.Pools, Pool{})
		r.pool(&a.Pools[0], before[0], before)
	}
	for len(blocks) > 0 {
		heading := blocks[0].(*ast.Heading)
		var inside []ast.Node
		inside, blocks = headed(blocks[1:], 1)
		title := r.plain(heading)
		kind, name, _ := strings.Cut(title, ":")
		if fold(kind) != "pool" || strings.TrimSpace(name) == "" {
			r.fail(heading, "pool-heading", "Eine Überschrift erster Ebene beginnt einen Fragenpool: „# Pool: Name“.")
			name = title
		}
		p := Pool{Name: strings.TrimSpace(name)}
		r.pool(&p, heading, inside)
		a.Pools = append(a.Pools, p)
	}
	if len(a.Pools) == 0 {
		r.problems = append(r.problems, Problem{r.lines.first, "no-questions", SeverityError, "Die Prüfung enthält keine Fragen."})
	}
}

// headed parts the blocks before the first heading of at most the level from the rest.
func headed(blocks []ast.Node, level int) (before, rest []ast.Node) {
	for i, n := range blocks {
		if h, ok := n.(*ast.Heading); ok && h.Level <= level {
			return blocks[:i], blocks[i:]
		}
	}
	return blocks, nil
}

// pool reads the questions of a pool.
func (r *reader) pool(p *Pool, at ast.Node, blocks []ast.Node) {
	intro, blocks := headed(blocks, 2)
	p.Draw = r.intro(intro)
	for len(blocks) > 0 {
		heading := blocks[0].(*ast.Heading)
		var inside []ast.Node
		inside, blocks = headed(blocks[1:], 2)
		q := r.top(heading, inside)
		p.Questions = append(p.Questions, *q)
	}
	switch {
	case len(p.Questions) == 0:
		r.fail(at, "empty-pool", "Hier stehen keine Fragen. Fragen sind Überschriften zweiter Ebene (##).")
	case p.Draw > len(p.Questions):
		r.fail(at, "draw-too-large", "„Ziehe: "+strconv.Itoa(p.Draw)+"“ ist mehr, als der Pool Fragen hat ("+strconv.Itoa(len(p.Questions))+").")
	}
	if p.Draw == 0 {
		p.Draw = len(p.Questions)
	}
}

// intro reads what stands before the first question of a pool and returns its draw, 0 if none is given.
func (r *reader) intro(blocks []ast.Node) (draw int) {
	for _, n := range blocks {
		word, value, _ := strings.Cut(strings.TrimSpace(raw(n, r.source)), ":")
		if w := fold(word); w != "ziehe" && w != "draw" {
			r.fail(n, "text-in-pool", "Dieser Text wird nirgends gezeigt. Vor der ersten Frage eines Pools steht nur „Ziehe: 5“.")
			continue
		}
		var err error
		if draw, err = strconv.Atoi(strings.TrimSpace(value)); err != nil || draw < 1 {
			draw = 0
			r.fail(n, "bad-draw", "Nach „Ziehe:“ steht eine ganze Zahl ab 1.")
		}
	}
	return draw
}

// top reads an H2: a question or a case.
func (r *reader) top(heading *ast.Heading, inside []ast.Node) *Question {
	word, title, isCase := strings.Cut(r.plain(heading), ":")
	if w := fold(word); isCase && (w == "fall" || w == "case") {
		return r.caseOf(heading, strings.TrimSpace(title), inside)
	}
	for _, n := range inside {
		if h, ok := n.(*ast.Heading); ok && h.Level == 3 {
			r.fail(h, "part-without-case", "Teilfragen (###) gibt es nur in einem Fall: „## Fall: Titel“.")
		}
	}
	q := r.question(heading, inside, "")
	r.checkReachable(q, heading)
	return q
}

// caseOf reads a case. Its id may be left out: then it is "fall-" and the id of its first part.
func (r *reader) caseOf(heading *ast.Heading, title string, inside []ast.Node) *Question {
	q := &Question{Kind: Case, Title: title, Points: 1}
	if title == "" {
		r.fail(heading, "missing-title", "Der Fall hat keinen Titel.")
	}
	text, parts := headed(inside, 3)
	s, text := r.settings(q, text)
	text = r.labels(q, text)
	q.Text = r.html(text...)
	for len(parts) > 0 {
		h := parts[0].(*ast.Heading)
		var body []ast.Node
		body, parts = headed(parts[1:], 3)
		part := r.question(h, body, "")
		r.checkReachable(part, h)
		q.Parts = append(q.Parts, *part)
	}
	if len(q.Parts) == 0 {
		r.fail(heading, "empty-case", "Der Fall hat keine Fragen. Seine Fragen sind Überschriften dritter Ebene (###).")
		r.identify(q, heading, s.id, "fall")
		return q
	}
	r.identify(q, heading, s.id, "fall-"+string(q.Parts[0].ID))
	if s.seen["punkte"] && q.Points != q.Most() {
		r.fail(heading, "unreachable-points", "Der Fall nennt "+strconv.Itoa(q.Points)+" Punkte, seine Fragen bringen zusammen "+strconv.Itoa(q.Most())+".")
	}
	q.Points = q.Most()
	return q
}

// checkReachable reports a question of an assessment whose points nobody can earn.
func (r *reader) checkReachable(q *Question, at ast.Node) {
	if q.Kind == Essay {
		r.fail(at, "unreachable-points", "Freitext wird nicht automatisch bewertet, seine Punkte wären in dieser Prüfung nicht zu erreichen. In „Kurz geprüft“ ist er erlaubt.")
	}
}
