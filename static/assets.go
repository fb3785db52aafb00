package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// bundle is served as one file, app.css, made of all files in this folder in the order of their names.
const bundle = "app"

// A File is one asset as it goes over the wire. Its bytes are shared and must not be changed.
type File struct {
	Type    string // media type, with charset for text
	Content []byte
	Gzip    []byte // Content compressed, nil where that saves nothing
}

// Asset returns the URL path of an asset, such as "/assets/3f1c09ab52/app.css" for "app.css". The
// middle part changes whenever any asset changes, so a response may be cached for ever, and
// relative references between assets stay valid. Asset panics if there is no such file: names are constants
// in templates, so the first test that executes the page finds a typo.
func Asset(name string) string {
	t := loadTree()
	if _, ok := t.files[name]; !ok {
		panic(fmt.Sprintf("static: no asset %q", name))
	}
	return t.prefix + name
}

// Open returns the asset at a URL path made by [Asset]. It reports false for any other path, also for
// one with an outdated fingerprint: answering that with today's bytes would poison caches.
func Open(urlPath string) (File, bool) {
	t := loadTree()
	name, ok := strings.CutPrefix(urlPath, t.prefix)
	if !ok {
		return File{}, false
	}
	load, ok := t.files[name]
	if !ok {
		return File{}, false
	}
	return load(), true
}

// A tree is all assets under one fingerprint.
type tree struct {
	prefix string                 // "/assets/<first 10 hex digits of SHA-256>/"
	files  map[string]func() File // compressed on first use
}

var loadTree = sync.OnceValue(func() tree { return newTree(sub("assets")) })

func newTree(fsys fs.FS) tree {
	contents := readAssets(fsys)
	t := tree{
		prefix: "/assets/" + fingerprint(contents) + "/",
		files:  make(map[string]func() File, len(contents)),
	}
	for name, content := range contents {
		t.files[name] = sync.OnceValue(func() File { return newFile(name, content) })
	}
	return t
}

// readAssets reads the embedded files, which cannot fail at run time, and joins the bundle.
func readAssets(fsys fs.FS) map[string][]byte {
	contents := make(map[string][]byte)
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if path.Dir(name) == bundle { // WalkDir goes in the order of names
			contents[bundle+".css"] = append(contents[bundle+".css"], content...)
			return nil
		}
		contents[name] = content
		return nil
	})
	if err != nil {
		panic(err)
	}
	return contents
}

// fingerprint depends on every name and every byte. Lengths keep name and content apart.
func fingerprint(contents map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		fmt.Fprintf(h, "%d %s %d\n", len(name), name, len(contents[name]))
		h.Write(contents[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:10]
}

// mediaTypes lists what we ship. The table of package mime differs from host to host.
var mediaTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".md":    "text/plain; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
	"":       "text/plain; charset=utf-8", // VERSION
}

func newFile(name string, content []byte) File {
	f := File{Type: mediaTypes[path.Ext(name)], Content: content}
	if path.Ext(name) == ".woff2" { // compressed already
		return f
	}
	if packed := compress(content); len(packed) < len(content) {
		f.Gzip = packed
	}
	return f
}

// compress cannot fail: the level is valid and a Buffer takes every byte.
func compress(content []byte) []byte {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		panic(err)
	}
	w.Write(content)
	w.Close()
	return buf.Bytes()
}
