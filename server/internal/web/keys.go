package web

import (
	"github.com/gofiber/fiber/v2"
)

// Public keys change when one is rotated; an hour later everybody has the new ones.
const keysCache = "public, max-age=3600"

// publish answers with something that everybody may read and keep for a while, also scripts of other sites.
func publish(c *fiber.Ctx, kind string, content []byte) error {
	c.Set(fiber.HeaderCacheControl, keysCache)
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Set(fiber.HeaderContentType, kind)
	return c.Send(content)
}

// keySet serves GET /.well-known/jwks.json: the public keys of badges and QR tokens (RFC 7517).
func (s *Server) keySet(c *fiber.Ctx) error {
	set, err := s.Keys.JWKS()
	if err != nil {
		return err
	}
	return publish(c, "application/jwk-set+json", set)
}

// key serves GET /schluessel/:key, one of these keys; a badge names its own by this address.
func (s *Server) key(c *fiber.Ctx) error {
	key, err := s.Keys.JWK(c.Params("key"))
	if err != nil {
		return err
	}
	return publish(c, "application/jwk+json", key)
}

// keyBundle serves GET /schluessel.pem: all public keys with the chains of those that sign documents,
// for checking offline.
func (s *Server) keyBundle(c *fiber.Ctx) error {
	bundle, err := s.Keys.PEM()
	if err != nil {
		return err
	}
	return publish(c, "application/x-pem-file", bundle)
}
