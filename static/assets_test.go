package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAssetOpens(t *testing.T) {
	tests := []struct{ name, mediaType string }{
		{"app.css", "text/css; charset=utf-8"},
		{"app.js", "text/javascript; charset=utf-8"},
		{"icon.svg", "image/svg+xml"},
		{"kern/kern.min.css", "text/css; charset=utf-8"},
		{"kern/fonts/FiraSans-Regular.woff2", "font/woff2"},
		{"kern/VERSION", "text/plain; charset=utf-8"},
	}
	for _, test := range tests {
		u := Asset(test.name)
		if !regexp.MustCompile(`^/assets/[0-9a-f]{10}/` + regexp.QuoteMeta(test.name) + `$`).MatchString(u) {
			t.Errorf("Asset(%q) = %q, want /assets/<10 hex>/%[1]s", test.name, u)
		}
		f, ok := Open(u)
		if !ok || len(f.Content) == 0 {
			t.Errorf("Open(%q) = %d bytes, %v, want the file", u, len(f.Content), ok)
		}
		if f.Type != test.mediaType {
			t.Errorf("Open(%q).Type = %q, want %q", u, f.Type, test.mediaType)
		}
	}
}

func TestEveryAssetHasTypeAndGzip(t *testing.T) {
	for name, load := range loadTree().files {
		f := load()
		if f.Type == "" {
			t.Errorf("%s has no media type", name)
		}
		if f.Gzip == nil {
			continue
		}
		r, err := gzip.NewReader(bytes.NewReader(f.Gzip))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, f.Content) {
			t.Errorf("%s: Gzip unpacks to %d bytes, %v, want %d", name, len(got), err, len(f.Content))
		}
	}
	if f, _ := Open(Asset("kern/kern.min.css")); len(f.Gzip) == 0 || len(f.Gzip) > 40_000 {
		t.Errorf("kern.min.css is %d bytes compressed, want 1 to 40000", len(f.Gzip))
	}
}

func TestOpenRefuses(t *testing.T) {
	app := Asset("app.css")
	for _, p := range []string{
		"",
		"/assets/app.css",
		"/assets/0000000000/app.css",
		app + "/",
		app + "\x00",
		path.Dir(app),
		path.Dir(app) + "/",
		path.Dir(app) + "/app/1-base.css",
		path.Dir(app) + "/kern/../app.css",
		path.Dir(app) + "/../../static.go",
		strings.ToUpper(app),
	} {
		if _, ok := Open(p); ok {
			t.Errorf("Open(%q) found a file, want none", p)
		}
	}
}

func TestAssetPanicsWithoutFile(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error(`Asset("no-such.css") did not panic`)
		}
	}()
	Asset("no-such.css")
}

func TestFingerprintFollowsEveryChange(t *testing.T) {
	base := fstest.MapFS{"a.css": {Data: []byte("x")}, "b.css": {Data: []byte("y")}}
	changed := []fstest.MapFS{
		{"a.css": {Data: []byte("x")}, "b.css": {Data: []byte("z")}},
		{"a.css": {Data: []byte("x")}, "c.css": {Data: []byte("y")}},
		{"a.css": {Data: []byte("xb.cssy")}},
		{"a.css": {Data: []byte("y")}, "b.css": {Data: []byte("x")}},
	}
	was := newTree(base).prefix
	if again := newTree(base).prefix; again != was {
		t.Errorf("the same files give %s and %s", was, again)
	}
	for _, fsys := range changed {
		if newTree(fsys).prefix == was {
			t.Errorf("%v has the fingerprint of %v", fsys, base)
		}
	}
}

func TestBundleIsJoinedInOrder(t *testing.T) {
	tree := newTree(fstest.MapFS{"app/2.css": {Data: []byte("b")}, "app/1.css": {Data: []byte("a")}})
	if len(tree.files) != 1 {
		t.Errorf("tree has %d files, want only app.css", len(tree.files))
	}
	if got := string(tree.files["app.css"]().Content); got != "ab" {
		t.Errorf("app.css = %q, want %q", got, "ab")
	}
}

var (
	cssURL    = regexp.MustCompile(`url\(\s*("[^"]*"|'[^']*'|[^)]*)\s*\)`)
	cssImport = regexp.MustCompile(`@import`)
	svgLoad   = regexp.MustCompile(`(?i)(href|src)\s*=|<script|\son\w+\s*=`)
)

// TestStylesLoadNothingForeign proves that every url() is a data: image or a file we ship.
func TestStylesLoadNothingForeign(t *testing.T) {
	for name, load := range loadTree().files {
		if path.Ext(name) != ".css" {
			continue
		}
		content := string(load().Content)
		if cssImport.MatchString(content) {
			t.Errorf("%s has an @import", name)
		}
		for _, m := range cssURL.FindAllStringSubmatch(content, -1) {
			ref := strings.Trim(m[1], `"' `)
			if after, ok := strings.CutPrefix(ref, "data:image/svg+xml,"); ok {
				checkIcon(t, name, after)
				continue
			}
			if _, ok := loadTree().files[path.Join(path.Dir(name), ref)]; !ok {
				t.Errorf("%s refers to %q, which is not shipped", name, ref)
			}
		}
	}
}

func checkIcon(t *testing.T, name, data string) {
	t.Helper()
	svg, err := url.PathUnescape(data)
	if err != nil {
		t.Errorf("%s has a broken icon: %v", name, err)
	}
	if svgLoad.MatchString(svg) {
		t.Errorf("%s has an icon that loads or runs something: %.80s", name, svg)
	}
}

// TestStylesUseTokens keeps colours and KERN's names honest: no colour of our own, no token that KERN lacks.
func TestStylesUseTokens(t *testing.T) {
	app := string(loadTree().files["app.css"]().Content)
	kern := string(loadTree().files["kern/kern.min.css"]().Content)
	for _, token := range regexp.MustCompile(`var\((--kern-[a-z0-9-]+)`).FindAllStringSubmatch(app, -1) {
		if !strings.Contains(kern, token[1]+":") {
			t.Errorf("app.css uses %s, which KERN does not define", token[1])
		}
	}
	screen, _, _ := strings.Cut(app, "@media print")
	for _, colour := range regexp.MustCompile(`#[0-9a-fA-F]{3,8}\s*[;,)]|hsl\(`).FindAllString(screen, -1) {
		t.Errorf("app.css has the colour %s of its own", colour)
	}
}
