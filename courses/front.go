package courses

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// mostYAML bounds a YAML document in bytes; a longer one is a mistake or an attack.
const mostYAML = 64 << 10

// normalize returns text with line feeds as line ends and without a byte-order mark, reporting what
// an editor should not have written.
func normalize(data []byte, r *report) []byte {
	if rest, ok := bytes.CutPrefix(data, []byte("\uFEFF")); ok {
		r.warnf(1, 1, "bom", "Die Datei beginnt mit einer Bytereihenfolge-Marke. Speichern Sie sie als UTF-8 ohne BOM.")
		data = rest
	}
	if !utf8.Valid(data) {
		r.errorf(0, 0, "encoding", "Die Datei ist kein gültiges UTF-8. Speichern Sie sie als UTF-8.")
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
}

// splitFront parts a Markdown file into front matter and body. line is the line on which the body
// begins, from 1; the front matter begins on line 2. A file without front matter is all body, with
// front nil.
func splitFront(text []byte, r *report) (front, body []byte, line int) {
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	if !fence(first, "---") {
		r.errorf(1, 1, "front-matter", "Vor dem Text fehlt der Vorspann: eine Zeile ---, darunter titel, id und dauer, dann wieder ---.")
		return nil, text, 1
	}
	line = 2
	for at := 0; at < len(rest); line++ {
		row, _, _ := bytes.Cut(rest[at:], []byte("\n"))
		next := min(at+len(row)+1, len(rest))
		if fence(row, "---") || fence(row, "...") {
			return rest[:at:at], rest[next:], line + 1
		}
		at = next
	}
	r.errorf(1, 1, "front-matter", "Der Vorspann hat kein Ende: Es fehlt die zweite Zeile ---.")
	return nil, rest, 2
}

func fence(row []byte, mark string) bool {
	return string(bytes.TrimRight(row, " \t")) == mark
}

// A key is one entry of a YAML mapping.
type key struct {
	name         string
	value        ast.Node
	line, column int // of the value in its file
}

// parseKeys reads a YAML document that is one mapping and begins on the given line of the file. It
// returns false if it is none; then it makes no sense to miss keys.
func parseKeys(src []byte, line int, r *report) (keys []key, ok bool) {
	if len(src) > mostYAML {
		r.errorf(line, 0, "yaml", "Der Vorspann ist länger als %d KB.", mostYAML>>10)
		return nil, false
	}
	defer func() {
		// The YAML library is known to panic on some malformed documents; the author must hear of
		// it like of any other mistake.
		if recover() != nil {
			keys, ok = nil, false
			r.errorf(line, 0, "yaml", "Der Vorspann ist kein gültiges YAML.")
		}
	}()
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		reportYAML(err, line, r)
		return nil, false
	}
	if len(file.Docs) > 1 {
		r.errorf(line, 0, "yaml", "Erwartet wird genau ein YAML-Dokument.")
		return nil, false
	}
	if len(file.Docs) == 0 {
		return nil, true
	}
	switch body := file.Docs[0].Body.(type) {
	case *ast.MappingNode:
		for _, v := range body.Values {
			keys = append(keys, keyOf(v, line))
		}
	case *ast.MappingValueNode:
		keys = append(keys, keyOf(body, line))
	case nil, *ast.NullNode, *ast.CommentGroupNode:
	default:
		r.errorf(line, 0, "yaml", "Erwartet werden Zeilen der Form schlüssel: wert.")
		return nil, false
	}
	return keys, true
}

func keyOf(v *ast.MappingValueNode, line int) key {
	k := key{value: v.Value}
	if t := v.Key.GetToken(); t != nil {
		k.name = t.Value
		k.line, k.column = t.Position.Line+line-1, t.Position.Column
	}
	if v.Value == nil {
		return k
	}
	// A sequence's own token may lie on a later line; the key is where the author looks.
	if t := v.Value.GetToken(); t != nil && t.Position != nil && t.Position.Line+line-1 == k.line {
		k.column = t.Position.Column
	}
	return k
}

func reportYAML(err error, line int, r *report) {
	var located yaml.Error
	if !errors.As(err, &located) {
		r.errorf(line, 0, "yaml", "Der Vorspann ist kein gültiges YAML: %v.", err)
		return
	}
	column := 0
	if t := located.GetToken(); t != nil && t.Position != nil {
		line, column = line+t.Position.Line-1, t.Position.Column
	}
	message := located.GetMessage()
	if strings.Contains(message, "already defined") {
		r.errorf(line, column, "yaml-duplicate", "Dieser Schlüssel steht schon weiter oben. Löschen Sie einen der beiden.")
		return
	}
	r.errorf(line, column, "yaml", "Kein gültiges YAML (%s). Text mit Doppelpunkt oder # gehört in Anführungszeichen.", message)
}
