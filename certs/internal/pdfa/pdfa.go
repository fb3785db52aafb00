// Package pdfa finishes a PDF that gofpdf has drawn: it becomes PDF/A-3a (ISO 19005-3) for archives and
// PDF/UA-1 (ISO 14289-1) for screen readers, carries files, and may be signed (PAdES-B-B, ETSI EN 319 142-1).
//
// What is drawn must be marked: content by numbers that the [Element] tree refers to, all else as
// artifacts. The package adds what is around it: the structure tree, metadata, the colour profile,
// font names and tables that gofpdf leaves wrong, attachments, links and the signature. The same document
// gives the same bytes, except for the signature.
//
// It is no general reader or writer: it reads nothing but gofpdf's output.
//
// Begin reading at Finish, below.
package pdfa

import (
	"fmt"
	"slices"
	"time"
)

// A Document is a drawing and what is to be known about it.
type Document struct {
	Drawing  []byte // from gofpdf
	Root     *Element
	Fonts    map[string]string // names of the fonts in the drawing to their PostScript names
	Language string            // BCP 47
	Title    string
	Author   string
	Producer string
	Created  time.Time
	Files    []File
}

// A File is attached to the document.
type File struct {
	Name        string // ASCII
	Type        string // MIME type
	Relation    string // to the document: Data, Source, Alternative or Supplement
	Description string
	Content     []byte
}

// An Element is a node of the logical structure, in reading order.
type Element struct {
	Kind  string // structure type of PDF, such as H1
	Alt   string // text in place of a Figure
	Link  string // address that a Link leads to
	Page  int    // of Box, from 1
	Box   Box    // of a Figure or Link
	Marks []Mark // what of the drawing belongs to it
	Kids  []*Element
}

// A Mark points to marked content on a page: pages count from 1, content from 0 on each page.
type Mark struct{ Page, ID int }

// A Box is left, bottom, right and top in points from the bottom left of the page.
type Box [4]float64

func (b Box) String() string { return fmt.Sprintf("[%.2f %.2f %.2f %.2f]", b[0], b[1], b[2], b[3]) }

// Finish returns the finished file, signed unless signer is nil.
func (d *Document) Finish(signer *Signer) ([]byte, error) {
	o, err := readDrawing(d.Drawing)
	if err != nil {
		return nil, err
	}
	pages, err := o.pages()
	if err != nil {
		return nil, err
	}
	if err := o.mendFonts(d.Fonts); err != nil {
		return nil, err
	}
	catalog := dict{"/Type": "/Catalog", "/Pages": ref(o.pagesRoot)}
	catalog["/Lang"] = Text(d.Language)
	catalog["/MarkInfo"] = "<</Marked true>>"
	catalog["/ViewerPreferences"] = "<</DisplayDocTitle true>>"
	catalog["/Metadata"] = ref(o.stream(dict{"/Type": "/Metadata", "/Subtype": "/XML"}, d.xmp()))
	catalog["/OutputIntents"] = "[" + ref(o.outputIntent()) + "]"
	d.attach(o, catalog)

	tree := newTree(o, pages)
	root := d.Root
	if signer != nil {
		field := signer.reserve(o, catalog, d.Created, pages[0])
		root = &Element{Kind: root.Kind, Marks: root.Marks, Kids: append(slices.Clip(root.Kids), field.element)}
		tree.widget = field
	}
	if catalog["/StructTreeRoot"], err = tree.write(root); err != nil {
		return nil, err
	}
	o.set(o.info, d.information().String())
	o.set(o.root, catalog.String())
	file, offsets := o.bytes()
	if signer == nil {
		return file, nil
	}
	return signer.sign(file, offsets[tree.widget.signature])
}
