package assessments

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// matching is the rules of a table with two columns: each left side belongs to its right side.
type matching struct{}

func (matching) claim(_ *reader, n ast.Node) claim {
	if t := table(n); t != nil && len(t.Alignments) == 2 {
		return weakClaim
	}
	return noClaim
}

// table returns the table that n is or that n, a container, holds alone.
func table(n ast.Node) *east.Table {
	if t, ok := n.(*east.Table); ok {
		return t
	}
	if n.Type() == ast.TypeBlock && n.ChildCount() == 1 && n.Kind() != ast.KindBlockquote {
		t, _ := n.FirstChild().(*east.Table)
		return t
	}
	return nil
}

func (matching) read(r *reader, q *Question, answer []ast.Node) {
	var lefts int
	for _, row := range children(table(answer[0])) {
		if row.Kind() != east.KindTableRow || row.ChildCount() < 2 {
			continue
		}
		left, right := children(row.FirstChild()), children(row.FirstChild().NextSibling())
		p := Pair{ID: letter(len(q.Pairs)), Right: r.html(right...), RightPlain: r.plain(right...)}
		switch name := r.plain(left...); {
		case len(q.Pairs) == maxLetters:
			r.fail(row, "too-many-options", "Eine Zuordnung hat höchstens 26 Zeilen.")
			return
		case p.RightPlain == "" || name == "":
			r.fail(row, "empty-option", "In dieser Zeile fehlt eine Seite. Ein „–“ links macht die rechte Seite zur Falle.")
			continue
		case strings.Trim(name, "–—-") != "":
			p.Left, p.LeftPlain = r.html(left...), name
			lefts++
		}
		q.Pairs = append(q.Pairs, p)
	}
	if lefts == 0 || len(rightSides(q)) < 2 {
		r.fail(answer[0], "too-few-options", "Eine Zuordnung hat mindestens eine linke und zwei verschiedene rechte Seiten.")
	}
	for _, p := range q.Pairs {
		if p.Left == "" && slices.ContainsFunc(q.Pairs, func(o Pair) bool { return o.Left != "" && o.Right == p.Right }) {
			r.fail(answer[0], "false-distractor", "„"+p.RightPlain+"“ steht als Falle da und ist zugleich eine richtige Seite.")
		}
	}
}

// leftSides returns the positions of the pairs that have a left side.
func leftSides(q *Question) []int {
	var found []int
	for i, p := range q.Pairs {
		if p.Left != "" {
			found = append(found, i)
		}
	}
	return found
}

// rightSides returns the positions of the right sides, each text once.
func rightSides(q *Question) []int {
	var found []int
	for i, p := range q.Pairs {
		if rightSide(q, p.ID) == i {
			found = append(found, i)
		}
	}
	return found
}

// rightSide returns the position of the first pair that has the same right side as the pair with the id, or -1.
func rightSide(q *Question, id string) int {
	i := slices.IndexFunc(q.Pairs, func(p Pair) bool { return p.ID == id })
	if i < 0 {
		return -1
	}
	return slices.IndexFunc(q.Pairs, func(p Pair) bool { return p.Right == q.Pairs[i].Right })
}

func (matching) canonical(q *Question, values []string) (Answer, error) {
	a, err := perField(q, values, len(leftSides(q)))
	if err != nil {
		return nil, err
	}
	for i, v := range a {
		if v == "" {
			continue
		}
		at := rightSide(q, v)
		if at < 0 {
			return nil, invalid(q, "unknown right side")
		}
		a[i] = q.Pairs[at].ID
	}
	return a, nil
}

func (matching) share(q *Question, a Answer) share {
	lefts := leftSides(q)
	s := share{of: len(lefts), right: make([]bool, len(lefts))}
	for i, left := range lefts {
		if a[i] != "" && rightSide(q, a[i]) == rightSide(q, q.Pairs[left].ID) {
			s.right[i] = true
			s.got++
		}
	}
	return s
}

// rightsShown is the order in which the right sides are offered. It is shuffled even where the author
// wants none of it: in the author's order the sides would stand in pairs.
func rightsShown(q *Question, seed uint64) []int {
	order := rightSides(q)
	texts := make([]string, len(order))
	for i, at := range order {
		texts[i] = string(q.Pairs[at].Right)
	}
	shown := blind(seed, string(q.ID), texts)
	for i, k := range shown {
		shown[i] = order[k]
	}
	return shown
}

func (matching) values(q *Question, seed uint64, f fields) ([]string, error) {
	values, err := f.numbered(q, len(leftSides(q)))
	if err != nil {
		return nil, err
	}
	order := rightsShown(q, seed)
	for i, v := range values {
		if v == "" {
			continue
		}
		at, err := position(q, order, v)
		if err != nil {
			return nil, err
		}
		values[i] = q.Pairs[at].ID
	}
	return values, nil
}

func (matching) view(q *Question, o ViewOptions, v *QuestionView) {
	a := o.Answers[q.ID]
	order := rightsShown(q, o.Seed)
	s := shareOf(q, a)
	for i, left := range leftSides(q) {
		p := q.Pairs[left]
		f := FieldView{Name: fieldName(q.ID, i+1), Number: i + 1, Label: p.Left, LabelPlain: p.LeftPlain}
		for j, at := range order {
			f.Choices = append(f.Choices, Choice{place(j), q.Pairs[at].RightPlain, a.at(i) == q.Pairs[at].ID})
		}
		if o.Reveal {
			f.Right, f.Solution = s.rightAt(i), []string{p.RightPlain}
		}
		v.Fields = append(v.Fields, f)
	}
}
