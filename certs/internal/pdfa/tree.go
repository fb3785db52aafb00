package pdfa

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// A tree writes the logical structure and what points back to it: the parent tree, by which a reader
// finds the element of marked content or of an annotation.
type tree struct {
	o       *objects
	pages   []int
	parents [][]int     // by page and number of content: the element's object
	annots  [][]int     // by page: its annotations
	loose   []int       // elements of annotations, whose keys follow those of the pages
	widget  *widgetSlot // of the signature, nil if there is none
}

func newTree(o *objects, pages []int) *tree {
	return &tree{o: o, pages: pages, parents: make([][]int, len(pages)), annots: make([][]int, len(pages))}
}

// write adds the tree under root and returns the reference to it.
func (t *tree) write(root *Element) (string, error) {
	top := t.o.add("")
	document, err := t.element(root, top)
	if err != nil {
		return "", err
	}
	t.o.set(top, dict{
		"/Type": "/StructTreeRoot", "/K": "[" + ref(document) + "]",
		"/ParentTree": t.parentTree(), "/ParentTreeNextKey": strconv.Itoa(len(t.pages) + len(t.loose)),
	}.String())
	return ref(top), t.finishPages()
}

// element adds an element and all below it and returns its number.
func (t *tree) element(e *Element, parent int) (int, error) {
	number := t.o.add("")
	d := dict{"/Type": "/StructElem", "/S": "/" + e.Kind, "/P": ref(parent)}
	var kids []string
	for i, m := range e.Marks {
		if err := t.mark(m, number); err != nil {
			return 0, err
		}
		if i == 0 {
			d["/Pg"] = ref(t.pages[m.Page-1])
		}
		if m.Page == e.Marks[0].Page {
			kids = append(kids, strconv.Itoa(m.ID))
		} else {
			kids = append(kids, fmt.Sprintf("<</Type /MCR /Pg %s /MCID %d>>", ref(t.pages[m.Page-1]), m.ID))
		}
	}
	for _, kid := range e.Kids {
		n, err := t.element(kid, number)
		if err != nil {
			return 0, err
		}
		kids = append(kids, ref(n))
	}
	switch e.Kind {
	case "Link":
		if e.Page < 1 || e.Page > len(t.pages) {
			return 0, fmt.Errorf("pdfa: link on page %d of %d", e.Page, len(t.pages))
		}
		kids = append(kids, t.link(e, number))
	case "Form":
		kids = append(kids, t.form(number))
	case "Figure":
		d["/Alt"] = Text(e.Alt)
		d["/A"] = "<</O /Layout /Placement /Block /BBox " + e.Box.String() + ">>"
	case "TH":
		d["/A"] = "<</O /Table /Scope /Column>>"
	}
	d["/K"] = "[" + strings.Join(kids, " ") + "]"
	t.o.set(number, d.String())
	return number, nil
}

// mark notes whose content m is.
func (t *tree) mark(m Mark, element int) error {
	if m.Page < 1 || m.Page > len(t.pages) || m.ID < 0 {
		return fmt.Errorf("pdfa: content %d on page %d of %d", m.ID, m.Page, len(t.pages))
	}
	owners := t.parents[m.Page-1]
	for len(owners) <= m.ID {
		owners = append(owners, 0)
	}
	if owners[m.ID] != 0 {
		return fmt.Errorf("pdfa: content %d on page %d has two elements", m.ID, m.Page)
	}
	owners[m.ID] = element
	t.parents[m.Page-1] = owners
	return nil
}

// link adds the annotation that leads to the address and returns the reference from its element.
func (t *tree) link(e *Element, element int) string {
	annot := t.o.add(dict{
		"/Type": "/Annot", "/Subtype": "/Link", "/Rect": e.Box.String(), "/Border": "[0 0 0]", "/F": "4",
		"/Contents": Text(e.Link), "/StructParent": t.key(element),
		"/A": "<</Type /Action /S /URI /URI " + address(e.Link) + ">>",
	}.String())
	t.annots[e.Page-1] = append(t.annots[e.Page-1], annot)
	return fmt.Sprintf("<</Type /OBJR /Pg %s /Obj %s>>", ref(t.pages[e.Page-1]), ref(annot))
}

// form ties the signature's field to its element.
func (t *tree) form(element int) string {
	t.o.set(t.widget.field, t.widget.dict(t.key(element)).String())
	t.annots[0] = append(t.annots[0], t.widget.field)
	return fmt.Sprintf("<</Type /OBJR /Pg %s /Obj %s>>", ref(t.pages[0]), ref(t.widget.field))
}

// key returns the key of an annotation's element in the parent tree.
func (t *tree) key(element int) string {
	t.loose = append(t.loose, element)
	return strconv.Itoa(len(t.pages) + len(t.loose) - 1)
}

func (t *tree) parentTree() string {
	var b strings.Builder
	b.WriteString("<</Nums [")
	for page, owners := range t.parents {
		fmt.Fprintf(&b, "%d [", page)
		for _, element := range owners {
			if element == 0 {
				b.WriteString("null ")
			} else {
				b.WriteString(ref(element) + " ")
			}
		}
		b.WriteString("] ")
	}
	for i, element := range t.loose {
		fmt.Fprintf(&b, "%d %s ", len(t.pages)+i, ref(element))
	}
	b.WriteString("]>>")
	return b.String()
}

// finishPages adds to each page where its content belongs, its annotations, and that tab keys follow the structure.
func (t *tree) finishPages() error {
	for i, number := range t.pages {
		body, ok := bytes.CutSuffix(bytes.TrimRight(t.o.bodies[number], "\n"), []byte(">>"))
		if !ok {
			return errDrawing
		}
		added := fmt.Sprintf("/StructParents %d /Tabs /S", i)
		if len(t.annots[i]) > 0 {
			added += " /Annots ["
			for _, annot := range t.annots[i] {
				added += ref(annot) + " "
			}
			added += "]"
		}
		t.o.set(number, string(body)+added+">>")
	}
	return nil
}

// address returns a URI as a string of ASCII.
func address(uri string) string {
	var b strings.Builder
	b.WriteByte('<')
	for i := range len(uri) {
		if c := uri[i]; c > ' ' && c < 0x7f {
			fmt.Fprintf(&b, "%02X", c)
		} else {
			fmt.Fprintf(&b, "%X", fmt.Sprintf("%%%02X", c))
		}
	}
	b.WriteByte('>')
	return b.String()
}
