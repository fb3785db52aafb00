package courses

import (
	"bytes"
	"html/template"
	"net/url"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Links make the addresses that lessons link to. They return paths or URLs that are escaped already.
type Links struct {
	Module func(ModuleID) string
	Lesson func(ModuleID, LessonID) string
	// File is the address of a file at one version, named by the short form of its hash, so that it
	// may be cached for ever.
	File func(id ModuleID, hash, path string) string
}

// DefaultLinks returns /module/ID, /module/ID/lektion/LESSON and /module/ID/datei/HASH/PATH.
func DefaultLinks() Links {
	return Links{
		Module: func(id ModuleID) string { return "/module/" + url.PathEscape(string(id)) },
		Lesson: func(id ModuleID, lesson LessonID) string {
			return "/module/" + url.PathEscape(string(id)) + "/lektion/" + url.PathEscape(string(lesson))
		},
		File: func(id ModuleID, hash, path string) string {
			return "/module/" + url.PathEscape(string(id)) + "/datei/" + url.PathEscape(hash) + "/" + escapePath(path)
		},
	}
}

func escapePath(path string) string {
	parts := strings.Split(path, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

// A Renderer turns the Markdown of modules into safe HTML. It is safe for concurrent use.
type Renderer struct {
	// Links may be replaced before the first use.
	Links Links
	// Glossary explains terms in German lessons; nil explains none. It may be set before the first use.
	Glossary *Glossary

	md goldmark.Markdown
}

// Priorities of the transformers here. One of an injected extension runs between them: links, images
// and headings are resolved then, and what it puts into the document is seen by the late one.
const (
	priorityEarly = 10
	priorityLate  = 10000
)

// NewRenderer returns a renderer with the parts of the authoring format and the given extensions. Their
// AST transformers must have priorities from 100 to 9000, and their nodes that implement [Block] must
// end up directly under the document.
func NewRenderer(ext ...goldmark.Extender) *Renderer {
	extensions := append([]goldmark.Extender{
		extension.Table, extension.Strikethrough, extension.DefinitionList, extension.Footnote,
	}, ext...)
	md := goldmark.New(
		goldmark.WithExtensions(extensions...),
		goldmark.WithParserOptions(parser.WithASTTransformers(
			util.Prioritized(earlyTransformer{}, priorityEarly),
			util.Prioritized(lateTransformer{}, priorityLate),
		)),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(nodeRenderer{}, 100))),
	)
	return &Renderer{Links: DefaultLinks(), md: md}
}

// Markdown returns the parser and renderer with all extensions, for the use with [Renderer.Context].
func (r *Renderer) Markdown() goldmark.Markdown { return r.md }

// Context returns what the parser has to know to resolve the links and pictures in a file of m. It
// serves one parse.
func (r *Renderer) Context(m *Module, file string) parser.Context {
	return r.context(&scope{links: r.Links, module: m, report: &report{file: file}})
}

func (r *Renderer) context(s *scope) parser.Context {
	pc := parser.NewContext()
	pc.Set(scopeKey, s)
	return pc
}

// FragmentOf is the [Fragment] of this package. Nodes must come from a document that was parsed with
// the Markdown of a [Renderer].
func FragmentOf(md goldmark.Markdown, source []byte, nodes ...ast.Node) template.HTML {
	var out bytes.Buffer
	for _, n := range nodes {
		if err := md.Renderer().Render(&out, source, n); err != nil {
			// A buffer takes every write, so only a broken extension gets here; half a fragment
			// could leave elements open.
			return ""
		}
	}
	return template.HTML(out.String())
}

// render parses and renders the body of a lesson of m.
func (r *Renderer) render(m *Module, p *page, language string) ([]Chunk, []Heading) {
	s := &scope{links: r.Links, module: m, language: language, report: &p.report, line: p.line, lesson: true}
	doc := r.md.Parser().Parse(text.NewReader(p.body), parser.WithContext(r.context(s)))
	if r.Glossary != nil && language == "de" {
		r.Glossary.terms(doc, p.body)
	}
	return r.chunks(p.body, doc), outline(p.body, doc)
}

// check parses the body of an assessment to find its problems with links and pictures.
func (r *Renderer) check(m *Module, p *page) {
	s := &scope{links: r.Links, module: m, report: &p.report, line: p.line}
	r.md.Parser().Parse(text.NewReader(p.body), parser.WithContext(r.context(s)))
}

func (r *Renderer) chunks(source []byte, doc ast.Node) []Chunk {
	var chunks []Chunk
	var run []ast.Node
	flush := func() {
		if len(run) > 0 {
			chunks = append(chunks, Chunk{HTML: FragmentOf(r.md, source, run...)})
			run = nil
		}
	}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if block, ok := n.(Block); ok {
			flush()
			chunks = append(chunks, Chunk{Block: block})
			continue
		}
		run = append(run, n)
	}
	flush()
	return chunks
}

func outline(source []byte, doc ast.Node) []Heading {
	var list []Heading
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok || h.Level > 3 {
			continue
		}
		if id, ok := h.AttributeString("id"); ok {
			list = append(list, Heading{Level: h.Level, ID: string(id.([]byte)), Text: plain(h, source)})
		}
	}
	return list
}
