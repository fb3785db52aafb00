package courses

import (
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

var (
	kindPicture = ast.NewNodeKind("Picture")
	kindFigure  = ast.NewNodeKind("Figure")
)

// A picture is an image, film or sound of the module within text.
type picture struct {
	ast.BaseInline
	medium
	src      string // "" if the file is missing
	alt      string
	caption  string
	captions string // address of a film's WebVTT file, "" if there is none
	language string // of the captions
}

// Kind implements ast.Node.
func (*picture) Kind() ast.NodeKind { return kindPicture }

// Dump implements ast.Node.
func (p *picture) Dump(source []byte, level int) {
	ast.DumpHelper(p, source, level, map[string]string{"src": p.src, "alt": p.alt}, nil)
}

// A figure is a picture that stands alone, its only child.
type figure struct{ ast.BaseBlock }

// Kind implements ast.Node.
func (*figure) Kind() ast.NodeKind { return kindFigure }

// Dump implements ast.Node.
func (f *figure) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

// image replaces what Markdown calls an image by a picture.
func (s *scope) image(n *ast.Image) {
	p := &picture{alt: plain(n, s.source), caption: oneLine(n.Title), language: s.module.Language}
	p.SetPos(n.Pos())
	if p.alt == "" {
		s.errorf(n, "image-alt", "Dem Bild fehlt der Alternativtext: ![Was zeigt das Bild?](...).")
	}
	file, m, ok := s.mediumAt(address(n.Destination))
	if ok && (m.image() || m.video() || m.audio()) {
		p.medium = m
		p.src = s.links.File(s.module.ID, s.module.Hash.Short(), file)
		track := strings.TrimSuffix(file, path.Ext(file)) + ".vtt"
		if _, ok := s.module.media[track]; ok && m.video() {
			p.captions = s.links.File(s.module.ID, s.module.Hash.Short(), track)
		}
	} else {
		s.errorf(n, "image-missing", "Das Bild „%s“ fehlt im Ordner des Moduls oder ist keine lesbare Bild-, Film- oder Tondatei.", n.Destination)
	}
	n.Parent().ReplaceChild(n.Parent(), n, p)
}

func (s *scope) mediumAt(dest string) (string, medium, bool) {
	u, err := url.Parse(strings.TrimSpace(dest))
	if err != nil {
		return "", medium{}, false
	}
	file, inside := s.resolve(u)
	m, ok := s.module.media[file]
	return file, m, ok && inside
}

func oneLine(raw []byte) string {
	raw = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(raw), "\uFFFD")), " ")
}

// figures replaces a paragraph that holds nothing but pictures by figures.
func (s *scope) figures(n *ast.Paragraph) {
	var pictures []*picture
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *picture:
			pictures = append(pictures, c)
		case *ast.Text:
			if len(strings.TrimSpace(string(c.Segment.Value(s.source)))) > 0 {
				return
			}
		default:
			return
		}
	}
	if len(pictures) == 0 {
		return
	}
	parent := n.Parent()
	for _, p := range pictures {
		f := &figure{}
		f.SetPos(p.Pos())
		n.RemoveChild(n, p)
		f.AppendChild(f, p)
		parent.InsertBefore(parent, n, f)
	}
	parent.RemoveChild(parent, n)
}
