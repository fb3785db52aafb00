package courses

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// A field is a key that authors may write, with the names it answers to (German first) and what
// becomes of its value.
type field struct {
	names []string
	set   setter
}

// A setter takes the value or says, in German, what is wrong with it.
type setter func(ast.Node) (complaint string)

// assign gives each key to its field and returns the fields (by their first names) whose values were
// refused. Keys that no field answers to are warned about unless open.
func assign(keys []key, fields []field, open bool, r *report) (refused map[string]bool) {
	refused = make(map[string]bool)
	seen := make(map[int]bool, len(keys))
	for _, k := range keys {
		i := slices.IndexFunc(fields, func(f field) bool { return slices.Contains(f.names, k.name) })
		switch {
		case i < 0 && !open:
			r.warnf(k.line, k.column, "unknown-key", "Den Schlüssel „%s“ gibt es nicht; er bleibt ohne Wirkung.", k.name)
		case i < 0:
		case seen[i]:
			r.errorf(k.line, k.column, "yaml-duplicate", "„%s“ steht zweimal da (auch als %s). Löschen Sie einen.", k.name, strings.Join(fields[i].names, " oder "))
		default:
			seen[i] = true
			if complaint := fields[i].set(k.value); complaint != "" {
				r.errorf(k.line, k.column, "yaml-value", "%s: %s", k.name, complaint)
				refused[fields[i].names[0]] = true
			}
		}
	}
	return refused
}

const notText = "Das liest YAML nicht als Text. Setzen Sie den Wert in Anführungszeichen."

func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return strings.TrimSpace(n.Value), true
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	}
	return "", false
}

func textInto[T ~string](dst *T) setter {
	return func(n ast.Node) string {
		text, ok := scalar(n)
		if !ok {
			return notText
		}
		*dst = T(text)
		return ""
	}
}

// listInto takes a sequence of texts; a single text is a list of one.
func listInto[T ~string](dst *[]T) setter {
	return func(n ast.Node) string {
		nodes := []ast.Node{n}
		if sequence, ok := n.(*ast.SequenceNode); ok {
			nodes = sequence.Values
		}
		var list []T
		for _, item := range nodes {
			text, ok := scalar(item)
			if !ok {
				return notText
			}
			if text != "" {
				list = append(list, T(text))
			}
		}
		*dst = list
		return ""
	}
}

// numberInto takes a whole number of at most most, with an optional unit behind it.
func numberInto(dst *int, most int, unit string) setter {
	return func(n ast.Node) string {
		var text string
		switch n := n.(type) {
		case *ast.IntegerNode:
			text = n.GetToken().Value
		default:
			text, _ = scalar(n)
			text = strings.TrimSpace(strings.TrimSuffix(text, unit))
		}
		if _, empty := n.(*ast.NullNode); empty || n == nil {
			return ""
		}
		value, err := strconv.Atoi(text)
		if err != nil || value < 0 || value > most || len(text) > 1 && text[0] == '0' {
			return "Hier gehört eine ganze Zahl von 0 bis " + strconv.Itoa(most) + " hin."
		}
		*dst = value
		return ""
	}
}

func dayInto(dst *time.Time) setter {
	return func(n ast.Node) string {
		text, _ := scalar(n)
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return "Hier gehört ein Tag der Form 2026-11-01 hin."
		}
		*dst = day
		return ""
	}
}

// oneOf takes one of the words, each with what it is kept as.
func oneOf(dst *string, words map[string]string) setter {
	return func(n ast.Node) string {
		text, _ := scalar(n)
		word, ok := words[text]
		if !ok {
			return "„" + text + "“ gibt es hier nicht."
		}
		*dst = word
		return ""
	}
}

var (
	idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	// versionForm is Semantic Versioning 2.0.0 without its rule on leading zeros in pre-releases.
	versionForm = regexp.MustCompile(`^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-[0-9A-Za-z.-]{1,64})?(\+[0-9A-Za-z.-]{1,64})?$`)
)

// validID reports whether id may name a module or lesson.
func validID[T ~string](id T) bool { return len(id) <= 64 && idForm.MatchString(string(id)) }

// checkID reports an id that is missing or malformed.
func checkID[T ~string](id T, line int, r *report) {
	switch {
	case id == "":
		r.errorf(line, 0, "id-missing", "Es fehlt id: ein fester Name aus Kleinbuchstaben, Ziffern und Bindestrichen.")
	case !validID(id):
		r.errorf(line, 0, "id-form", "id „%s“: erlaubt sind a-z, 0-9 und einzelne Bindestriche, höchstens 64 Zeichen.", id)
	}
}
