package assessments

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// shortText is the rules of "Antwort: Widerspruch; Widerspruchsverfahren".
type shortText struct{}

func (shortText) claim(r *reader, n ast.Node) claim {
	if _, ok := answerLine(r, n); ok {
		return strongClaim
	}
	return noClaim
}

func (shortText) read(r *reader, q *Question, answer []ast.Node) {
	text, _ := answerLine(r, answer[0])
	q.Accept = variants(text)
	if len(q.Accept) == 0 {
		r.fail(answer[0], "empty-answer", "Nach „Antwort:“ steht nichts.")
	}
}

// variants splits accepted texts at semicolons. What would be empty when compared is left out.
func variants(text string) []string {
	var found []string
	for v := range strings.SplitSeq(text, ";") {
		v = strings.Join(strings.Fields(v), " ")
		if fold(v) != "" && !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	return found
}

func (shortText) canonical(q *Question, values []string) (Answer, error) { return one(q, values) }

func (shortText) share(q *Question, a Answer) share {
	if accepted(q.Accept, a[0], q.Exact) {
		return share{got: 1, of: 1}
	}
	return share{of: 1}
}

func (shortText) values(q *Question, _ uint64, f fields) ([]string, error) { return f.choices(q) }

func (shortText) view(q *Question, o ViewOptions, v *QuestionView) { viewText(q, o, v, q.Accept) }
