package courses

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Severity says what a [Problem] means for publishing.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"   // the module is not published
	SeverityWarning Severity = "warning" // the module is published, but may not be what its author meant
)

// A Problem is a mistake in a module's folder, told to its author.
type Problem struct {
	File     string // path within the module's folder; within the root after [Catalogue.Load]
	Line     int    // from 1; 0 if the file as a whole is meant
	Column   int    // in characters, from 1; 0 if the line as a whole is meant
	Rule     string // stable name, such as link-target
	Severity Severity
	Message  string // what is wrong and how to mend it, in German
}

// Error makes a problem an error: file:line:column: message (rule).
func (p Problem) Error() string {
	place := p.File
	if p.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, p.Line)
		if p.Column > 0 {
			place = fmt.Sprintf("%s:%d", place, p.Column)
		}
	}
	return fmt.Sprintf("%s: %s (%s)", place, p.Message, p.Rule)
}

// Unfit reports whether any of the problems is an error, so that the module must not be published.
func Unfit(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == SeverityError })
}

func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// A report gathers the problems of one file.
type report struct {
	file     string
	problems []Problem
}

func (r *report) add(line, column int, s Severity, rule, format string, args ...any) {
	r.problems = append(r.problems, Problem{
		File: r.file, Line: line, Column: column, Rule: rule, Severity: s, Message: fmt.Sprintf(format, args...),
	})
}

func (r *report) errorf(line, column int, rule, format string, args ...any) {
	r.add(line, column, SeverityError, rule, format, args...)
}

func (r *report) warnf(line, column int, rule, format string, args ...any) {
	r.add(line, column, SeverityWarning, rule, format, args...)
}
