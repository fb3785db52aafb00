package web

import (
	"github.com/gofiber/fiber/v2"

	"lernamt/assessments"
)

// A questionPart is the data of template "question".
type questionPart struct {
	assessments.QuestionView
	Lang   string         // of what the author wrote
	Label  string         // such as "Frage 3 von 12 · 2 Punkte"
	Locked bool           // shown, not asked
	Check  bool           // a check in a lesson, which has a button of its own
	Empty  bool           // the check was sent without an answer
	Action string         // where the button of a check sends the form
	Sub    []questionPart // the questions of a case
}

// question prepares the n-th of all questions for a page.
func (s *Server) question(c *fiber.Ctx, lang string, v assessments.QuestionView, n, all int, locked bool) questionPart {
	p := questionPart{QuestionView: v, Lang: lang, Locked: locked}
	key := "question.label"
	args := []any{"Number", n, "All", all, "Count", v.Points}
	if locked && v.Revealed {
		key, args = "question.label_earned", append(args, "Earned", v.Earned)
	}
	p.Label = s.say(c, key, args...)
	for i, part := range v.Parts {
		sub := questionPart{QuestionView: part, Lang: lang, Locked: locked}
		key := "question.part"
		args := []any{"Number", n, "Part", i + 1, "Count", part.Points}
		if locked && part.Revealed {
			key, args = "question.part_earned", append(args, "Earned", part.Earned)
		}
		sub.Label = s.say(c, key, args...)
		p.Sub = append(p.Sub, sub)
	}
	return p
}

// Right reports whether everything was right; the template asks only when the answer is revealed.
func (p questionPart) Right() bool { return p.Earned == p.Points }

// Partly reports whether some of it was right.
func (p questionPart) Partly() bool { return p.Earned > 0 && p.Earned < p.Points }

// Typed reports whether the first field is typed into, as for a number or a text.
func (p questionPart) Typed() bool {
	return p.Kind == assessments.Number || p.Kind == assessments.ShortText || p.Kind == assessments.Essay
}

// form returns the fields of a submitted form.
func form(c *fiber.Ctx) map[string][]string {
	all := make(map[string][]string)
	c.Request().PostArgs().VisitAll(func(key, value []byte) {
		all[string(key)] = append(all[string(key)], string(value))
	})
	return all
}
