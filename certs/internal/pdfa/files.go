package pdfa

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// attach adds the files of the document, ordered by name as a name tree must be.
func (d *Document) attach(o *objects, catalog dict) {
	if len(d.Files) == 0 {
		return
	}
	var names, all strings.Builder
	for _, f := range sortedFiles(d.Files) {
		content := o.compressed(dict{
			"/Type": "/EmbeddedFile", "/Subtype": typeName(f.Type),
			"/Params": "<</Size " + strconv.Itoa(len(f.Content)) + " /ModDate " + d.Created.UTC().Format(pdfDate) + ">>",
		}, f.Content)
		spec := o.add(dict{
			"/Type": "/Filespec", "/F": Text(f.Name), "/UF": Text(f.Name), "/Desc": Text(f.Description),
			"/AFRelationship": "/" + f.Relation, "/EF": "<</F " + ref(content) + " /UF " + ref(content) + ">>",
		}.String())
		names.WriteString(Text(f.Name) + " " + ref(spec) + " ")
		all.WriteString(ref(spec) + " ")
	}
	catalog["/Names"] = "<</EmbeddedFiles <</Names [" + names.String() + "]>>>>"
	catalog["/AF"] = "[" + all.String() + "]"
}

// sortedFiles returns the files ordered by name.
func sortedFiles(files []File) []File {
	return slices.SortedFunc(slices.Values(files), func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
}

// typeName returns a MIME type as a name, in which a slash must be escaped.
func typeName(mime string) string {
	var b strings.Builder
	b.WriteByte('/')
	for i := range len(mime) {
		c := mime[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "#%02X", c)
		}
	}
	return b.String()
}
