package assessments

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// questionIDs is the alphabet of question ids.
var questionIDs = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// maxID is the greatest length of a question id in bytes.
const maxID = 64

// A settings line is what an author wrote under the heading of a question.
type settings struct {
	node  ast.Node // of the line
	typed string   // Typ, folded
	seen  map[string]bool
	id    string
}

// setters write one setting into the question. They return false if the value means nothing.
var setters = map[string]func(*settings, *Question, string) bool{
	"id": func(s *settings, _ *Question, v string) bool { s.id = v; return true },
	"punkte": func(_ *settings, q *Question, v string) bool {
		n, err := strconv.Atoi(v)
		q.Points = n
		return err == nil && n >= 1 && n <= 100
	},
	"schwierigkeit": func(_ *settings, q *Question, v string) bool {
		q.Difficulty = map[string]string{"leicht": "leicht", "easy": "leicht", "mittel": "mittel", "medium": "mittel", "schwer": "schwer", "hard": "schwer"}[fold(v)]
		return q.Difficulty != ""
	},
	"kompetenz": func(_ *settings, q *Question, v string) bool { q.Competence = v; return v != "" },
	"mischen": func(_ *settings, q *Question, v string) bool {
		yes, ok := boolean(v)
		q.KeepOrder = !yes
		return ok
	},
	"typ": func(s *settings, _ *Question, v string) bool {
		s.typed = map[string]string{"text": "text", "exakt": "exakt", "exact": "exakt", "zahl": "zahl", "number": "zahl", "freitext": "freitext", "essay": "freitext"}[fold(v)]
		return s.typed != ""
	},
	"bewertung": func(_ *settings, q *Question, v string) bool {
		v = fold(v)
		q.AllOrNone = v == "alles" || v == "all"
		return q.AllOrNone || v == "anteil" || v == "share"
	},
	"lernziel": func(_ *settings, q *Question, v string) bool {
		n, err := strconv.Atoi(v)
		q.Objective = n
		return err == nil && n >= 1 && n <= 100
	},
}

// settingNames are the English names of the settings.
var settingNames = map[string]string{
	"points": "punkte", "difficulty": "schwierigkeit", "competence": "kompetenz", "shuffle": "mischen",
	"type": "typ", "marking": "bewertung", "objective": "lernziel",
}

// settings takes the settings line off the body, if there is one.
func (r *reader) settings(q *Question, body []ast.Node) (settings, []ast.Node) {
	s := settings{seen: map[string]bool{}}
	if len(body) == 0 || body[0].Kind() != ast.KindParagraph {
		return s, body
	}
	s.node = body[0]
	for i, line := range strings.Split(strings.TrimSpace(raw(body[0], r.source)), "\n") {
		key, _, _ := setting(line)
		if setters[key] == nil {
			if i == 0 {
				return settings{}, body
			}
			r.fail(body[0], "settings-line", "Die Zeile mit den Einstellungen steht für sich: Lassen Sie danach eine Zeile frei.")
			break
		}
		for part := range strings.SplitSeq(strings.Trim(line, " ·\r"), "·") {
			r.set(&s, q, part)
		}
	}
	return s, body[1:]
}

// setting splits "Punkte: 2 · ..." into its folded German name and its value.
func setting(part string) (key, value string, ok bool) {
	name, value, ok := strings.Cut(part, ":")
	key = fold(name)
	if german := settingNames[key]; german != "" {
		key = german
	}
	return key, strings.TrimSpace(value), ok
}

func (r *reader) set(s *settings, q *Question, part string) {
	key, value, ok := setting(part)
	switch set := setters[key]; {
	case !ok || set == nil:
		r.fail(s.node, "unknown-setting", "Die Einstellung „"+strings.TrimSpace(part)+"“ gibt es nicht.")
	case s.seen[key]:
		r.fail(s.node, "duplicate-setting", "Die Einstellung „"+strings.TrimSpace(part)+"“ steht zweimal da.")
	case !set(s, q, value):
		r.fail(s.node, "bad-setting", "Der Wert in „"+strings.TrimSpace(part)+"“ ist nicht erlaubt.")
	}
	s.seen[key] = true
}

// identify gives q its id: the author's or, where none is needed, the substitute.
func (r *reader) identify(q *Question, at ast.Node, id, substitute string) {
	switch {
	case id == "" && substitute == "":
		r.fail(at, "missing-id", "Der Frage fehlt eine ID. Schreiben Sie „ID: kurzer-name“ in die Zeile unter der Überschrift.")
		return
	case id == "":
		id = substitute
	case len(id) > maxID || !questionIDs.MatchString(id):
		r.fail(at, "bad-id", "Die ID „"+id+"“ ist nicht erlaubt: nur Kleinbuchstaben ohne Umlaute, Ziffern und Bindestriche, höchstens 64 Zeichen.")
		return
	}
	q.ID = QuestionID(id)
	if r.ids[q.ID] {
		r.fail(at, "duplicate-id", "Die ID „"+id+"“ ist schon vergeben.")
	}
	r.ids[q.ID] = true
}

// boolean reads ja, nein and their like.
func boolean(s string) (value, ok bool) {
	switch fold(s) {
	case "ja", "yes", "true":
		return true, true
	case "nein", "no", "false":
		return false, true
	}
	return false, false
}
