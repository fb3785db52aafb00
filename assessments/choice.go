package assessments

import (
	"slices"

	"github.com/yuin/goldmark/ast"
)

// This file holds the kinds whose options are chosen: single choice, true or false, multiple choice.

type (
	// single is the rules of a numbered list with boxes, one of them ticked.
	single struct{ choice }
	// trueFalse is a single choice between exactly Richtig and Falsch.
	trueFalse struct{ single }
	// multiple is the rules of a bullet list with boxes.
	multiple struct{ choice }
	// choice is what they have in common.
	choice struct{}
)

func (single) claim(_ *reader, n ast.Node) claim {
	if list := boxes(n); list != nil && list.IsOrdered() {
		return strongClaim
	}
	return noClaim
}

func (trueFalse) claim(r *reader, n ast.Node) claim {
	list := boxes(n)
	if list == nil || !list.IsOrdered() || list.ChildCount() != 2 {
		return noClaim
	}
	var words []string
	for _, item := range children(list) {
		words = append(words, fold(r.plain(item.FirstChild())))
	}
	slices.Sort(words)
	if slices.Equal(words, []string{"falsch", "richtig"}) || slices.Equal(words, []string{"false", "true"}) {
		return strongClaim
	}
	return noClaim
}

func (multiple) claim(_ *reader, n ast.Node) claim {
	if list := boxes(n); list != nil && !list.IsOrdered() {
		return strongClaim
	}
	return noClaim
}

// boxes returns n if it is a list of which at least one item begins with a box.
func boxes(n ast.Node) *ast.List {
	if list, ok := n.(*ast.List); ok && slices.ContainsFunc(children(list), hasBox) {
		return list
	}
	return nil
}

func (single) read(r *reader, q *Question, answer []ast.Node) {
	right := readOptions(r, q, answer[0])
	if right != 1 {
		r.fail(answer[0], "single-choice", "Eine Einfachauswahl hat genau eine richtige Option [x]. Für mehrere richtige schreiben Sie „- [x]“ statt „1. [x]“.")
	}
	if len(q.Options) < 2 {
		r.fail(answer[0], "too-few-options", "Eine Auswahl hat mindestens zwei Optionen.")
	}
}

func (s trueFalse) read(r *reader, q *Question, answer []ast.Node) {
	s.single.read(r, q, answer)
	q.KeepOrder = true
}

func (multiple) read(r *reader, q *Question, answer []ast.Node) {
	if readOptions(r, q, answer[0]) == 0 {
		r.fail(answer[0], "multiple-choice", "Eine Mehrfachauswahl hat mindestens eine richtige Option [x].")
	}
	if len(q.Options) < 2 {
		r.fail(answer[0], "too-few-options", "Eine Auswahl hat mindestens zwei Optionen.")
	}
}

// readOptions fills the options of q from a list with boxes and returns how many are right.
func readOptions(r *reader, q *Question, list ast.Node) (right int) {
	for _, item := range children(list) {
		checked, ok := takeBox(item)
		if !ok {
			r.fail(item, "option-without-box", "Dieser Option fehlt das Kästchen [x] oder [ ].")
		}
		o := readOption(r, item)
		o.Right = checked
		if checked {
			right++
		}
		addOption(r, q, item, o)
	}
	return right
}

// readOption reads a list item: quotes in it are feedback, the rest is its text.
func readOption(r *reader, item ast.Node) Option {
	tighten(item)
	var text, feedback []ast.Node
	for _, n := range children(item) {
		if n.Kind() == ast.KindBlockquote {
			feedback = append(feedback, children(n)...)
		} else {
			text = append(text, n)
		}
	}
	return Option{Text: r.html(text...), Plain: r.plain(text...), Feedback: r.html(feedback...)}
}

// addOption gives the option its id and adds it to q.
func addOption(r *reader, q *Question, item ast.Node, o Option) {
	switch {
	case len(q.Options) == maxLetters:
		r.fail(item, "too-many-options", "Eine Frage hat höchstens 26 Optionen.")
		return
	case o.Text == "":
		r.fail(item, "empty-option", "Diese Option ist leer.")
	case slices.ContainsFunc(q.Options, func(other Option) bool { return other.Text == o.Text }):
		r.fail(item, "duplicate-option", "Diese Option steht zweimal da.")
	}
	o.ID = letter(len(q.Options))
	q.Options = append(q.Options, o)
}

func (single) canonical(q *Question, values []string) (Answer, error) {
	a, err := one(q, values)
	if len(a) == 1 && q.option(a[0]) < 0 {
		return nil, invalid(q, "unknown option")
	}
	return a, err
}

func (multiple) canonical(q *Question, values []string) (Answer, error) {
	for _, v := range values {
		if q.option(v) < 0 {
			return nil, invalid(q, "unknown option")
		}
	}
	a := Answer(slices.Clone(values))
	slices.Sort(a)
	if len(slices.Compact(slices.Clone(a))) != len(a) {
		return nil, invalid(q, "an option twice")
	}
	if len(a) == 0 {
		return nil, nil
	}
	return a, nil
}

func (single) share(q *Question, a Answer) share {
	if q.Options[q.option(a[0])].Right {
		return share{got: 1, of: 1}
	}
	return share{of: 1}
}

func (multiple) share(q *Question, a Answer) share {
	var s share
	for _, o := range q.Options {
		chosen := slices.Contains(a, o.ID)
		switch {
		case o.Right && chosen:
			s.got++
			s.of++
		case o.Right:
			s.of++
		case chosen:
			s.got--
		}
	}
	return s
}

func (choice) values(q *Question, seed uint64, f fields) ([]string, error) {
	values, err := f.choices(q)
	if err != nil || len(values) == 0 {
		return nil, err
	}
	order := q.optionOrder(seed)
	for i, v := range values {
		at, err := position(q, order, v)
		if err != nil {
			return nil, err
		}
		values[i] = q.Options[at].ID
	}
	return values, nil
}

func (choice) view(q *Question, o ViewOptions, v *QuestionView) {
	for i, at := range q.optionOrder(o.Seed) {
		option := q.Options[at]
		shown := OptionView{
			Value: place(i), Text: option.Text, Plain: option.Plain,
			Checked: slices.Contains(o.Answers[q.ID], option.ID),
		}
		if o.Reveal {
			shown.Right, shown.Feedback = option.Right, option.Feedback
		}
		v.Options = append(v.Options, shown)
	}
}
