package web

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
	"lernamt/static"
)

type certificatesPage struct {
	static.Page
	Certificates []certificateLine
	Minutes      int // of all certificates of this year
	Year         int
	Waiting      []string // titles of completed modules whose certificate could not be drawn
}

type certificateLine struct {
	certs.Certificate
	Badge static.Badge
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
	issued := make(map[certs.Key]bool)
	for i := len(list) - 1; i >= 0; i-- { // the newest first
		issued[list[i].Key] = true
		if list[i].IssuedAt.In(zone()).Year() == p.Year {
			p.Minutes += list[i].Minutes
		}
		p.Certificates = append(p.Certificates, certificateLine{Certificate: list[i], Badge: s.stateBadge(c, list[i].State(now))})
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

func (s *Server) stateBadge(c *fiber.Ctx, state certs.State) static.Badge {
	if state == certs.Valid {
		return static.Badge{Kind: "genuine", Text: s.say(c, "certificate.valid")}
	}
	return static.Badge{Kind: "expired", Text: s.say(c, "certificate.expired")}
}

// certificate serves GET /zertifikate/:number, the frozen PDF. Somebody else's does not exist.
func (s *Server) certificate(c *fiber.Ctx) error {
	number, err := certs.ParseNumber(strings.TrimSuffix(c.Params("number"), ".pdf"))
	if err != nil {
		return certs.ErrNotFound
	}
	found, err := s.Flow.Certs.Store.ByNumber(c.UserContext(), number)
	if err != nil {
		return err
	}
	if found.Person != learner(c) {
		return certs.ErrNotFound
	}
	pdf, err := s.Flow.Certs.Store.PDF(c.UserContext(), number)
	if err != nil {
		return err
	}
	c.Locals(localPlain, true)
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="Lernamt-`+string(number)+`.pdf"`)
	return c.Send(pdf)
}

type verifyPage struct {
	static.Page
	Number  static.Field
	Code    static.Field
	Asked   bool
	Found   bool
	State   string // valid, expired or unknown
	Reveals bool   // the code was right: name and title may be shown
	Cert    certs.Certificate
	Now     time.Time
}

// verifyForm serves GET /pruefen. With a number in the query it leads to the answer, so that the form
// works without a script.
func (s *Server) verifyForm(c *fiber.Ctx) error {
	number, code := c.Query("nummer"), c.Query("code")
	if number == "" {
		return s.renderVerify(c, &verifyPage{}, "", "", "")
	}
	n, err := certs.ParseNumber(number)
	if err != nil {
		return s.renderVerify(c, &verifyPage{}, number, code, s.say(c, "verify.malformed"))
	}
	path := "/pruefen/" + string(n)
	if code != "" {
		path += "/" + url.PathEscape(code)
	}
	return c.Redirect(path, fiber.StatusSeeOther)
}

func (s *Server) renderVerify(c *fiber.Ctx, p *verifyPage, number, code, problem string) error {
	p.Page = s.page(c, "verify.title")
	p.Number = static.Field{ID: "nummer", Name: "nummer", Label: s.say(c, "verify.number"), Hint: s.say(c, "verify.number_hint"), Value: number, Error: problem}
	p.Code = static.Field{ID: "code", Name: "code", Label: s.say(c, "verify.code"), Hint: s.say(c, "verify.code_hint"), Value: code, Optional: true}
	status := fiber.StatusOK
	if problem != "" {
		status = fiber.StatusUnprocessableEntity
	}
	return s.render(c, status, "verify", p)
}

// verify serves GET /pruefen/:number and GET /pruefen/:number/:code. A number that was never issued and one
// that was are told apart, nothing else, unless the code on the document is given too.
func (s *Server) verify(c *fiber.Ctx) error {
	given, code := c.Params("number"), c.Params("code")
	number, err := certs.ParseNumber(given)
	if err != nil {
		return s.renderVerify(c, &verifyPage{}, given, code, s.say(c, "verify.malformed"))
	}
	found, err := s.Flow.Certs.Store.ByNumber(c.UserContext(), number)
	if err != nil && !errors.Is(err, certs.ErrNotFound) {
		return err
	}
	p := verifyPage{Asked: true, Found: err == nil, State: "unknown", Now: s.Clock()}
	if p.Found {
		p.State = "expired"
		if found.State(p.Now) == certs.Valid {
			p.State = "valid"
		}
		if p.Reveals = found.Reveals(code); p.Reveals {
			p.Cert = found
		}
	}
	return s.renderVerify(c, &p, string(number), code, "")
}
