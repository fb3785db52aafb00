package courses_test

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// allowed is every element that lessons may contain, with its attributes.
var allowed = map[string]string{
	"p": "class", "h1": "id", "h2": "id", "h3": "id", "h4": "id", "h5": "id", "h6": "id", "ul": "", "ol": "start", "li": "id",
	"em": "", "strong": "", "del": "", "code": "class", "pre": "class tabindex", "span": "class role aria-label",
	"blockquote": "", "br": "", "hr": "", "dl": "", "dt": "", "dd": "", "sup": "id",
	"a":   "href class rel title role aria-label",
	"div": "class role tabindex aria-label", "figure": "", "figcaption": "",
	"img": "src alt width height loading", "video": "controls preload src aria-label", "audio": "controls preload src aria-label",
	"track": "kind src srclang default",
	"table": "", "thead": "", "tbody": "", "tr": "", "th": "scope class", "td": "class",
}

// wantSafe reads HTML as a browser would and refuses every element, attribute and address that is not
// known to be harmless.
func wantSafe(t *testing.T, html string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<root>" + strings.ToValidUTF8(clean(html), "") + "</root>"))
	d.Strict, d.AutoClose, d.Entity = false, append(slices.Clone(xml.HTMLAutoClose), "track"), xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("HTML is broken: %v\n%s", err, html)
		}
		switch e := token.(type) {
		case xml.Comment, xml.ProcInst, xml.Directive:
			t.Fatalf("%T %v in %s", e, e, html)
		case xml.StartElement:
			wantSafeElement(t, e, html)
		}
	}
}

// clean removes the characters that XML does not know and that browsers show as text.
func clean(html string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, html)
}

func wantSafeElement(t *testing.T, e xml.StartElement, html string) {
	t.Helper()
	if e.Name.Local == "root" {
		return
	}
	attributes, ok := allowed[e.Name.Local]
	if !ok {
		t.Fatalf("element %s in %s", e.Name.Local, html)
	}
	for _, a := range e.Attr {
		if !slices.Contains(strings.Fields(attributes), a.Name.Local) {
			t.Fatalf("attribute %s of %s in %s", a.Name.Local, e.Name.Local, html)
		}
		if a.Name.Local == "href" && !safeAddress(a.Value) || a.Name.Local == "src" && !strings.HasPrefix(a.Value, "/module/") {
			t.Fatalf("address %q in %s", a.Value, html)
		}
	}
}

func safeAddress(a string) bool {
	for _, prefix := range []string{"/module/", "#", "https://", "http://", "mailto:", "tel:"} {
		if strings.HasPrefix(a, prefix) {
			return true
		}
	}
	return false
}
