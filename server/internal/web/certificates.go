package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
	"lernamt/static"
)

type certificatesPage struct {
	static.Page
	Certificates []certificateLine
	Minutes      int // of all certificates of this year
	Year         int
	Years        []int    // of which there is a statement, the latest first
	Waiting      []string // titles of completed modules whose certificate could not be drawn
}

type certificateLine struct {
	certs.Certificate
	Badge static.Badge
	Why   string // message key: why it was ended, empty if it was not
	Shown string // address at which others see it, empty if the holder shows it to nobody
}

// certificates serves GET /zertifikate: my certificates with minutes and UE.
func (s *Server) certificates(c *fiber.Ctx) error {
	list, err := s.Flow.Certs.Store.Of(c.UserContext(), learner(c))
	if err != nil {
		return err
	}
	now := s.Clock()
	p := certificatesPage{Page: s.page(c, "certificates.title"), Year: now.In(zone()).Year()}
	s.crumbs(c, &p.Page, static.Link{Label: p.Title})
	_, p.Minutes = s.Flow.Certs.OfYear(list, p.Year)
	issued := make(map[certs.Key]bool)
	for i := len(list) - 1; i >= 0; i-- { // the newest first
		first := list[i].Key
		first.Edition = 0
		issued[first] = true
		year := list[i].IssuedAt.In(zone()).Year()
		if list[i].Ended.At.IsZero() && len(list[i].Modules) == 0 && !slices.Contains(p.Years, year) {
			p.Years = append(p.Years, year)
		}
		line := certificateLine{Certificate: list[i], Badge: s.stateBadge(c, list[i].State(now))}
		if !list[i].Ended.At.IsZero() {
			line.Why = "reason." + string(list[i].Ended.Reason)
		}
		if link := list[i].Link; link != "" {
			line.Shown = s.Config.URL.JoinPath("nachweis", link).String()
		}
		p.Certificates = append(p.Certificates, line)
	}
	enrolments, err := s.Flow.Courses.Enrolments(c.UserContext(), learner(c))
	if err != nil {
		return err
	}
	for _, e := range enrolments {
		if e.CompletedAt.IsZero() || issued[certs.Key{Person: e.Person, Subject: string(e.Module), Cycle: e.Cycle}] {
			continue
		}
		course, err := s.Flow.Catalogue.Version(c.UserContext(), e.Module, e.Version)
		if err != nil {
			return err
		}
		p.Waiting = append(p.Waiting, course.Title)
	}
	return s.render(c, fiber.StatusOK, "certificates", &p)
}

// yearly serves GET /zertifikate/nachweis/:year: the statement of my training in that year.
func (s *Server) yearly(c *fiber.Ctx) error {
	year, err := c.ParamsInt("year")
	if err != nil {
		return certs.ErrNotFound
	}
	list, err := s.Flow.Certs.Store.Of(c.UserContext(), learner(c))
	if err != nil {
		return err
	}
	pdf, err := s.Flow.Certs.Yearly(c.UserContext(), list, year, s.lang(c))
	if err != nil {
		return err
	}
	return sendPDF(c, "Lernamt-Nachweis-"+strconv.Itoa(year), pdf)
}

func sendPDF(c *fiber.Ctx, name string, pdf []byte) error {
	c.Locals(localPlain, true)
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+name+`.pdf"`)
	return c.Send(pdf)
}

func (s *Server) stateBadge(c *fiber.Ctx, state certs.State) static.Badge {
	kinds := map[certs.State]string{certs.Valid: "genuine", certs.Expired: "expired", certs.Revoked: "revoked", certs.Superseded: "expired"}
	return static.Badge{Kind: kinds[state], Text: s.say(c, "certificate."+string(state))}
}

// certificate serves GET /zertifikate/:number, the frozen PDF. Somebody else's does not exist.
func (s *Server) certificate(c *fiber.Ctx) error {
	found, err := s.own(c)
	if err != nil {
		return err
	}
	return s.sendCertificate(c, &found)
}

// own returns the certificate that the path names, if it belongs to who asks.
func (s *Server) own(c *fiber.Ctx) (certs.Certificate, error) {
	number, err := certs.ParseNumber(strings.TrimSuffix(c.Params("number"), ".pdf"))
	if err != nil {
		return certs.Certificate{}, certs.ErrNotFound
	}
	found, err := s.Flow.Certs.Store.ByNumber(c.UserContext(), number)
	if err != nil {
		return certs.Certificate{}, err
	}
	if found.Person != learner(c) {
		return certs.Certificate{}, certs.ErrNotFound
	}
	return found, nil
}

// sendCertificate answers with the frozen PDF.
func (s *Server) sendCertificate(c *fiber.Ctx, cert *certs.Certificate) error {
	pdf, err := s.Flow.Certs.Store.PDF(c.UserContext(), cert.Number)
	if err != nil {
		return err
	}
	return sendPDF(c, "Lernamt-"+string(cert.Number), pdf)
}
