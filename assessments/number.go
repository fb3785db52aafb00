package assessments

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// number is the rules of "Antwort: 72 ± 0 Stunden".
type number struct{}

// joined is a number with letters directly after it, such as 2FA, which an author means as a text.
var joined = regexp.MustCompile(`[0-9]\p{L}`)

func (number) claim(r *reader, n ast.Node) claim {
	if text, ok := answerLine(r, n); ok && !strings.Contains(text, ";") && !joined.MatchString(text) {
		if _, ok := parseKey(text); ok {
			return strongClaim
		}
	}
	return noClaim
}

// answerLine returns what follows "Antwort:" in a paragraph.
func answerLine(r *reader, n ast.Node) (string, bool) {
	if n.Kind() != ast.KindParagraph && n.Kind() != ast.KindTextBlock {
		return "", false
	}
	word, text, ok := strings.Cut(raw(n, r.source), ":")
	if w := fold(word); !ok || w != "antwort" && w != "answer" {
		return "", false
	}
	return strings.TrimSpace(text), true
}

// parseKey reads value, tolerance and unit.
func parseKey(text string) (NumberKey, bool) {
	value, rest, toleranced := strings.Cut(strings.ReplaceAll(text, "+-", "±"), "±")
	v, unit, ok := parseDecimal(value)
	if !ok {
		return NumberKey{}, false
	}
	tolerance, from := new(big.Rat), value
	if toleranced {
		if unit != "" {
			return NumberKey{}, false
		}
		if tolerance, unit, ok = parseDecimal(rest); !ok || tolerance.Sign() < 0 {
			return NumberKey{}, false
		}
		from = rest
	}
	if strings.ContainsAny(unit, "0123456789") {
		return NumberKey{}, false
	}
	return NumberKey{Value: decimal(v), Tolerance: decimal(tolerance), Unit: unitAsWritten(from, unit)}, true
}

// unitAsWritten returns the end of the text that folds to the unit.
func unitAsWritten(text, unit string) string {
	for i := range text {
		if end := strings.TrimSpace(text[i:]); unit != "" && fold(end) == unit {
			return end
		}
	}
	return ""
}

func (number) read(r *reader, q *Question, answer []ast.Node) {
	text, _ := answerLine(r, answer[0])
	key, ok := parseKey(text)
	if !ok {
		r.fail(answer[0], "bad-number", "Die Antwort ist keine Zahl. Schreiben Sie zum Beispiel „Antwort: 72 ± 0 Stunden“.")
		return
	}
	q.Number = key
}

func (number) canonical(q *Question, values []string) (Answer, error) { return one(q, values) }

func (number) share(q *Question, a Answer) share {
	value, unit, ok := parseDecimal(a[0])
	if !ok || unit != "" && unit != fold(q.Number.Unit) {
		return share{of: 1}
	}
	off := value.Sub(value, rat(q.Number.Value))
	if off.Abs(off).Cmp(rat(q.Number.Tolerance)) > 0 {
		return share{of: 1}
	}
	return share{got: 1, of: 1}
}

func (number) values(q *Question, _ uint64, f fields) ([]string, error) { return f.choices(q) }

func (number) view(q *Question, o ViewOptions, v *QuestionView) {
	v.Unit = q.Number.Unit
	viewText(q, o, v, slices.Concat([]string{strings.ReplaceAll(q.Number.Value, ".", ",")}, tolerance(q)))
}

// tolerance returns what is added to a solution that need not be met exactly.
func tolerance(q *Question) []string {
	if q.Number.Tolerance == "0" || q.Number.Tolerance == "" {
		return nil
	}
	return []string{"± " + strings.ReplaceAll(q.Number.Tolerance, ".", ",")}
}
