package web

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
	"lernamt/static"
)

type myDataPage struct {
	static.Page
	Account people.Account
	Unit    string
	Looks   []look
	Older   string // path to the next page, empty on the last
}

// A look is one entry of "Wer hat meine Daten angesehen?".
type look struct {
	At     time.Time
	Who    string
	Role   string // message key
	Action string // message key
	Object string // message key
}

// looksOnPage is how many entries a page shows.
const looksOnPage = 50

// myData serves GET /meine-daten: what is kept about me, and who looked at it.
func (s *Server) myData(c *fiber.Ctx) error {
	account := visitor(c).Account
	entries, err := s.Audit.About(c.UserContext(), string(account.ID), c.Query("vor"), looksOnPage)
	if err != nil {
		return err
	}
	tree, err := s.tree(c)
	if err != nil {
		return err
	}
	unit, _ := tree.Unit(account.Unit)
	p := myDataPage{Page: s.page(c, "my_data.title"), Account: account, Unit: unit.Name}
	s.crumbs(c, &p.Page, static.Link{Label: p.Title})
	names := make(map[string]string)
	for _, e := range entries {
		name, ok := names[e.Actor]
		if !ok {
			a, err := s.People.Account(c.UserContext(), people.AccountID(e.Actor))
			if err != nil && !errors.Is(err, people.ErrNotFound) {
				return err
			}
			name = a.Name() // empty for somebody who is gone
			names[e.Actor] = name
		}
		p.Looks = append(p.Looks, look{At: e.At, Who: name, Role: "role." + e.Role, Action: "audit." + string(e.Action), Object: "audit.object." + e.Object})
	}
	if len(entries) == looksOnPage {
		p.Older = "/meine-daten?vor=" + entries[len(entries)-1].ID
	}
	return s.render(c, fiber.StatusOK, "my-data", &p)
}

// noteLooks records that the person signed in has seen these people. It is done before the page is
// answered: what cannot be recorded is not shown.
func (s *Server) noteLooks(c *fiber.Ctx, role people.Role, action audit.Action, object string, seen []string) error {
	return s.note(c.UserContext(), learner(c), role, action, object, seen)
}

func (s *Server) note(ctx context.Context, actor string, role people.Role, action audit.Action, object string, seen []string) error {
	var entries []audit.Entry
	now := s.Clock()
	for len(seen) > 0 {
		n := min(len(seen), audit.MaxSubjects)
		var random [8]byte
		rand.Read(random[:])
		entries = append(entries, audit.Entry{
			ID: audit.NewID(now, random), At: now, Actor: actor, Role: string(role), Action: action, Object: object, Subjects: seen[:n],
		})
		seen = seen[n:]
	}
	if len(entries) == 0 {
		return nil
	}
	return s.Audit.Append(ctx, entries...)
}
