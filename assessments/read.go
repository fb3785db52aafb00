package assessments

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// question reads one question: its heading and the blocks up to the next one. It returns a question whatever
// is wrong with it; what is wrong is reported. The substitute is the id if the author gave none, "" if one is needed.
func (r *reader) question(heading *ast.Heading, body []ast.Node, substitute string) *Question {
	q := &Question{Title: r.plain(heading), Points: 1}
	if q.Title == "" {
		r.fail(heading, "missing-title", "Die Frage hat keine Überschrift.")
	}
	s, body := r.settings(q, body)
	at := ast.Node(heading)
	if s.node != nil {
		at = s.node
	}
	r.identify(q, at, s.id, substitute)
	body = r.labels(q, body)
	answer, text := r.answer(q, heading, s, body)
	if rules := kinds[q.Kind]; rules != nil {
		rules.read(r, q, answer)
		if q.Kind == Gaps {
			text = body
		}
	}
	q.Text = r.html(text...)
	if q.Kind == Gaps {
		r.checkPlaceholders(q, heading)
	}
	return q
}

// answer finds out which kind of question it is and parts the blocks that hold the answer from the text before them.
func (r *reader) answer(q *Question, heading ast.Node, s settings, body []ast.Node) (answer, text []ast.Node) {
	kind, found := r.strongest(body, strongClaim)
	if len(found) == 0 && s.typed != "freitext" {
		kind, found = r.strongest(body, weakClaim)
	}
	switch {
	case s.typed == "freitext" && len(found) > 0, kind == mixed:
		r.fail(body[found[len(found)-1]], "mixed-answers", "Die Frage hat mehrere Arten von Antworten. Teilen Sie sie auf.")
		return nil, body
	case s.typed == "freitext":
		q.Kind = Essay
		return nil, body
	case len(found) == 0:
		r.suspect(body)
		r.fail(heading, "no-answer", "Zu dieser Frage ist keine Antwort zu erkennen.")
		return nil, body
	case kind != Gaps && len(found) > 1:
		r.suspect(body)
		r.fail(body[found[1]], "mixed-answers", "Die Frage hat zwei Antworten. Rücken Sie Rückmeldungen unter ihrer Option ein oder teilen Sie die Frage auf.")
	}
	q.Kind = r.typed(kind, s, body[found[0]])
	q.Exact = s.typed == "exakt"
	if kind == Gaps {
		return body, body
	}
	for _, n := range body[found[0]+1:] {
		if k, _ := r.claimed(n); k == "" {
			r.fail(n, "text-after-answer", "Nach der Antwort steht noch Text. Setzen Sie ihn davor, rücken Sie ihn ein oder beginnen Sie ihn mit „> Erklärung:“.")
			break
		}
	}
	r.suspect(body)
	return body[found[0] : found[0]+1], body[:found[0]]
}

// typed lets the setting Typ overrule what an answer line looks like.
func (r *reader) typed(kind Kind, s settings, at ast.Node) Kind {
	line := kind == Number || kind == ShortText
	switch {
	case line && (s.typed == "text" || s.typed == "exakt"):
		return ShortText
	case line && s.typed == "zahl":
		return Number
	case s.typed != "" && !(s.typed == "exakt" && kind == Gaps):
		r.fail(at, "wrong-type", "Der Typ in den Einstellungen passt nicht zur Antwort.")
	}
	return kind
}

// mixed stands for answers of several kinds.
const mixed Kind = "mixed"

// strongest returns the positions of the blocks that are claimed that much, and by which kind.
func (r *reader) strongest(body []ast.Node, want claim) (kind Kind, found []int) {
	for i, n := range body {
		k, c := r.claimed(n)
		if c != want {
			continue
		}
		if kind != "" && kind != k {
			kind = mixed
		} else if kind == "" {
			kind = k
		}
		found = append(found, i)
	}
	return kind, found
}

// labels takes "> Tipp:" and "> Erklärung:" off the body.
func (r *reader) labels(q *Question, body []ast.Node) []ast.Node {
	var rest []ast.Node
	for _, n := range body {
		if n.Kind() != ast.KindBlockquote || n.FirstChild() == nil {
			rest = append(rest, n)
			continue
		}
		name, _ := label(raw(n.FirstChild(), r.source))
		if name == "" {
			rest = append(rest, n)
			continue
		}
		r.quote(q, n)
	}
	return rest
}

// quote reads a quote that begins with a label; each label begins a new text.
func (r *reader) quote(q *Question, n ast.Node) {
	texts := map[string][]ast.Node{}
	var current string
	for _, p := range children(n) {
		source := raw(p, r.source)
		if name, length := label(source); name != "" && p.Kind() == ast.KindParagraph {
			if _, again := texts[name]; again {
				r.fail(p, "duplicate-label", "Tipp oder Erklärung steht zweimal da.")
			}
			current = name
			cut(p, length)
		}
		if _, more, ok := strings.Cut(source, "\n"); ok {
			for line := range strings.SplitSeq(more, "\n") {
				if name, _ := label(line); name != "" {
					r.fail(p, "label-in-text", "Vor „"+strings.TrimSpace(line)+"“ fehlt eine Leerzeile.")
				}
			}
		}
		texts[current] = append(texts[current], p)
	}
	for name, nodes := range texts {
		field := &q.Hint
		if name == "explanation" {
			field = &q.Explanation
		}
		if *field != "" {
			r.fail(n, "duplicate-label", "Tipp oder Erklärung steht zweimal da.")
		}
		*field = r.html(nodes...)
	}
}

// label recognises the words that begin a hint or an explanation, and their length with what follows.
func label(text string) (name string, length int) {
	word, rest, ok := strings.Cut(text, ":")
	if !ok {
		return "", 0
	}
	length = len(text) - len(strings.TrimLeft(rest, " \t"))
	switch fold(word) {
	case "tipp", "hinweis", "hint":
		return "hint", length
	case "erklaerung", "explanation":
		return "explanation", length
	}
	return "", 0
}
