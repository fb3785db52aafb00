package assessments

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
)

var (
	almostBox    = regexp.MustCompile(`^\[[ \x{a0}\t]*[xX]?[ \x{a0}\t]*\]`)
	almostOption = regexp.MustCompile(`(?m)^[ \t]*([–—•]|[a-zA-Z]\)|[0-9]+\)?)[ \x{a0}\t]*\[[ \x{a0}\t]*[xX]?[ \x{a0}\t]*\]`)
	openGap      = regexp.MustCompile(`\[\[[^\]\n]*(\n|\]?$|\][^\]])`)
)

// suspect reports what looks like an answer but is not read as one.
func (r *reader) suspect(body []ast.Node) {
	for _, n := range body {
		switch n.Kind() {
		case ast.KindList:
			for _, item := range children(n) {
				if first := item.FirstChild(); first != nil && !hasBox(item) && almostBox.MatchString(raw(first, r.source)) {
					r.fail(item, "bad-box", "Das Kästchen wird nicht erkannt. Schreiben Sie genau [x] oder [ ] und danach ein Leerzeichen und den Text.")
				}
			}
		case ast.KindParagraph:
			if source := raw(n, r.source); almostOption.MatchString(source) {
				r.fail(n, "bad-bullet", "Diese Zeile ist kein Listenpunkt. Beginnen Sie Optionen mit „- [ ]“ oder „1. [ ]“ nach einer Leerzeile.")
			} else if openGap.MatchString(source) {
				r.fail(n, "open-gap", "Eine Lücke beginnt mit [[ und endet in derselben Zeile mit ]].")
			}
		case ast.KindBlockquote:
			if p := n.PreviousSibling(); p != nil && p.Kind() == ast.KindList {
				r.fail(n, "quote-not-indented", "Die Rückmeldung gehört unter ihre Option: Rücken Sie „>“ unter „- [ ]“ um zwei, unter „1. [ ]“ um vier Zeichen ein.")
			}
		}
	}
}
