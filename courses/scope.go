package courses

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var scopeKey = parser.NewContextKey()

// A scope is what the transformers know about the file that is parsed.
type scope struct {
	links  Links
	module *Module
	// language of the page, if it is not the module's
	language string
	report   *report
	line     int  // of the file on which the source begins
	lesson   bool // the rules for headings of lessons apply

	source []byte
	starts []int // of the lines of source; nil until asked for
	tables int
	ids    map[string]int
}

// scopeOf returns the scope of the parse. Without one nothing can be linked to, which is safe.
func scopeOf(pc parser.Context, reader text.Reader) *scope {
	s, ok := pc.Get(scopeKey).(*scope)
	if !ok {
		s = &scope{links: DefaultLinks(), module: &Module{}, report: &report{}}
		pc.Set(scopeKey, s)
	}
	s.source = reader.Source()
	if s.ids == nil {
		s.ids = make(map[string]int)
	}
	return s
}

// label returns the German or the English text, by the language of the module.
func (s *scope) label(german, english string) string {
	language := s.language
	if language == "" {
		language = s.module.Language
	}
	if language == "de" || language == "" || strings.HasPrefix(language, "de-") {
		return german
	}
	return english
}

// place returns line and column of a node in its file.
func (s *scope) place(n ast.Node) (line, column int) {
	at := n.Pos()
	for p := n; at < 0 && p != nil; p = p.Parent() {
		if p.Type() != ast.TypeInline && p.Lines() != nil && p.Lines().Len() > 0 {
			at = p.Lines().At(0).Start
		}
	}
	if at < 0 || at > len(s.source) {
		return 0, 0
	}
	if s.starts == nil {
		s.starts = lineStarts(s.source)
	}
	row, found := slices.BinarySearch(s.starts, at)
	if !found {
		row--
	}
	return s.line + row, utf8.RuneCount(s.source[s.starts[row]:at]) + 1
}

// lineStarts returns the offset of each line's first byte.
func lineStarts(source []byte) []int {
	starts := []int{0}
	for i, b := range source {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func (s *scope) errorf(n ast.Node, rule, format string, args ...any) {
	line, column := s.place(n)
	s.report.errorf(line, column, rule, format, args...)
}

func (s *scope) warnf(n ast.Node, rule, format string, args ...any) {
	line, column := s.place(n)
	s.report.warnf(line, column, rule, format, args...)
}

// plain returns the text of a node without markup.
func plain(n ast.Node, source []byte) string {
	var out strings.Builder
	// The callback never fails.
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			value := n.Segment.Value(source)
			if !n.IsRaw() {
				value = util.UnescapePunctuations(value)
				value = util.ResolveEntityNames(util.ResolveNumericReferences(value))
			}
			out.Write(value)
			if n.SoftLineBreak() || n.HardLineBreak() {
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(n.Value)
		case *picture:
			out.WriteString(n.alt)
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(strings.ToValidUTF8(out.String(), "\uFFFD")), " ")
}
