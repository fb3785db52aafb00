package sqlite

import (
	"encoding/json"
	"reflect"
	"testing"
)

// columns are the forms in which columns are and those that only look so.
var columns = []string{
	`{}`, `[]`, `null`, ``, ` {}`, `{} `, `{"a":1}`, `{"a":1,"b":-20}`, `{"a":01}`, `{"a":1.5}`, `{"a":1e3}`, `{"a":-}`, `{"a":-0}`, `{"a":null}`,
	`{"a":123456789012345}`, `{"a":1234567890123456}`, `{"a":99999999999999999999}`, `{"a":1,}`, `{,}`, `{"a"}`, `{"a":1`, `{"a":1}}`, `{"a":1,"a":2}`,
	`["a"]`, `["a","b"]`, `["ä","😀",""]`, `["a\n"]`, `["a\u00e4"]`, "[\"a\nb\"]", "[\"\xff\"]", `["a",]`, `[,]`, `["a" ,"b"]`, `["a"`, `["`, `[1]`, `[null]`,
	`{"q1":["a","b"],"q2":[]}`, `{"q1":null}`, `{"q1":["a"]}x`, `{"q\"1":["a"]}`, `{"q1":"a"}`,
}

// FuzzPlain wants that plain reads nothing otherwise than encoding/json.
func FuzzPlain(f *testing.F) {
	for _, c := range columns {
		f.Add(c)
	}
	f.Fuzz(func(t *testing.T, column string) {
		compare(t, column, texts[string])
		compare(t, column, points[string])
		compare(t, column, func(p *plain) map[string][]string { return members[string](p, texts[string]) })
		compare(t, column, func(p *plain) map[string]int64 { return members[string](p, (*plain).number) })
	})
}

func compare[T any](t *testing.T, column string, read func(*plain) T) {
	t.Helper()
	var want T
	wantErr := json.Unmarshal([]byte(column), &want)
	got, err := decodePlain(column, read)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%q: error %v, of encoding/json %v", column, err, wantErr)
	}
	if err == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%q: %v, of encoding/json %v", column, got, want)
	}
}

// TestPlainReads wants that plain does read what this package writes, and so is worth having.
func TestPlainReads(t *testing.T) {
	for _, column := range []string{`{}`, `{"eins":1795430400123,"zwei":-5}`} {
		p := plain{rest: column}
		if points[string](&p); p.odd || p.rest != "" {
			t.Errorf("plain gave up at %q of %s", p.rest, column)
		}
	}
	p := plain{rest: `{"q1":["a","ö"],"q2":[""]}`}
	if got := members[string](&p, texts[string]); p.odd || p.rest != "" || len(got) != 2 {
		t.Errorf("plain gave up at %q", p.rest)
	}
}
