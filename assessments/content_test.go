package assessments_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"lernamt/assessments"
)

// TestContent reads the questions of the curriculum that is shipped: none may have an error.
func TestContent(t *testing.T) {
	files, err := filepath.Glob("../courses/content/*/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no content found: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimPrefix(file, "../courses/content/"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			front, body, line := split(t, data)
			if bytes.Contains(front, []byte("art: pruefung")) {
				a, problems := assessments.Parse(front, body, line, markdown(), nil, render)
				report(t, problems, 0)
				checkDraw(t, a)
				return
			}
			checks := 0
			for _, b := range blocks(t, body) {
				report(t, b.Problems, line-1)
				checks++
			}
			if checks < 2 {
				t.Errorf("%d checks, want at least 2", checks)
			}
		})
	}
}

func report(t *testing.T, problems []assessments.Problem, offset int) {
	t.Helper()
	for _, p := range problems {
		t.Errorf("line %d: %s %s: %s", p.Line+offset, p.Severity, p.Rule, p.Message)
	}
}

// checkDraw looks for questions that earn nothing although they are answered rightly.
func checkDraw(t *testing.T, a *assessments.Assessment) {
	t.Helper()
	kinds := map[assessments.Kind]int{}
	for _, p := range a.Pools {
		for i := range p.Questions {
			for _, q := range leaves(&p.Questions[i]) {
				kinds[q.Kind]++
				if m := q.Mark(solution(q)); m.Points != m.Most {
					t.Errorf("%s: the solution earns %d of %d", q.ID, m.Points, m.Most)
				}
			}
		}
	}
	if len(kinds) < 5 {
		t.Errorf("kinds = %v, want at least 5", kinds)
	}
}

func blocks(t *testing.T, body []byte) []*assessments.Block {
	t.Helper()
	var found []*assessments.Block
	doc := markdown().Parser().Parse(text.NewReader(body))
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if b, ok := n.(*assessments.Block); ok {
			found = append(found, b)
		}
	}
	return found
}

// split parts a file into front matter, body and the body's first line.
func split(t *testing.T, data []byte) (front, body []byte, line int) {
	t.Helper()
	rest, ok := bytes.CutPrefix(data, []byte("---\n"))
	front, body, found := bytes.Cut(rest, []byte("\n---\n"))
	if !ok || !found {
		t.Fatal("no front matter")
	}
	return front, body, bytes.Count(front, []byte("\n")) + 4
}

var _ ast.Node = (*assessments.Block)(nil)
