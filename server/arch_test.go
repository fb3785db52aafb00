package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// longest is how many lines a file that is not a test may have.
const longest = 500

// topLevel is what the root of the repository may hold, besides names that begin with a dot.
var topLevel = []string{"LICENSE", "Makefile", "README.md", "assessments", "certs", "courses", "go.mod", "go.sum", "server", "static"}

// imports says what each part of the tree may import: from this module, and from others. The longest
// prefix of a package's folder counts; whatever lies below it is always allowed. Parts that are not listed
// are free. Tests may import more, except in the islands.
var imports = map[string]struct{ own, others []string }{
	"courses":     {nil, []string{"github.com/yuin/goldmark", "github.com/goccy/go-yaml", "github.com/alecthomas/chroma", "golang.org/x/text"}},
	"assessments": {nil, []string{"github.com/yuin/goldmark", "github.com/goccy/go-yaml", "golang.org/x/text"}},
	"certs":       {nil, []string{"github.com/jung-kurt/gofpdf", "github.com/skip2/go-qrcode", "golang.org/x/text"}},
	"static":      {nil, anything},

	"server/internal/people": {nil, []string{"golang.org/x/text"}},
	"server/internal/audit":  {nil, nil},
	"server/internal/auth":   {[]string{"server/internal/people"}, anything},
	"server/internal/flow":   {domains, nil},
	"server/internal/jobs":   {nil, nil},
	"server/internal/sqlite": {append([]string{"server/internal/jobs"}, withAuth...), []string{"modernc.org/sqlite"}},
	"server/internal/mongo":  {append([]string{"server/internal/jobs"}, withAuth...), anything},
	"server/internal/web":    {append([]string{"server/internal/flow", "static"}, withAuth...), anything},
	"server/internal/keys":   {[]string{"certs"}, []string{"software.sslmate.com/src/go-pkcs12"}},
	"server/internal/backup": {domains, []string{"github.com/klauspost/compress"}},
	"server/internal/seed":   {append([]string{"server/internal/flow"}, domains...), nil},
	"server/internal/demo":   {append([]string{"server/internal/flow"}, withAuth...), nil},
}

var (
	islands  = []string{"courses", "assessments", "certs"}
	domains  = append([]string{"server/internal/people", "server/internal/audit"}, islands...)
	withAuth = append([]string{"server/internal/auth"}, domains...)
	anything = []string{""}
)

// only names the packages of others that one part of the tree keeps to itself, tests included.
var only = []struct{ imported, where string }{
	{"github.com/jung-kurt/gofpdf", "certs"},
	{"github.com/golang-jwt/jwt", "server/internal/auth"},
	{"modernc.org/sqlite", "server/internal/sqlite"},
	{"database/sql", "server/internal/sqlite"},
	{"go.mongodb.org/mongo-driver", "server/internal/mongo"},
	{"github.com/chromedp", "server/e2e"},
}

// noHTTP lists what the islands must do without although it is in the standard library.
var noHTTP = []string{"net/http", "database/sql"}

// vague are names that say nothing about what a package holds.
var vague = []string{"utils", "util", "common", "helpers", "helper", "models", "misc", "shared"}

// A source is one Go file, its path relative to the root.
type source struct {
	path  string
	lines int
	*ast.File
}

func (s source) folder() string { return path.Dir(s.path) }
func (s source) isTest() bool   { return strings.HasSuffix(s.path, "_test.go") }

// island returns the island that the file lies in, or "".
func (s source) island() string {
	top, _, _ := strings.Cut(s.path, "/")
	if slices.Contains(islands, top) {
		return top
	}
	return ""
}

// within reports whether a path is prefix or lies below it.
func within(p, prefix string) bool {
	return prefix == "" || p == prefix || strings.HasPrefix(p, prefix+"/")
}

func withinAny(p string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return within(p, prefix) })
}

func read(name, text string) (source, error) {
	f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
	return source{name, strings.Count(text, "\n"), f}, err
}

