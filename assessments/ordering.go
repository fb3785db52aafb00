package assessments

import (
	"slices"

	"github.com/yuin/goldmark/ast"
)

// ordering is the rules of a plain numbered list: its items are to be put in the author's order.
type ordering struct{}

func (ordering) claim(_ *reader, n ast.Node) claim {
	if list, ok := n.(*ast.List); ok && list.IsOrdered() && boxes(n) == nil {
		return weakClaim
	}
	return noClaim
}

func (ordering) read(r *reader, q *Question, answer []ast.Node) {
	for _, item := range children(answer[0]) {
		o := readOption(r, item)
		if o.Feedback != "" {
			r.fail(item, "feedback-not-shown", "Beim Ordnen gibt es keine Rückmeldung je Schritt. Schreiben Sie „> Erklärung:“ unter die Liste.")
		}
		addOption(r, q, item, o)
	}
	if len(q.Options) < 3 {
		// Of two items the order that is shown would always be the wrong one and tell the right one.
		r.fail(answer[0], "too-few-options", "Zum Ordnen gehören mindestens drei Schritte.")
	}
}

// An ordering's answer has a place for each item; open places are empty.
func (ordering) canonical(q *Question, values []string) (Answer, error) {
	a, err := perField(q, values, len(q.Options))
	if err != nil {
		return nil, err
	}
	for i, v := range a {
		if v != "" && q.option(v) < 0 {
			return nil, invalid(q, "unknown item")
		}
		if v != "" && slices.Contains(a[:i], v) {
			return nil, invalid(q, "an item in two places")
		}
	}
	return a, nil
}

func (ordering) share(q *Question, a Answer) share {
	n := len(q.Options)
	s := share{of: n * (n - 1) / 2, right: make([]bool, n)}
	placed := make([]int, 0, n) // the author's positions in the person's order
	for i, id := range a {
		at := q.option(id)
		s.right[i] = at == i
		if at < 0 {
			continue
		}
		for _, before := range placed {
			if before < at {
				s.got++
			}
		}
		placed = append(placed, at)
	}
	return s
}

// orderShown is the order in which the items are shown: never the right one if there are three or more.
func orderShown(q *Question, seed uint64) []int {
	texts := make([]string, len(q.Options))
	for i, o := range q.Options {
		texts[i] = string(o.Text)
	}
	order := blind(seed, string(q.ID), texts)
	if len(order) > 1 && slices.IsSorted(order) {
		order = append(order[1:], order[0])
	}
	return order
}

func (ordering) values(q *Question, seed uint64, f fields) ([]string, error) {
	values, err := f.numbered(q, len(q.Options))
	if err != nil {
		return nil, err
	}
	order := orderShown(q, seed)
	for i, v := range values {
		if v == "" {
			continue
		}
		at, err := position(q, order, v)
		if err != nil {
			return nil, err
		}
		values[i] = q.Options[at].ID
		if slices.Contains(values[:i], values[i]) {
			values[i] = ""
		}
	}
	return values, nil
}

func (ordering) view(q *Question, o ViewOptions, v *QuestionView) {
	a := o.Answers[q.ID]
	order := orderShown(q, o.Seed)
	s := shareOf(q, a)
	for i, at := range order {
		shown := OptionView{Value: place(i), Text: q.Options[at].Text, Plain: q.Options[at].Plain}
		shown.Checked = slices.Contains(a, q.Options[at].ID)
		shown.Right = o.Reveal && s.rightAt(at)
		v.Options = append(v.Options, shown)
	}
	for i := range q.Options {
		f := FieldView{Name: fieldName(q.ID, i+1), Number: i + 1}
		for j, at := range order {
			f.Choices = append(f.Choices, Choice{place(j), q.Options[at].Plain, a.at(i) == q.Options[at].ID})
		}
		if o.Reveal {
			f.Right, f.Solution = s.rightAt(i), []string{q.Options[i].Plain}
		}
		v.Fields = append(v.Fields, f)
	}
}
