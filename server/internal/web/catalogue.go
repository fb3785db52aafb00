package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"lernamt/courses"
	"lernamt/server/internal/flow"
	"lernamt/static"
)

type cataloguePage struct {
	static.Page
	Search  static.Field
	State   static.Field
	Modules []moduleCard
	All     int
	// Programmes stand below all modules, not below what a search has found.
	Programmes []programmeCard
}

// A programmeCard is a programme as a list shows it.
type programmeCard struct {
	courses.Programme
	Progress static.Progress
}

// catalogue serves GET /katalog with ?q= and ?offen=ja.
func (s *Server) catalogue(c *fiber.Ctx) error {
	known, err := s.known(c)
	if err != nil {
		return err
	}
	all, err := s.Flow.Catalogue.Courses()
	if err != nil {
		return err
	}
	query, open := strings.ToValidUTF8(c.Query("q"), ""), c.Query("offen") == "ja"
	p := cataloguePage{Page: s.page(c, "catalogue.title"), All: len(all)}
	p.Search = static.Field{ID: "q", Name: "q", Type: "search", Label: s.say(c, "catalogue.query"), Value: query, Filter: true}
	p.State = static.Field{ID: "offen", Name: "offen", Label: s.say(c, "catalogue.state"), Filter: true, Choices: []static.Choice{
		{Label: s.say(c, "catalogue.all")}, {Value: "ja", Label: s.say(c, "catalogue.open"), Selected: open}}}
	s.crumbs(c, &p.Page, static.Link{Label: p.Title})
	for _, course := range all {
		d := known.of(course)
		if !course.Matches(query) || open && d.State == flow.Fulfilled {
			continue
		}
		p.Modules = append(p.Modules, s.card(c, course, d))
	}
	if query == "" {
		for _, programme := range s.Flow.Catalogue.Programmes() {
			p.Programmes = append(p.Programmes, s.programmeCard(c, programme, known))
		}
	}
	return s.render(c, fiber.StatusOK, "catalogue", &p)
}

// duties are a person's modules, by module.
type duties map[courses.ModuleID]flow.Duty

func (s *Server) known(c *fiber.Ctx) (duties, error) {
	list, err := s.Flow.Duties(c.UserContext(), &visitor(c).Account)
	if err != nil {
		return nil, err
	}
	known := make(duties, len(list))
	for _, d := range list {
		known[d.Course.ID] = d
	}
	return known, nil
}

// of returns where the person stands in a module, also in one that they have nothing to do with.
func (k duties) of(course flow.Course) flow.Duty {
	if d, ok := k[course.ID]; ok {
		return d
	}
	return flow.Duty{Course: course, State: flow.NotBegun}
}

func (s *Server) programmeCard(c *fiber.Ctx, p courses.Programme, known duties) programmeCard {
	done := 0
	for _, id := range p.Modules {
		if known[id].State == flow.Fulfilled {
			done++
		}
	}
	return programmeCard{Programme: p, Progress: static.Progress{
		Label: s.say(c, "programme.progress", "Title", p.Title),
		Text:  s.say(c, "start.assigned", "Done", done, "All", len(p.Modules)), Value: done, Max: len(p.Modules),
	}}
}

type glossaryPage struct {
	static.Page
	Terms []glossaryTerm
}

type glossaryTerm struct {
	courses.Term
	Taught string // title of the module that teaches it, empty if none does
}

// glossary serves GET /glossar: every term that lessons explain.
func (s *Server) glossary(c *fiber.Ctx) error {
	p := glossaryPage{Page: s.page(c, "glossary.title")}
	s.crumbs(c, &p.Page, static.Link{Label: p.Title})
	for _, term := range s.Flow.Catalogue.Glossary() {
		t := glossaryTerm{Term: term}
		if m, err := s.Flow.Catalogue.Module(term.Module); err == nil {
			t.Taught = m.Title
		}
		p.Terms = append(p.Terms, t)
	}
	return s.render(c, fiber.StatusOK, "glossary", &p)
}
