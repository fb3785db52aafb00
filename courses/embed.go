package courses

import (
	"embed"
	"io/fs"
)

//go:embed all:content
var content embed.FS

// GlossaryFile is the name of the glossary in the root of [Content].
const GlossaryFile = "glossar.yaml"

// Content returns the German curriculum: one folder for each module.
func Content() fs.FS {
	sub, err := fs.Sub(content, "content")
	if err != nil {
		panic(err) // only an invalid path makes fs.Sub fail
	}
	return sub
}
