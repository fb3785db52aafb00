// Package static holds what the server shows but does not decide: the style sheets, fonts and scripts
// it serves, the page templates and the texts in each language. All of it is embedded in the binary.
//
// It is not a web server and knows no routes. [Asset] names a file for a page and [Open] finds the
// bytes for a request; [Pages] and [I18n] are read by whoever renders. Begin with pages/layout.html and
// the data types of its parts in parts.go.
package static

import (
	"embed"
	"io/fs"
)

//go:embed assets pages i18n
var files embed.FS

// Pages returns the html/template sources: layout.html, parts.html and one file per page.
func Pages() fs.FS { return sub("pages") }

// I18n returns the texts as go-i18n message files: active.de.json, active.en.json.
func I18n() fs.FS { return sub("i18n") }

// sub cannot fail for the directories named in the embed directive.
func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err)
	}
	return f
}