// offences returns what is wrong with a file by itself.
func offences(s source) []string {
	var all []string
	for _, spec := range s.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return []string{err.Error()}
		}
		all = append(all, importOffences(s, name)...)
	}
	if !s.isTest() && s.lines > longest {
		all = append(all, fmt.Sprintf("has %d lines, more than %d", s.lines, longest))
	}
	if slices.Contains(vague, strings.TrimSuffix(s.Name.Name, "_test")) || slices.Contains(vague, path.Base(s.folder())) {
		all = append(all, "package "+s.Name.Name+" has a name that says nothing")
	}
	return append(all, bodyOffences(s)...)
}

func importOffences(s source, name string) []string {
	var all []string
	for _, o := range only {
		if within(name, o.imported) && !within(s.folder(), o.where) {
			all = append(all, "imports "+name+", which only "+o.where+" may")
		}
	}
	if s.island() != "" && slices.Contains(noHTTP, name) {
		all = append(all, "imports "+name+" in an island")
	}
	if s.isTest() && s.island() == "" {
		return all
	}
	rule, at := imports[""], ""
	for folder, r := range imports {
		if within(s.folder(), folder) && len(folder) > len(at) {
			rule, at = r, folder
		}
	}
	if at == "" {
		return all
	}
	if own, ok := strings.CutPrefix(name, "lernamt/"); ok {
		if !within(own, at) && !withinAny(own, rule.own) {
			all = append(all, at+" must not import "+name)
		}
	} else if first, _, _ := strings.Cut(name, "/"); strings.Contains(first, ".") && !withinAny(name, rule.others) {
		all = append(all, at+" must not import "+name)
	}
	return all
}

// unsafeTypes are those of html/template that switch its escaping off.
var unsafeTypes = []string{"HTML", "HTMLAttr", "JS", "JSStr", "CSS", "URL", "Srcset"}

// bodyOffences finds texts declared safe for HTML outside of courses, and struct tags of storage or forms
// in the islands.
func bodyOffences(s source) []string {
	var all []string
	ast.Inspect(s.File, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			fun, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			if !ok || s.isTest() || s.island() == "courses" {
				break
			}
			if x, ok := fun.X.(*ast.Ident); ok && x.Name == "template" && slices.Contains(unsafeTypes, fun.Sel.Name) {
				all = append(all, "converts to template."+fun.Sel.Name+", which only courses may")
			}
		case *ast.Field:
			if n.Tag != nil && s.island() != "" {
				for _, key := range []string{"bson", "form", "db", "gorm"} {
					if strings.Contains(n.Tag.Value, key+`:"`) {
						all = append(all, "has a struct tag "+key+" in an island")
					}
				}
			}
		}
		return true
	})
	return all
}

// undocumented returns the folders whose package has no documentation.
func undocumented(files []source) []string {
	documented := make(map[string]bool)
	for _, s := range files {
		documented[s.folder()] = documented[s.folder()] || s.Doc != nil
	}
	var all []string
	for folder, ok := range documented {
		if !ok {
			all = append(all, folder)
		}
	}
	slices.Sort(all)
	return all
}

// tree reads every Go file of this module, wherever build tags put it.
func tree(t *testing.T, root string) []source {
	t.Helper()
	var files []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, err := os.Stat(filepath.Join(name, "go.mod"))
			if rel != "." && (err == nil || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")) {
				return filepath.SkipDir // another module, or not code
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		s, err := read(filepath.ToSlash(rel), string(text))
		files = append(files, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestArchitecture(t *testing.T) {
	files := tree(t, "..")
	if len(files) < 100 {
		t.Fatalf("only %d files found", len(files))
	}
	for _, s := range files {
		for _, offence := range offences(s) {
			t.Errorf("%s: %s", s.path, offence)
		}
	}
	for _, folder := range undocumented(files) {
		t.Errorf("%s: the package has no documentation", folder)
	}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(topLevel, e.Name()) {
			t.Errorf("%s: the top level holds only %s", e.Name(), strings.Join(topLevel, ", "))
		}
	}
}
