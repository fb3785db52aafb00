package courses

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// tableLabel is the attribute of a table node that holds the label of its scroll container.
const tableLabel = "label"

func tableName(s *scope, heading string) string {
	name := fmt.Sprintf("%s %d", s.label("Tabelle", "Table"), s.tables)
	if heading != "" {
		name += ": " + heading
	}
	return name
}

// renderTable puts a table into a container that scrolls and that the keyboard can reach, so that the
// page itself never scrolls sideways.
func renderTable(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		label := []byte("Tabelle")
		if l, ok := n.AttributeString(tableLabel); ok {
			label = l.([]byte)
		}
		fmt.Fprintf(w, "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">\n<table>\n", util.EscapeHTML(label))
	} else {
		w.WriteString("</table>\n</div>\n")
	}
	return ast.WalkContinue, nil
}

var alignments = map[extast.Alignment]string{
	extast.AlignLeft:   ` class="align-left"`,
	extast.AlignCenter: ` class="align-center"`,
	extast.AlignRight:  ` class="align-right"`,
}

func renderCell(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	cell := n.(*extast.TableCell)
	tag, scope := "td", ""
	// A header cell without text names nothing.
	if n.Parent().Kind() == extast.KindTableHeader && n.HasChildren() {
		tag, scope = "th", ` scope="col"`
	}
	if entering {
		fmt.Fprintf(w, "<%s%s%s>", tag, scope, alignments[cell.Alignment])
	} else {
		fmt.Fprintf(w, "</%s>\n", tag)
	}
	return ast.WalkContinue, nil
}
