package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
	"lernamt/static"
)

type unitsPage struct {
	static.Page
	Units []unitLink
}

type unitLink struct {
	URL   string
	Name  string
	Depth int // below the unit where the role begins
	Under int // units below it
}

// units serves GET /personal: the units where the person holds a role over others.
func (s *Server) units(c *fiber.Ctx) error {
	tree, err := s.tree(c)
	if err != nil {
		return err
	}
	p := unitsPage{Page: s.page(c, "staff.title")}
	s.crumbs(c, &p.Page, static.Link{Label: p.Title})
	seen := make(map[people.UnitID]bool)
	for _, g := range visitor(c).Account.Grants {
		if !slices.Contains(overseers, g.Role) {
			continue
		}
		base := len(tree.Path(g.Unit))
		var walk func(id people.UnitID)
		walk = func(id people.UnitID) {
			u, ok := tree.Unit(id)
			if !ok || seen[id] {
				return
			}
			seen[id] = true
			p.Units = append(p.Units, unitLink{URL: unitPath(id), Name: u.Name, Depth: len(tree.Path(id)) - base, Under: len(tree.Below(id)) - 1})
			for _, child := range tree.Children(id) {
				walk(child)
			}
		}
		walk(g.Unit)
	}
	return s.render(c, fiber.StatusOK, "units", &p)
}

type completionPage struct {
	static.Page
	Unit    people.Unit
	States  []stateCount // of all lines of the unit
	Module  static.Field
	State   static.Field
	Records []recordLine
	Total   int    // lines that match the filter
	From    int    // number of the first line shown, from 1
	File    string // address of the same list as a file
	Certs   string // address of the certificates, empty for who may not see them
	Pager   static.Pager
}

type stateCount struct {
	Label string
	Count int
}

type recordLine struct {
	Family, Given string
	Unit          string
	Title         string
	Badge         static.Badge
	Due           time.Time
	Completed     time.Time
}

// recordsOnPage is how many lines of the completion list a page shows.
const recordsOnPage = 50

// completion serves GET /personal/:unit with ?modul=, ?stand= and ?seite=: who has completed what, with
// status and date and nothing else.
func (s *Server) completion(c *fiber.Ctx) error {
	unit, tree, role, err := s.scope(c, overseers...)
	if err != nil {
		return err
	}
	filter := completionFilter(c)
	number := max(1, c.QueryInt("seite", 1))
	p := completionPage{Page: s.titled(c, unit.Name), Unit: unit, From: (number-1)*recordsOnPage + 1}
	s.crumbs(c, &p.Page, static.Link{URL: "/personal", Label: s.say(c, "staff.title")}, static.Link{Label: unit.Name})
	var seen []string
	count := make(map[flow.State]int)
	units := tree.Below(unit.ID)
	err = s.Flow.Completion(c.UserContext(), tree, units, flow.Filter{}, func(r flow.Record) bool {
		count[r.State]++
		if !filter.Admits(r) {
			return true
		}
		p.Total++
		if p.Total >= p.From && p.Total < p.From+recordsOnPage {
			p.Records = append(p.Records, s.recordLine(c, tree, r))
			if id := string(r.Account.ID); !slices.Contains(seen, id) {
				seen = append(seen, id)
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	if last := lastPage(p.Total); number > last {
		return c.Redirect(listPath(unit.ID, "", filter, last), fiber.StatusSeeOther)
	}
	if err := s.noteLooks(c, role, audit.Viewed, "completion", seen); err != nil {
		return err
	}
	for _, st := range flow.States {
		p.States = append(p.States, stateCount{Label: s.say(c, "state."+string(st)), Count: count[st]})
	}
	s.completionForm(c, &p, filter, number)
	if visitor(c).Account.Covers(people.HR, tree, unit.ID) {
		p.Certs = certificatesPath(unit.ID)
	}
	return s.render(c, fiber.StatusOK, "completion", &p)
}

func completionFilter(c *fiber.Ctx) flow.Filter {
	f := flow.Filter{Module: courses.ModuleID(c.Query("modul")), State: flow.State(c.Query("stand"))}
	if !slices.Contains(flow.States, f.State) {
		f.State = ""
	}
	return f
}

// completionForm sets the filter and the way to the other pages of the list.
func (s *Server) completionForm(c *fiber.Ctx, p *completionPage, filter flow.Filter, number int) {
	modules := []static.Choice{{Label: s.say(c, "staff.all_modules")}}
	for _, m := range s.Flow.Catalogue.Modules() {
		modules = append(modules, static.Choice{Value: string(m.ID), Label: m.Title, Selected: m.ID == filter.Module})
	}
	states := []static.Choice{{Label: s.say(c, "staff.all_states")}}
	for _, st := range flow.States {
		states = append(states, static.Choice{Value: string(st), Label: s.say(c, "state."+string(st)), Selected: st == filter.State})
	}
	p.Module = static.Field{ID: "modul", Name: "modul", Label: s.say(c, "staff.module"), Choices: modules, Filter: true}
	p.State = static.Field{ID: "stand", Name: "stand", Label: s.say(c, "staff.state"), Choices: states, Filter: true}
	p.File = listPath(p.Unit.ID, "/abschluesse.csv", filter, 1)
	link := func(n int) static.Link {
		return static.Link{URL: listPath(p.Unit.ID, "", filter, n), Label: s.say(c, "pager.page", "Page", n)}
	}
	last := lastPage(p.Total)
	p.Pager = static.Pager{Label: s.say(c, "pager.label"), Text: s.say(c, "pager.text", "Page", number, "Last", last)}
	if number > 1 {
		p.Pager.Prev = link(number - 1)
	}
	if number < last {
		p.Pager.Next = link(number + 1)
	}
}

// lastPage returns the number of the last page of a list with so many lines.
func lastPage(lines int) int { return max(1, (lines+recordsOnPage-1)/recordsOnPage) }

// listPath leads to the n-th page of the completion list or, with the file's name, to the whole as a file.
func listPath(unit people.UnitID, file string, filter flow.Filter, n int) string {
	q := make(url.Values)
	if filter.Module != "" {
		q.Set("modul", string(filter.Module))
	}
	if filter.State != "" {
		q.Set("stand", string(filter.State))
	}
	if n > 1 {
		q.Set("seite", strconv.Itoa(n))
	}
	path := unitPath(unit) + file
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

func (s *Server) recordLine(c *fiber.Ctx, tree *people.Tree, r flow.Record) recordLine {
	unit, _ := tree.Unit(r.Account.Unit)
	return recordLine{Family: r.Account.Family, Given: r.Account.Given, Unit: unit.Name, Title: r.Title,
		Badge: s.badge(c, r.State), Due: r.Due, Completed: r.Completed}
}

func unitPath(id people.UnitID) string { return "/personal/" + string(id) }
