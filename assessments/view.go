package assessments

import (
	"html/template"
	"strconv"
)

// ViewOptions say for whom a question is shown.
type ViewOptions struct {
	Seed    uint64                // of the attempt; 0 for a check in a lesson
	Answers map[QuestionID]Answer // so far; for a case by its parts
	Reveal  bool                  // show what was right, what was earned and why
}

// A QuestionView is what a page may show of a question. Choices are named by the place at which they are
// shown, so that neither names nor order tell what the author wrote first. Without Reveal it holds
// nothing that depends on the right answer.
//
// A page shows Options of kinds Single, TrueFalse and Multiple as radio buttons or check boxes with the name Field,
// and Fields of the others as one select each where there are Choices, else as one text input each (a text
// area for Essay). For Gaps it shows Segments instead of Text. With each question, but not with a case, whose parts
// are questions, goes the hidden field WasField with the value Was.
type QuestionView struct {
	ID       QuestionID
	Kind     Kind
	Title    string
	Text     template.HTML
	Segments []Segment // Gaps only: the text in pieces, each with the field after it
	Points   int       // most that can be had; for a case of its parts
	Hint     template.HTML
	Unit     string // Number: shown after the field

	Field    string // name of the field of Options
	WasField string
	Was      string
	Options  []OptionView // choices as shown; Ordering: the items as shown
	Fields   []FieldView  // Matching: by left side; Ordering: by place; Gaps: by gap; otherwise one
	Answered bool
	Parts    []QuestionView // Case only

	Revealed    bool
	Earned      int           // only if Revealed
	Explanation template.HTML // only if Revealed
}

// An OptionView is one option.
type OptionView struct {
	Value    string
	Text     template.HTML
	Plain    string
	Checked  bool
	Right    bool          // only if revealed; Ordering: whether it was put where it belongs
	Feedback template.HTML // only if revealed
}

// A FieldView is one select or input.
type FieldView struct {
	Name       string
	Number     int           // from 1
	Label      template.HTML // Matching: the left side; empty otherwise
	LabelPlain string
	Value      string   // typed so far
	Choices    []Choice // nil if the answer is typed
	Right      bool     // only if revealed
	Solution   []string // only if revealed: accepted texts, the first is the author's own
}

// Selected reports whether a choice is selected.
func (f FieldView) Selected() bool {
	for _, c := range f.Choices {
		if c.Selected {
			return true
		}
	}
	return false
}

// A Choice is one entry of a select.
type Choice struct {
	Value    string
	Text     string
	Selected bool
}

// A Segment is a piece of a text with gaps: HTML and then the gap, nil after the last piece. The HTML of a segment
// need not be balanced, that of all in a row is.
type Segment struct {
	HTML  template.HTML
	Field *FieldView
}

// View returns what a page may show of the question.
func (q *Question) View(o ViewOptions) QuestionView {
	a := o.Answers[q.ID]
	v := QuestionView{
		ID: q.ID, Kind: q.Kind, Title: q.Title, Text: q.Text, Points: q.Most(), Hint: q.Hint,
		Answered: len(a) > 0,
	}
	if q.Kind != Case {
		v.Field, v.WasField, v.Was = fieldName(q.ID, 0), wasPrefix+string(q.ID), a.Digest()
	}
	if o.Reveal {
		v.Revealed, v.Explanation, v.Earned = true, q.Explanation, q.Mark(a).Points
	}
	if q.Kind == Case {
		q.viewParts(o, &v)
	} else if rules := kinds[q.Kind]; rules != nil {
		rules.view(q, o, &v)
	}
	return v
}

func (q *Question) viewParts(o ViewOptions, v *QuestionView) {
	v.Answered = len(q.Parts) > 0
	for i := range q.Parts {
		part := q.Parts[i].View(o)
		v.Parts = append(v.Parts, part)
		v.Answered = v.Answered && part.Answered
		v.Earned += part.Earned
	}
}

// Check returns the view of a check in a lesson after it was answered: what was right, what was earned and the
// feedback to each option. Nothing is recorded.
func Check(q *Question, a Answer) QuestionView {
	return q.View(ViewOptions{Answers: map[QuestionID]Answer{q.ID: a}, Reveal: true})
}

// optionOrder is the order in which options are shown.
func (q *Question) optionOrder(seed uint64) []int {
	if q.KeepOrder {
		return inOrder(len(q.Options))
	}
	return shuffled(seed, string(q.ID), len(q.Options))
}

// viewText adds the one typed field of a question.
func viewText(q *Question, o ViewOptions, v *QuestionView, solution []string) {
	f := FieldView{Name: fieldName(q.ID, 0), Number: 1}
	if a := o.Answers[q.ID]; len(a) == 1 {
		f.Value = a[0]
	}
	if o.Reveal {
		f.Right, f.Solution = v.Earned == v.Points, solution
	}
	v.Fields = []FieldView{f}
}

// shareOf returns the share of an answer that may come from anywhere.
func shareOf(q *Question, a Answer) share {
	a, err := ParseAnswer(q, a)
	if err != nil || len(a) == 0 {
		return share{}
	}
	return kinds[q.Kind].share(q, a)
}

// rightAt reports whether field i was right.
func (s share) rightAt(i int) bool { return i < len(s.right) && s.right[i] }

// place is the value of the i-th choice as shown.
func place(i int) string { return strconv.Itoa(i + 1) }

// at returns the i-th text of an answer, empty if it has fewer.
func (a Answer) at(i int) string {
	if i < len(a) {
		return a[i]
	}
	return ""
}

// Solve adds to form what a person would send who answers a revealed question rightly. It serves demos,
// tests and answer keys.
func (v QuestionView) Solve(form map[string][]string) {
	for _, part := range v.Parts {
		part.Solve(form)
	}
	if v.Kind == Single || v.Kind == TrueFalse || v.Kind == Multiple {
		for _, o := range v.Options {
			if o.Right {
				form[v.Field] = append(form[v.Field], o.Value)
			}
		}
	}
	for _, f := range v.Fields {
		if len(f.Solution) == 0 {
			continue
		}
		value := f.Solution[0]
		for _, c := range f.Choices {
			if c.Text == f.Solution[0] {
				value = c.Value
			}
		}
		form[f.Name] = []string{value}
	}
}
