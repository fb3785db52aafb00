package assessments

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The names of form fields: a.ID holds the answer to a question, a.ID.N its N-th part (from 1), and war.ID the
// digest of the answer when the page was made.
const (
	answerPrefix = "a."
	wasPrefix    = "war."
)

// fields is what a form holds for one question.
type fields struct {
	own []string       // of a.ID
	nth map[int]string // of a.ID.N
	was string         // of war.ID, empty if there is none
}

// choices returns the values of the one field of a question that has no numbered ones.
func (f fields) choices(q *Question) ([]string, error) {
	if len(f.nth) > 0 {
		return nil, invalid(q, "unexpected field")
	}
	return slices.DeleteFunc(slices.Clone(f.own), func(v string) bool { return v == "" }), nil
}

// numbered returns the values of n numbered fields; those that are missing are empty.
func (f fields) numbered(q *Question, n int) ([]string, error) {
	if len(f.own) > 0 {
		return nil, invalid(q, "unexpected field")
	}
	values := make([]string, n)
	for i, v := range f.nth {
		if i > n {
			return nil, invalid(q, "unexpected field")
		}
		values[i-1] = v
	}
	return values, nil
}

// A given is the answer to one question as a form holds it.
type given struct {
	question *Question
	answer   Answer
	was      string
}

// touched reports whether the answer differs from the one that the page showed. A form that does not say
// what it showed counts as touched.
func (g given) touched() bool { return g.was != g.answer.Digest() }

// ParseForm reads the answers to questions out of a submitted form whose pages were made by [Question.View] with the
// same seed. It holds an entry for each question that the form shows, nil where it was left open; for a case by
// its parts. Other fields of the form are ignored. The error wraps ErrInvalidAnswer if an answer is to no
// question among these or is refused by [ParseAnswer].
//
// An item that is chosen for two places of an ordering keeps the first; the other place is open.
func ParseForm(questions []*Question, seed uint64, form map[string][]string) (map[QuestionID]Answer, error) {
	all, err := parseForm(questions, seed, form)
	if err != nil {
		return nil, err
	}
	answers := make(map[QuestionID]Answer, len(all))
	for _, g := range all {
		answers[g.question.ID] = g.answer
	}
	return answers, nil
}

func parseForm(questions []*Question, seed uint64, form map[string][]string) ([]given, error) {
	byID, err := sortFields(form)
	if err != nil {
		return nil, err
	}
	var all []given
	for _, q := range questions {
		q.leaves(func(q *Question) {
			f, there := byID[q.ID]
			delete(byID, q.ID)
			if !there || err != nil || kinds[q.Kind] == nil {
				return
			}
			g := given{question: q, was: f.was}
			var values []string
			if values, err = kinds[q.Kind].values(q, seed, *f); err == nil {
				g.answer, err = ParseAnswer(q, values)
			}
			all = append(all, g)
		})
	}
	if err != nil {
		return nil, err
	}
	for id := range byID {
		return nil, fmt.Errorf("question %q is not asked: %w", id, ErrInvalidAnswer)
	}
	return all, nil
}

// sortFields gathers the fields of a form by question.
func sortFields(form map[string][]string) (map[QuestionID]*fields, error) {
	byID := map[QuestionID]*fields{}
	for name, values := range form {
		rest, isAnswer := strings.CutPrefix(name, answerPrefix)
		if !isAnswer {
			var isWas bool
			if rest, isWas = strings.CutPrefix(name, wasPrefix); !isWas {
				continue
			}
		}
		id, number, numbered := strings.Cut(rest, ".")
		f := byID[QuestionID(id)]
		if f == nil {
			f = &fields{nth: map[int]string{}}
			byID[QuestionID(id)] = f
		}
		n, err := strconv.Atoi(number)
		switch {
		case !isAnswer && !numbered && len(values) == 1:
			f.was = values[0]
		case isAnswer && !numbered:
			f.own = values
		case isAnswer && numbered && len(values) == 1 && err == nil && n >= 1 && strconv.Itoa(n) == number:
			f.nth[n] = values[0]
		default:
			return nil, fmt.Errorf("field %.80q: %w", name, ErrInvalidAnswer)
		}
	}
	return byID, nil
}

// WasField returns the name of the hidden field with the digest of the answer that a page shows.
func WasField(id QuestionID) string { return wasPrefix + string(id) }

// fieldName is the name of the n-th field of a question; 0 is its only one.
func fieldName(id QuestionID, n int) string {
	if n == 0 {
		return answerPrefix + string(id)
	}
	return answerPrefix + string(id) + "." + strconv.Itoa(n)
}

// position turns the value of a choice, its place as shown from 1, into the author's index.
func position(q *Question, order []int, value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > len(order) || strconv.Itoa(n) != value {
		return 0, invalid(q, "unknown choice")
	}
	return order[n-1], nil
}
