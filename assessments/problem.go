package assessments

import (
	"bytes"
	"sort"

	"github.com/yuin/goldmark/ast"
)

// A Severity says whether a problem stops publishing.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"   // the module must not be published
	SeverityWarning Severity = "warning" // probably not what the author meant
)

// A Problem is something in an author's text that should be mended.
type Problem struct {
	Line     int    // of the file, from 1; in a lesson of the Markdown that was parsed
	Rule     string // stable name, such as duplicate-id
	Severity Severity
	Message  string // German, one or two sentences: what is wrong and how to mend it
}

// Failed reports whether any of the problems is an error.
func Failed(problems []Problem) bool {
	for _, p := range problems {
		if p.Severity == SeverityError {
			return true
		}
	}
	return false
}

// lines turns offsets in a source into line numbers.
type lines struct {
	first  int   // number of the first line
	breaks []int // offsets of the line feeds, ascending
}

func newLines(source []byte, first int) lines {
	l := lines{first: first}
	for from := 0; ; {
		i := bytes.IndexByte(source[from:], '\n')
		if i < 0 {
			return l
		}
		l.breaks = append(l.breaks, from+i)
		from += i + 1
	}
}

func (l lines) at(offset int) int { return l.first + sort.SearchInts(l.breaks, offset) }

// of returns the line on which a block begins.
func (l lines) of(n ast.Node) int {
	for c := n; c != nil && c.Type() != ast.TypeInline; c = c.FirstChild() {
		if c.Lines().Len() > 0 {
			return l.at(c.Lines().At(0).Start)
		}
	}
	return l.at(max(n.Pos(), 0))
}
