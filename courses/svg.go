package courses

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// An svgFault is what an SVG must not contain, in German.
type svgFault struct {
	line, column int
	message      string
}

func (f *svgFault) Error() string { return f.message }

// forbiddenInSVG are elements that run code or embed other documents.
var forbiddenInSVG = map[string]bool{
	"script": true, "foreignobject": true, "iframe": true, "embed": true, "object": true,
	"audio": true, "video": true, "handler": true, "listener": true,
}

// checkSVG reads a drawing and returns its size in pixels, 0 if it has none. A drawing must be
// well-formed XML that runs nothing and loads nothing, since readers may open it on its own.
func checkSVG(data []byte) (width, height int, err error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	first, style := true, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		line, column := d.InputPos()
		fault := func(format string, args ...any) error {
			return &svgFault{line, column, fmt.Sprintf(format, args...)}
		}
		if err != nil {
			return 0, 0, fault("Die Zeichnung ist kein wohlgeformtes XML: %v.", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if first {
				if t.Name.Local != "svg" || t.Name.Space != "http://www.w3.org/2000/svg" {
					return 0, 0, fault(`Das erste Element muss <svg xmlns="http://www.w3.org/2000/svg"> sein.`)
				}
				width, height = svgSize(t)
				first = false
			}
			if message := svgElementFault(t); message != "" {
				return 0, 0, fault("%s", message)
			}
			if strings.EqualFold(t.Name.Local, "style") {
				style++
			}
		case xml.EndElement:
			if strings.EqualFold(t.Name.Local, "style") {
				style--
			}
		case xml.CharData:
			if style > 0 && loads(string(t)) {
				return 0, 0, fault("Die Stilangaben laden etwas von außen.")
			}
		case xml.ProcInst:
			if t.Target != "xml" {
				return 0, 0, fault("Die Anweisung <?%s?> ist nicht erlaubt.", t.Target)
			}
		case xml.Directive:
			if !bytes.Equal(bytes.TrimSpace(t), []byte("DOCTYPE svg")) {
				return 0, 0, fault("Entfernen Sie die Zeile <!DOCTYPE ...>; sie kann Fremdes einbinden.")
			}
		}
	}
	if first {
		return 0, 0, &svgFault{1, 1, "Die Zeichnung ist leer."}
	}
	return width, height, nil
}

func svgElementFault(e xml.StartElement) string {
	if forbiddenInSVG[strings.ToLower(e.Name.Local)] {
		return fmt.Sprintf("Das Element <%s> ist in Zeichnungen nicht erlaubt.", e.Name.Local)
	}
	for _, a := range e.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.TrimSpace(a.Value)
		lower := strings.ToLower(value)
		switch {
		case strings.HasPrefix(name, "on"):
			return fmt.Sprintf("Das Attribut %s führt Code aus und ist nicht erlaubt.", a.Name.Local)
		case name == "href" && !strings.HasPrefix(value, "#"), name == "src", name == "base":
			return fmt.Sprintf("Das Attribut %s verweist nach außen. Erlaubt sind nur Verweise innerhalb der Zeichnung (#...).", a.Name.Local)
		case name == "attributename" && (strings.HasPrefix(lower, "on") || strings.Contains(lower, "href")):
			return "Eine Animation darf weder Verweise noch Ereignisse setzen."
		case loads(value):
			return fmt.Sprintf("Das Attribut %s lädt etwas von außen.", a.Name.Local)
		}
	}
	return ""
}

// loads reports whether CSS or an attribute's value refers to anything but a part of the drawing.
func loads(css string) bool {
	css = strings.ToLower(css)
	// An escape or a comment could hide what follows from this check, and no drawing needs one.
	if strings.Contains(css, "@import") || strings.Contains(css, "image-set(") || strings.Contains(css, `\`) {
		return true
	}
	for rest := css; ; {
		_, after, found := strings.Cut(rest, "url")
		if !found {
			return false
		}
		target := strings.TrimLeft(after, " \t\r\n")
		if inner, ok := strings.CutPrefix(target, "("); ok && !strings.HasPrefix(strings.TrimLeft(inner, " \t\r\n\"'"), "#") {
			return true
		}
		rest = after
	}
}

// svgSize returns the size from width and height, else from the view box.
func svgSize(root xml.StartElement) (width, height int) {
	var box []string
	for _, a := range root.Attr {
		switch a.Name.Local {
		case "width":
			width = pixels(a.Value)
		case "height":
			height = pixels(a.Value)
		case "viewBox":
			box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
		}
	}
	if (width == 0 || height == 0) && len(box) == 4 {
		width, height = pixels(box[2]), pixels(box[3])
	}
	if width == 0 || height == 0 {
		return 0, 0
	}
	return width, height
}

func pixels(s string) int {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || f < 1 || f > 20000 {
		return 0
	}
	return int(math.Round(f))
}
