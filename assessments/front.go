package assessments

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// frontLine is the line of the file on which front matter begins, after its fence.
const frontLine = 2

// frontNames are the English names of the keys.
var frontNames = map[string]string{
	"title": "titel", "kind": "art", "duration": "dauer", "pass": "bestehen", "tries": "versuche", "wait": "sperre",
	"time": "zeit", "shuffle": "mischen", "feedback": "rueckmeldung", "rückmeldung": "rueckmeldung",
	"competences": "kompetenzen", "keywords": "schlagworte",
}

// frontSetters write one key into the assessment. They return false if the value means nothing. Keys with
// nil are for others to read.
var frontSetters = map[string]func(*Assessment, string) bool{
	"art": nil, "dauer": nil, "kompetenzen": nil, "schlagworte": nil,
	"id":    func(a *Assessment, v string) bool { a.ID = v; return len(v) <= maxID && questionIDs.MatchString(v) },
	"titel": func(a *Assessment, v string) bool { a.Title = v; return v != "" },
	"bestehen": func(a *Assessment, v string) (ok bool) {
		a.PassMark, ok = whole(strings.TrimSuffix(v, "%"), 100)
		return ok
	},
	"versuche": func(a *Assessment, v string) (ok bool) { a.Tries, ok = whole(v, 1000); return ok },
	"sperre":   func(a *Assessment, v string) (ok bool) { a.Wait, ok = duration(v); return ok },
	"zeit":     func(a *Assessment, v string) (ok bool) { a.Limit, ok = duration(v); return ok && a.Limit > 0 },
	"mischen":  func(a *Assessment, v string) (ok bool) { a.Shuffle, ok = boolean(v); return ok },
	"rueckmeldung": func(a *Assessment, v string) (ok bool) {
		a.Feedback, ok = map[string]Feedback{
			"sofort": FeedbackAtOnce, "at once": FeedbackAtOnce, "at-once": FeedbackAtOnce, "immediately": FeedbackAtOnce,
			"nach-abgabe": FeedbackAfterSubmit, "after-submission": FeedbackAfterSubmit,
			"nach-bestehen": FeedbackAfterPass, "after-passing": FeedbackAfterPass,
			"nie": FeedbackNever, "never": FeedbackNever,
		}[fold(v)]
		return ok
	},
}

// parseFront reads the front matter of an assessment.
func parseFront(front []byte) (*Assessment, []Problem) {
	a := &Assessment{Shuffle: true, Feedback: FeedbackAfterSubmit}
	var problems []Problem
	fail := func(line int, rule, message string, args ...any) {
		problems = append(problems, Problem{line, rule, SeverityError, fmt.Sprintf(message, args...)})
	}
	pairs, err := yamlPairs(front)
	if err != nil {
		fail(frontLine, "bad-front-matter", "Der Kopf der Datei ist kein gültiges YAML.")
	}
	seen := map[string]bool{}
	for _, p := range pairs {
		set, known := frontSetters[p.key]
		switch {
		case !known:
			problems = append(problems, Problem{p.line, "unknown-key", SeverityWarning, "Den Schlüssel „" + p.key + "“ gibt es in einer Prüfung nicht."})
		case seen[p.key]:
			fail(p.line, "duplicate-key", "Der Schlüssel „%s“ steht zweimal da.", p.key)
		case set != nil && !set(a, p.value):
			fail(p.line, "bad-value", "Der Wert „%.80s“ ist für „%s“ nicht erlaubt.", p.value, p.key)
		}
		seen[p.key] = true
	}
	for _, key := range []string{"id", "titel", "bestehen"} {
		if !seen[key] {
			fail(frontLine, "missing-key", "Im Kopf der Prüfung fehlt „%s“.", key)
		}
	}
	return a, problems
}

// A yamlPair is a key of the front matter, German and in lower case, with its value as text.
type yamlPair struct {
	key, value string
	line       int // of the file
}

// yamlPairs reads a flat YAML mapping. The values stay the text that the author wrote, so that 007 or 1.10
// cannot turn into something else.
func yamlPairs(front []byte) ([]yamlPair, error) {
	file, err := parser.ParseBytes(front, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, err
	}
	var pairs []yamlPair
	for _, doc := range file.Docs {
		var values []*ast.MappingValueNode
		switch body := doc.Body.(type) {
		case nil:
			continue
		case *ast.MappingNode:
			values = body.Values
		case *ast.MappingValueNode:
			values = []*ast.MappingValueNode{body}
		default:
			return nil, fmt.Errorf("front matter is a %s, not a mapping", doc.Body.Type())
		}
		for _, v := range values {
			p := yamlPair{key: strings.ToLower(v.Key.String()), line: frontLine}
			if t := v.Key.GetToken(); t != nil && t.Position != nil {
				p.line += t.Position.Line - 1
			}
			if german := frontNames[p.key]; german != "" {
				p.key = german
			}
			if scalar, ok := v.Value.(ast.ScalarNode); ok && scalar.GetToken() != nil {
				p.value = strings.TrimSpace(scalar.GetToken().Value)
			}
			pairs = append(pairs, p)
		}
	}
	return pairs, nil
}

// whole reads an integer from 0 to most.
func whole(s string, most int) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	return n, err == nil && n >= 0 && n <= most
}

var durations = regexp.MustCompile(`^([0-9]{1,4}) ?(s|sek|sekunden|min|minuten?|minutes?|h|std|stunden?|hours?|d|tage?|days?)$`)

// duration reads a number and a unit, such as 20 min, 24 h or 2 Tage.
func duration(s string) (time.Duration, bool) {
	m := durations.FindStringSubmatch(fold(s))
	if m == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(m[1]) // at most four digits
	unit := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 't': 24 * time.Hour}[m[2][0]]
	if strings.HasPrefix(m[2], "st") {
		unit = time.Hour
	}
	return time.Duration(n) * unit, true
}
