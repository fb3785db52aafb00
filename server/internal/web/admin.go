package web

import "github.com/gofiber/fiber/v2"

// certificatePreview serves GET /verwaltung/zertifikat: what a certificate looks like with the configured body, logo and
// colour. Nothing is issued.
func (s *Server) certificatePreview(c *fiber.Ctx) error {
	pdf, err := s.Flow.Certs.Preview(c.UserContext(), s.lang(c))
	if err != nil {
		return err
	}
	return sendPDF(c, "Lernamt-Muster", pdf)
}
