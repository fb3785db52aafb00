package main

import (
	"slices"
	"strings"
	"testing"
)

// TestArchitectureRules shows that each rule finds what it is there for, and leaves alone what is allowed.
func TestArchitectureRules(t *testing.T) {
	tests := []struct {
		path, text string
		want       string // part of the only offence; empty for none
	}{
		{"courses/a.go", `import "lernamt/certs"`, "must not import lernamt/certs"},
		{"courses/a_test.go", `import "lernamt/assessments"`, "must not import lernamt/assessments"},
		{"courses/coursestest/a.go", `import "lernamt/courses"`, ""},
		{"courses/a.go", `import "github.com/yuin/goldmark/ast"`, ""},
		{"courses/a.go", `import "github.com/yuin/goldmarkdown"`, "must not import github.com/yuin/goldmarkdown"},
		{"courses/a.go", `import "encoding/json"`, ""},
		{"assessments/a.go", `import "github.com/gofiber/fiber/v2"`, "must not import github.com/gofiber/fiber/v2"},
		{"assessments/a.go", `import "go.mongodb.org/mongo-driver/v2/bson"`, "only server/internal/mongo"},
		{"assessments/a.go", `import "net/http"`, "in an island"},
		{"certs/internal/pdfa/a.go", `import "net/http"`, "in an island"},
		{"certs/a.go", `import "github.com/jung-kurt/gofpdf"`, ""},
		{"assessments/a.go", "type T struct { A int `bson:\"a\"` }", "struct tag bson"},
		{"assessments/a.go", "type T struct { A int `json:\"a\" form:\"a\"` }", "struct tag form"},
		{"assessments/a.go", "type T struct { A int `json:\"a\"` }", ""},
		{"server/a.go", `import "github.com/jung-kurt/gofpdf"`, "only certs"},
		{"server/internal/web/a_test.go", `import "github.com/golang-jwt/jwt/v5"`, "only server/internal/auth"},
		{"server/internal/auth/a.go", `import "github.com/golang-jwt/jwt/v5"`, ""},
		{"server/internal/flow/a.go", `import "lernamt/server/internal/sqlite"`, "must not import lernamt/server/internal/sqlite"},
		{"server/internal/web/a.go", `import "lernamt/server/internal/mongo"`, "must not import lernamt/server/internal/mongo"},
		{"server/internal/web/a_test.go", `import "lernamt/server/internal/sqlite"`, ""},
		{"server/internal/sqlite/a.go", `import "lernamt/server/internal/flow"`, "must not import lernamt/server/internal/flow"},
		{"server/internal/sqlite/a.go", `import "modernc.org/sqlite/lib"`, ""},
		{"server/internal/people/a.go", `import "lernamt/server/internal/auth"`, "must not import lernamt/server/internal/auth"},
		{"server/internal/people/peopletest/a.go", `import "lernamt/server/internal/people"`, ""},
		{"server/main.go", `import "lernamt/server/internal/mongo"`, ""},
		{"server/main.go", `import "github.com/chromedp/chromedp"`, "only server/e2e"},
		{"static/a.go", `import "lernamt/courses"`, "must not import lernamt/courses"},
		{"server/internal/web/a.go", `var a = template.HTML("<b>")`, "converts to template.HTML"},
		{"server/internal/web/a.go", `var a = (template.JS)(b)`, "converts to template.JS"},
		{"server/internal/web/a.go", `var a template.HTML`, ""},
		{"server/internal/web/a_test.go", `var a = template.HTML("<b>")`, ""},
		{"courses/a.go", `var a = template.HTML("<b>")`, ""},
		{"server/internal/web/a.go", strings.Repeat("\n", longest), "lines, more than"},
		{"server/internal/web/a_test.go", strings.Repeat("\n", longest), ""},
		{"server/internal/helpers/a.go", "", "says nothing"},
	}
	for _, test := range tests {
		s, err := read(test.path, "package p\n"+test.text)
		if err != nil {
			t.Fatal(err)
		}
		got := offences(s)
		if len(got) > 1 {
			got = slices.DeleteFunc(got, func(o string) bool { return !strings.Contains(o, test.want) })
		}
		if (len(got) > 0) != (test.want != "") || len(got) > 0 && !strings.Contains(got[0], test.want) {
			t.Errorf("%s %q: offences = %q, want %q", test.path, test.text, got, test.want)
		}
	}
	var files []source
	for path, text := range map[string]string{"a/a.go": "package a", "b/b.go": "package b", "b/doc.go": "// Package b is.\npackage b"} {
		s, err := read(path, text)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, s)
	}
	if got := undocumented(files); !slices.Equal(got, []string{"a"}) {
		t.Errorf("undocumented = %q, want a", got)
	}
}
