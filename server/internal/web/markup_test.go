package web

import (
	"slices"
	"strings"
	"testing"

	markup "golang.org/x/net/html"
)

// checkMarkup looks for tags that do not pair, ids that occur twice, and code where the policy allows none.
func checkMarkup(t testing.TB, p *page) {
	t.Helper()
	if p.root == nil {
		return
	}
	var open []string
	z := markup.NewTokenizer(strings.NewReader(p.body))
	for kind := z.Next(); kind != markup.ErrorToken; kind = z.Next() {
		tag := z.Token()
		switch {
		case kind == markup.StartTagToken && !slices.Contains(voids, tag.Data):
			open = append(open, tag.Data)
		case kind == markup.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tag.Data {
				t.Errorf("%s: </%s> closes %v", p.path, tag.Data, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("%s: not closed: %v", p.path, open)
	}
	ids := make(map[string]bool)
	for n := range p.root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "id" && ids[a.Val] {
				t.Errorf("%s: id %q occurs twice", p.path, a.Val)
			}
			if a.Key == "id" {
				ids[a.Val] = true
			}
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
				t.Errorf("%s: %s=%q on <%s>", p.path, a.Key, a.Val, n.Data)
			}
			if strings.Contains(a.Val, "ZgotmplZ") || strings.Contains(a.Val, slotMark) {
				t.Errorf("%s: %s=%q on <%s>", p.path, a.Key, a.Val, n.Data)
			}
		}
	}
	for _, name := range []string{"aria-labelledby", "aria-describedby", "for"} {
		for n := range p.root.Descendants() {
			for id := range strings.FieldsSeq(attr(n, name)) {
				if !ids[id] {
					t.Errorf("%s: %s of <%s> names %q, which is not there", p.path, name, n.Data, id)
				}
			}
		}
	}
}

var voids = []string{"meta", "link", "input", "img", "br", "hr", "wbr", "source", "track", "col"}

// checkNames looks for fields without a label, pictures without a text, and links and buttons without words.
func checkNames(t testing.TB, p *page) {
	t.Helper()
	labelled := make(map[string]bool)
	for _, n := range p.all("label") {
		labelled[attr(n, "for")] = true
	}
	for _, name := range []string{"input", "select", "textarea"} {
		for _, n := range p.all(name) {
			if attr(n, "type") != "hidden" && !labelled[attr(n, "id")] && attr(n, "aria-label") == "" {
				t.Errorf("%s: <%s name=%q> has no label", p.path, name, attr(n, "name"))
			}
		}
	}
	for _, n := range p.all("img") {
		if _, ok := attribute(n, "alt"); !ok {
			t.Errorf("%s: <img src=%q> has no alt", p.path, attr(n, "src"))
		}
	}
	for _, name := range []string{"a", "button", "label", "h1", "h2", "h3", "legend", "title"} {
		for _, n := range p.all(name) {
			if attr(n, "aria-label") == "" && words(n) == "" {
				t.Errorf("%s: <%s> without words", p.path, name)
			}
		}
	}
}

func words(n *markup.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == markup.TextNode {
			b.WriteString(d.Data)
		}
		if d.Data == "img" {
			b.WriteString(attr(d, "alt"))
		}
	}
	return strings.TrimSpace(b.String())
}

// checkForms looks for forms that write without a token, and that send one by an address.
func checkForms(t testing.TB, p *page) {
	t.Helper()
	for _, f := range p.all("form") {
		tokens := 0
		for n := range f.Descendants() {
			if n.Data == "input" && attr(n, "name") == fieldToken && len(attr(n, "value")) > 40 {
				tokens++
			}
		}
		writes := attr(f, "method") == "post"
		if writes && tokens != 1 || !writes && tokens != 0 {
			t.Errorf("%s: form %s %s has %d tokens", p.path, attr(f, "method"), attr(f, "action"), tokens)
		}
	}
}
