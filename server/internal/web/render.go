package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // dates are shown in German time, also where the machine has no zones
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"

	"lernamt/server/internal/people"
	"lernamt/static"
)

// Zone returns the time zone in which dates are read.
func Zone() *time.Location { return zone() }

var zone = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // embedded above
	}
	return loc
})

// views are the page templates, once for each language.
type views struct {
	translators map[string]*translator
	pages       map[string]map[string]*template.Template // by language, then name of the file
}

func parseViews() (*views, error) {
	translators, err := newTranslators()
	if err != nil {
		return nil, err
	}
	v := &views{translators: translators, pages: make(map[string]map[string]*template.Template)}
	names, err := fs.Glob(static.Pages(), "*.html")
	if err != nil {
		return nil, err
	}
	for lang, tr := range translators {
		shared, err := template.New("").Funcs(tr.funcs()).ParseFS(static.Pages(), "layout.html", "parts.html", "question.html")
		if err != nil {
			return nil, err
		}
		v.pages[lang] = make(map[string]*template.Template)
		for _, name := range names {
			page, err := template.Must(shared.Clone()).ParseFS(static.Pages(), name)
			if err != nil {
				return nil, err
			}
			v.pages[lang][strings.TrimSuffix(name, ".html")] = page
		}
	}
	return v, nil
}

// funcs are what templates may call.
func (t *translator) funcs() template.FuncMap {
	return template.FuncMap{
		"t":     t.t,
		"asset": static.Asset,
		"date":  t.date,
		"time":  t.time,
		"until": func(end time.Time) string { return t.date(end.Add(-time.Millisecond)) }, // an end that is not included
		"clock": func(at time.Time) string { return at.In(zone()).Format("15:04") },
		"ue":    t.ue,
		"list":  func(items ...any) []any { return items },
	}
}

// date writes a day, such as 31.12.2026 or 31 December 2026; the zero time is empty.
func (t *translator) date(at time.Time) string {
	switch {
	case at.IsZero():
		return ""
	case t.lang == "en":
		return at.In(zone()).Format("2 January 2006")
	}
	return at.In(zone()).Format("02.01.2006")
}

// time writes a day and a time.
func (t *translator) time(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if t.lang == "en" {
		return t.date(at) + at.In(zone()).Format(", 15:04")
	}
	return t.date(at) + at.In(zone()).Format(", 15:04 Uhr")
}

// ue writes minutes as Unterrichtseinheiten of 45 minutes with one decimal.
func (t *translator) ue(minutes int) string {
	tenths := (minutes*10 + 22) / 45
	point := ","
	if t.lang == "en" {
		point = "."
	}
	return fmt.Sprintf("%d%s%d", tenths/10, point, tenths%10)
}

// lang returns the language for this request: the account's, else the one chosen before signing in,
// else the browser's.
func (s *Server) lang(c *fiber.Ctx) string {
	if v := visitor(c); v != nil && s.views.translators[v.Account.Language] != nil {
		return v.Account.Language
	}
	if chosen := s.cookie(c, cookieLang); s.views.translators[chosen] != nil {
		return chosen
	}
	tags, _, err := language.ParseAcceptLanguage(c.Get(fiber.HeaderAcceptLanguage))
	if err != nil || len(tags) == 0 {
		return languages[0]
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return languages[0]
	}
	return languages[i]
}

// say returns a message in the language of the request.
func (s *Server) say(c *fiber.Ctx, key string, args ...any) string {
	text, err := s.views.translators[s.lang(c)].t(key, args...)
	if err != nil {
		s.Log.Error("message", "key", key, "error", err)
		return key
	}
	return text
}

// page returns what surrounds the content of a page whose title is the message with that key.
func (s *Server) page(c *fiber.Ctx, titleKey string, args ...any) static.Page {
	p := static.Page{
		Lang:      s.lang(c),
		Title:     s.say(c, titleKey, args...),
		Body:      s.Config.Body.Name,
		CSRF:      s.formToken(c),
		OtherLang: static.Language{Code: "en", Label: "English"},
		Path:      c.OriginalURL(),
		Demo:      s.Config.Demo,
		Nav:       s.nav(c),
	}
	if p.Lang == "en" {
		p.OtherLang = static.Language{Code: "de", Label: "Deutsch"}
	}
	if c.Method() != fiber.MethodGet {
		p.Path = "/"
	}
	if v := visitor(c); v != nil {
		p.Person = v.Account.Name()
	}
	if key := s.takeFlash(c); key != "" {
		p.Flash = static.Alert{Kind: flashes[key], Title: s.say(c, key)}
	}
	return p
}

// titled is page for a title that is not a message but a module's or a person's own.
func (s *Server) titled(c *fiber.Ctx, title string) static.Page {
	p := s.page(c, "layout.product")
	p.Title = title
	return p
}

// nav returns the main navigation for the roles of the person signed in.
func (s *Server) nav(c *fiber.Ctx) []static.Link {
	v := visitor(c)
	if v == nil {
		return nil
	}
	links := []static.Link{{URL: "/", Label: s.say(c, "nav.start")}, {URL: "/katalog", Label: s.say(c, "nav.catalogue")},
		{URL: "/zertifikate", Label: s.say(c, "nav.certificates")}}
	if v.Account.Is(people.HR) || v.Account.Is(people.Instructor) {
		links = append(links, static.Link{URL: "/personal", Label: s.say(c, "nav.staff")})
	}
	if v.Account.Is(people.Trainer) {
		links = append(links, static.Link{URL: "/werkstatt", Label: s.say(c, "nav.workshop")})
	}
	if v.Account.Is(people.Admin) {
		links = append(links, static.Link{URL: "/verwaltung/zertifikat", Label: s.say(c, "nav.preview")})
	}
	links = append(links, static.Link{URL: "/meine-daten", Label: s.say(c, "nav.my_data")})
	for i := range links {
		links[i].Current = section(c.Path()) == links[i].URL
	}
	return links
}

// section returns the entry of the navigation to which a page belongs.
func section(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(path), "/"), "/")
	switch first {
	case "module", "pruefungen":
		return "/katalog"
	}
	return "/" + first
}

// crumbs appends the trail to a page: pairs of address and label, the last being the page itself.
func (s *Server) crumbs(c *fiber.Ctx, p *static.Page, links ...static.Link) {
	p.Crumbs = append([]static.Link{{URL: "/", Label: s.say(c, "nav.start")}}, links...)
	p.Crumbs[len(p.Crumbs)-1].Current = true
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render answers with a page. Nothing is sent unless the whole page could be made.
func (s *Server) render(c *fiber.Ctx, status int, name string, data any) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := s.execute(buf, s.lang(c), name, data); err != nil {
		return err
	}
	page := buf.Bytes()
	if !utf8.Valid(page) { // something that a person typed came back
		page = bytes.ToValidUTF8(page, []byte("\uFFFD"))
	}
	return html(c, status, page)
}

func (s *Server) execute(buf *bytes.Buffer, lang, name string, data any) error {
	page := s.views.pages[lang][name]
	if page == nil {
		return fmt.Errorf("no page %q in %q", name, lang)
	}
	return page.ExecuteTemplate(buf, "layout", data)
}

// html answers with the page, of which it keeps a copy: the caller's buffer is somebody else's next.
func html(c *fiber.Ctx, status int, body []byte) error {
	c.Response().Header.SetContentType("text/html; charset=utf-8")
	c.Status(status).Response().SetBody(body)
	return nil
}
