package mongo

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// keyID returns the _id of what a person has once per subject and cycle, such as "p1/datenpannen/1". No
// two keys share one: slashes within the parts are escaped.
func keyID(person, subject string, cycle int) string {
	return url.PathEscape(person) + "/" + url.PathEscape(subject) + "/" + strconv.Itoa(cycle)
}

// fieldName returns the name under which a document keeps what belongs to the id. Dots and dollars mean
// something in updates, NUL ends a name, and the name of a field may not be empty: these, percent
// signs and bytes that are not UTF-8 are written as %XX, and the empty id as a lone "%".
func fieldName(id string) string {
	if id == "" {
		return "%"
	}
	var b strings.Builder
	for i, r := range id {
		_, size := utf8.DecodeRuneInString(id[i:])
		if r == '%' || r == '.' || r == '$' || r == 0 || r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, "%%%02X", id[i])
			continue
		}
		b.WriteString(id[i : i+size])
	}
	return b.String()
}

// fieldID is the inverse of fieldName.
func fieldID(name string) (string, error) {
	if name == "%" {
		return "", nil
	}
	return url.PathUnescape(name)
}

// toFields copies m with its keys turned into names of fields and its values by turn.
func toFields[K ~string, V, W any](m map[K]V, turn func(V) W) map[string]W {
	fields := make(map[string]W, len(m))
	for id, v := range m {
		fields[fieldName(string(id))] = turn(v)
	}
	return fields
}

// fromFields is the inverse of toFields.
func fromFields[K ~string, V, W any](fields map[string]W, turn func(W) V) (map[K]V, error) {
	m := make(map[K]V, len(fields))
	for name, w := range fields {
		id, err := fieldID(name)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", name, err)
		}
		m[K(id)] = turn(w)
	}
	return m, nil
}
