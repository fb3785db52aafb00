package web

import (
	"github.com/gofiber/fiber/v2"

	"lernamt/static"
)

// asset serves GET /assets/*. The path holds a hash of all assets, so it may be kept for ever.
func (s *Server) asset(c *fiber.Ctx) error {
	f, ok := static.Open(c.Path())
	if !ok {
		return fiber.ErrNotFound
	}
	c.Locals(localPlain, true)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderContentType, f.Type)
	c.Vary(fiber.HeaderAcceptEncoding)
	if f.Gzip != nil && acceptsGzip(c) {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(f.Gzip)
	}
	return c.Send(f.Content)
}

// acceptsGzip reports whether the browser unpacks gzip.
func acceptsGzip(c *fiber.Ctx) bool {
	return c.Request().Header.HasAcceptEncoding("gzip")
}

// health serves GET /gesund: 200 if the store answers, else 503.
func (s *Server) health(c *fiber.Ctx) error {
	if err := s.Ping(c.UserContext()); err != nil {
		s.Log.Error("store does not answer", "error", err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("store does not answer\n")
	}
	return c.SendString("ok\n")
}

// A textPage is one of the pages that the law wants.
type textPage struct {
	static.Page
	Responsible string
	Contact     string
}

func (s *Server) text(c *fiber.Ctx, name string) error {
	p := textPage{Page: s.page(c, name+".title"), Responsible: s.Config.Body.Responsible, Contact: s.Config.Contact}
	s.crumbs(c, &p.Page, static.Link{Label: p.Title})
	return s.render(c, fiber.StatusOK, name, &p)
}

// imprint serves GET /impressum (§ 5 DDG).
func (s *Server) imprint(c *fiber.Ctx) error { return s.text(c, "imprint") }

// privacy serves GET /datenschutz (Art. 13 DSGVO).
func (s *Server) privacy(c *fiber.Ctx) error { return s.text(c, "privacy") }

// accessibility serves GET /barrierefreiheit (§ 7 BITV 2.0).
func (s *Server) accessibility(c *fiber.Ctx) error { return s.text(c, "accessibility") }

// easyLanguage serves GET /leichte-sprache (§ 4 BITV 2.0).
func (s *Server) easyLanguage(c *fiber.Ctx) error { return s.text(c, "easy-language") }
