package web

import (
	"errors"
	"maps"
	"slices"

	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
	"lernamt/courses"
	"lernamt/static"
)

type programmePage struct {
	static.Page
	Programme programmeCard
	Modules   []moduleCard
	Cert      *certificateLine // the latest for the programme, nil if there is none
	Earned    bool             // a certificate can be had that was not issued yet
	Problem   static.Alert
}

// programme serves GET /programme/:programme: its modules in the order recommended, and its certificate.
func (s *Server) programme(c *fiber.Ctx) error {
	p, _, err := s.programmePage(c)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "programme", p)
}

func (s *Server) programmePage(c *fiber.Ctx) (*programmePage, courses.Programme, error) {
	programme, err := s.Flow.Catalogue.Programme(courses.ProgrammeID(c.Params("programme")))
	if err != nil {
		return nil, programme, err
	}
	known, err := s.known(c)
	if err != nil {
		return nil, programme, err
	}
	p := &programmePage{Page: s.titled(c, programme.Title), Programme: s.programmeCard(c, programme, known)}
	s.crumbs(c, &p.Page, static.Link{URL: "/katalog", Label: s.say(c, "nav.catalogue")}, static.Link{Label: programme.Title})
	for _, id := range programme.Modules {
		course, err := s.Flow.Catalogue.Current(id)
		if err != nil {
			return nil, programme, err
		}
		p.Modules = append(p.Modules, s.card(c, course, known.of(course)))
	}
	issued, err := s.Flow.Certs.Store.Of(c.UserContext(), learner(c))
	if err != nil {
		return nil, programme, err
	}
	key, earned := s.Flow.ProgrammeKey(learner(c), programme, slices.Collect(maps.Values(known)), issued)
	p.Earned = earned
	for _, cert := range issued { // the oldest first
		if cert.Subject != key.Subject {
			continue
		}
		p.Earned = p.Earned && cert.Cycle != key.Cycle
		p.Cert = &certificateLine{Certificate: cert, Badge: s.stateBadge(c, cert.State(s.Clock()))}
	}
	return p, programme, nil
}

// certifyProgramme serves POST /programme/:programme/zertifikat: a certificate for the programme, once all its
// modules are fulfilled.
func (s *Server) certifyProgramme(c *fiber.Ctx) error {
	p, programme, err := s.programmePage(c)
	if err != nil {
		return err
	}
	_, err = s.Flow.CertifyProgramme(c.UserContext(), &visitor(c).Account, programme, s.lang(c))
	var glyph *certs.GlyphError
	if errors.As(err, &glyph) {
		p.Problem = static.Alert{Kind: "danger", Title: s.say(c, "staff.glyph"), Text: s.say(c, "programme.glyph_text")}
		return s.render(c, fiber.StatusUnprocessableEntity, "programme", p)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/programme/"+string(programme.ID)+"#zertifikat", fiber.StatusSeeOther)
}
