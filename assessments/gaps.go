package assessments

import (
	"html/template"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// gaps is the rules of [[a; b]], a gap to type into, and [[ (a) | b ]], a drop-down.
type gaps struct{}

func (gaps) claim(_ *reader, n ast.Node) claim {
	if len(gapsIn(n)) > 0 {
		return strongClaim
	}
	return noClaim
}

func (gaps) read(r *reader, q *Question, answer []ast.Node) {
	for _, n := range answer {
		if boxes(n) != nil {
			r.fail(n, "mixed-answers", "Die Frage hat Lücken und Kästchen. Teilen Sie sie auf.")
		}
		for _, gap := range gapsIn(n) {
			gap.index = len(q.Gaps)
			g, ok := parseGap(gap.source)
			if !ok {
				r.fail(n, "bad-gap", "Die Lücke „"+gap.source+"“ ist nicht zu lesen. Schreiben Sie [[Wort; Variante]] oder [[ (richtig) | falsch ]].")
			}
			q.Gaps = append(q.Gaps, g)
		}
	}
}

// checkPlaceholders reports gaps that rendering has lost, such as one in the description of an image.
func (r *reader) checkPlaceholders(q *Question, at ast.Node) {
	rest := string(q.Text)
	for i := range q.Gaps {
		_, after, ok := strings.Cut(rest, placeholder(i))
		if !ok {
			r.fail(at, "lost-gap", "Eine Lücke steht an einer Stelle, an der sie nicht gezeigt werden kann, etwa in einer Bildbeschreibung.")
			return
		}
		rest = after
	}
}

// parseGap reads a gap with its brackets. A drop-down has two or more different choices, exactly one
// of them in parentheses.
func parseGap(source string) (Gap, bool) {
	inner := strings.TrimSuffix(strings.TrimPrefix(source, "[["), "]]")
	if !strings.Contains(inner, "|") {
		g := Gap{Accept: variants(inner)}
		return g, len(g.Accept) > 0
	}
	var g Gap
	for choice := range strings.SplitSeq(inner, "|") {
		choice = strings.Join(strings.Fields(choice), " ")
		if bare, ok := parenthesised(choice); ok {
			choice = bare
			g.Accept = append(g.Accept, bare)
		}
		if choice == "" || slices.Contains(g.Choices, choice) {
			return g, false
		}
		g.Choices = append(g.Choices, choice)
	}
	return g, len(g.Accept) == 1 && len(g.Choices) >= 2
}

func parenthesised(s string) (string, bool) {
	if len(s) < 2 || s[0] != '(' || s[len(s)-1] != ')' {
		return s, false
	}
	return strings.TrimSpace(s[1 : len(s)-1]), true
}

func (gaps) canonical(q *Question, values []string) (Answer, error) {
	a, err := perField(q, values, len(q.Gaps))
	if err != nil {
		return nil, err
	}
	for i, v := range a {
		if c := q.Gaps[i].Choices; c != nil && v != "" && !slices.Contains(c, v) {
			return nil, invalid(q, "unknown choice")
		}
	}
	return a, nil
}

func (gaps) share(q *Question, a Answer) share {
	s := share{of: len(q.Gaps), right: make([]bool, len(q.Gaps))}
	for i, g := range q.Gaps {
		exact := q.Exact || g.Choices != nil
		if strings.TrimSpace(a[i]) != "" && accepted(g.Accept, a[i], exact) {
			s.right[i] = true
			s.got++
		}
	}
	return s
}

// choicesShown is the order in which a drop-down offers its choices.
func choicesShown(q *Question, i int, seed uint64) []int {
	if q.KeepOrder {
		return inOrder(len(q.Gaps[i].Choices))
	}
	return blind(seed, fieldName(q.ID, i+1), q.Gaps[i].Choices)
}

func (gaps) values(q *Question, seed uint64, f fields) ([]string, error) {
	values, err := f.numbered(q, len(q.Gaps))
	if err != nil {
		return nil, err
	}
	for i, v := range values {
		if q.Gaps[i].Choices == nil || v == "" {
			continue
		}
		at, err := position(q, choicesShown(q, i, seed), v)
		if err != nil {
			return nil, err
		}
		values[i] = q.Gaps[i].Choices[at]
	}
	return values, nil
}

func (gaps) view(q *Question, o ViewOptions, v *QuestionView) {
	a := o.Answers[q.ID]
	s := shareOf(q, a)
	for i, g := range q.Gaps {
		f := FieldView{Name: fieldName(q.ID, i+1), Number: i + 1}
		if g.Choices == nil {
			f.Value = a.at(i)
		} else {
			for j, at := range choicesShown(q, i, o.Seed) {
				f.Choices = append(f.Choices, Choice{place(j), g.Choices[at], a.at(i) == g.Choices[at]})
			}
		}
		if o.Reveal {
			f.Right, f.Solution = s.rightAt(i), g.Accept
		}
		v.Fields = append(v.Fields, f)
	}
	v.Text, v.Segments = "", segments(q.Text, v.Fields)
}

// segments cuts a text at its placeholders. Slices of template.HTML stay what they are, so nothing is
// declared safe here.
func segments(text template.HTML, fields []FieldView) []Segment {
	var all []Segment
	for i := range fields {
		mark := placeholder(i)
		at := strings.Index(string(text), mark)
		if at < 0 {
			break
		}
		all = append(all, Segment{HTML: text[:at], Field: &fields[i]})
		text = text[at+len(mark):]
	}
	return append(all, Segment{HTML: text})
}
