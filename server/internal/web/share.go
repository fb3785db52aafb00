package web

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
	"lernamt/static"
)

// share serves POST /zertifikate/:number/freigabe: from now on others may see my certificate by a link.
func (s *Server) share(c *fiber.Ctx) error { return s.setShared(c, s.Flow.Certs.Share) }

// unshare serves POST /zertifikate/:number/freigabe/ende: the link leads nowhere any more.
func (s *Server) unshare(c *fiber.Ctx) error { return s.setShared(c, s.Flow.Certs.Unshare) }

func (s *Server) setShared(c *fiber.Ctx, set func(context.Context, certs.Number) (certs.Certificate, error)) error {
	mine, err := s.own(c)
	if err != nil {
		return err
	}
	if _, err := set(c.UserContext(), mine.Number); err != nil {
		return err
	}
	return c.Redirect("/zertifikate#"+string(mine.Number), fiber.StatusSeeOther)
}

// shared serves GET /nachweis/:token: a certificate that its holder shows, and how things stand with it.
func (s *Server) shared(c *fiber.Ctx) error {
	found, err := s.linked(c)
	if err != nil {
		return err
	}
	p := verifyPage{
		Found: true, Reveals: true, Cert: found, Verdict: stateVerdicts[found.State(s.Clock())],
		Number: static.Field{Value: string(found.Number)}, Shared: "/nachweis/" + found.Link + "/zertifikat.pdf",
	}
	p.Verdict.More = whyEnded(&found)
	return s.renderVerify(c, fiber.StatusOK, &p)
}

// sharedPDF serves GET /nachweis/:token/zertifikat.pdf, the frozen PDF.
func (s *Server) sharedPDF(c *fiber.Ctx) error {
	found, err := s.linked(c)
	if err != nil {
		return err
	}
	return s.sendCertificate(c, &found)
}

// linked returns the certificate to which the link leads. Search engines are told to keep away: a link is
// for those who were given it.
func (s *Server) linked(c *fiber.Ctx) (certs.Certificate, error) {
	c.Set("X-Robots-Tag", "noindex, nofollow")
	return s.Flow.Certs.Store.ByLink(c.UserContext(), c.Params("token"))
}
