package courses

import (
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// link resolves a link or, if it leads nowhere, leaves its text.
func (s *scope) link(n *ast.Link) {
	target, external := s.target(n, address(n.Destination))
	if target == "" {
		unwrap(n)
		return
	}
	n.Destination = []byte(unresolved.Replace(target))
	if external {
		n.SetAttributeString("class", []byte("external"))
		n.SetAttributeString("rel", []byte("noopener noreferrer external"))
	}
}

// unresolved undoes what goldmark does to a destination when it writes it.
var unresolved = strings.NewReplacer("&", "&amp;", `\`, "%5C")

// address returns a destination as a browser would understand it, without the escapes of Markdown: a
// scheme could hide in them.
func address(destination []byte) string {
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(destination))))
}

// autoLink makes a link of <https://...> and <name@example.org>; other schemes stay text.
func (s *scope) autoLink(n *ast.AutoLink) {
	label := ast.NewString(n.Label(s.source))
	label.SetRaw(true)
	target := string(n.URL(s.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(target), "mailto:") {
		target = "mailto:" + target
	}
	link := ast.NewLink()
	link.SetPos(n.Pos())
	link.Destination = []byte(target)
	link.AppendChild(link, label)
	n.Parent().ReplaceChild(n.Parent(), n, link)
	s.link(link)
}

// unwrap replaces a link by its text.
func unwrap(n ast.Node) {
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		n.RemoveChild(n, c)
		parent.InsertBefore(parent, n, c)
	}
	parent.RemoveChild(parent, n)
}

// target resolves the destination of a link to what goes into href, "" if it must not be linked.
func (s *scope) target(n ast.Node, dest string) (target string, external bool) {
	if len(dest) > mostAddress {
		s.errorf(n, "link-form", "Die Adresse des Verweises ist länger als %d Zeichen.", mostAddress)
		return "", false
	}
	u, err := url.Parse(strings.TrimSpace(dest))
	if err != nil {
		s.errorf(n, "link-form", "Der Verweis „%s“ ist keine gültige Adresse.", dest)
		return "", false
	}
	switch strings.ToLower(u.Scheme) {
	case "https", "http":
		if u.Host == "" || u.User != nil {
			s.errorf(n, "link-form", "Der Verweis „%s“ ist keine gültige Adresse.", dest)
			return "", false
		}
		return u.String(), true
	case "mailto", "tel":
		return u.String(), false
	case "":
		return s.relative(n, u, dest), false
	}
	s.errorf(n, "link-scheme", "Der Verweis „%s“ ist nicht erlaubt. Erlaubt sind https, http, mailto, tel und Dateien des Moduls.", dest)
	return "", false
}

// relative resolves a link within the module or to another one.
func (s *scope) relative(n ast.Node, u *url.URL, dest string) string {
	anchor := ""
	if u.Fragment != "" {
		anchor = "#" + anchorPrefix + slug(u.Fragment)
	}
	file, inside := s.resolve(u)
	switch {
	case u.Host == "" && u.Path == "" && u.RawQuery == "" && anchor != "":
		return anchor
	case !inside:
	case s.lessonAt(file) != nil:
		return s.links.Lesson(s.module.ID, s.lessonAt(file).ID) + anchor
	case s.module.Assessment != nil && s.module.Assessment.File == file:
		return s.links.Module(s.module.ID)
	default:
		if _, ok := s.module.media[file]; ok {
			return s.links.File(s.module.ID, s.module.Hash.Short(), file)
		}
	}
	if id, ok := otherModule(u); ok {
		return s.links.Module(id)
	}
	s.errorf(n, "link-target", "Der Verweis „%s“ führt zu keiner Lektion und keiner Datei dieses Moduls.", dest)
	return ""
}

// resolve returns the file of the module that a relative reference means, or false if it is none.
func (s *scope) resolve(u *url.URL) (string, bool) {
	if u.Scheme != "" || u.Host != "" || u.Opaque != "" || u.RawQuery != "" || u.Path == "" || strings.HasPrefix(u.Path, "/") {
		return "", false
	}
	file := path.Join(path.Dir(s.report.file), u.Path)
	return file, file != ".." && !strings.HasPrefix(file, "../")
}

// otherModule recognises ../ID/ and ../ID/modul.yaml.
func otherModule(u *url.URL) (ModuleID, bool) {
	rest, ok := strings.CutPrefix(u.Path, "../")
	if !ok || u.Host != "" || u.RawQuery != "" {
		return "", false
	}
	id, file, _ := strings.Cut(rest, "/")
	return ModuleID(id), validID(id) && (file == "" || file == manifestFile)
}

func (s *scope) lessonAt(file string) *Lesson {
	for i := range s.module.Lessons {
		if s.module.Lessons[i].File == file {
			return &s.module.Lessons[i]
		}
	}
	return nil
}
