package web

import (
	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
)

// Public keys change when one is rotated, the list when a certificate is revoked: so long after that
// everybody knows.
const (
	keysCache = "public, max-age=3600"
	listCache = "public, max-age=300"
)

// publish answers with something that everybody may read and keep for a while, also scripts of other sites.
func publish(c *fiber.Ctx, cache, kind string, content []byte) error {
	c.Set(fiber.HeaderCacheControl, cache)
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
	return publish(c, keysCache, "application/jwk-set+json", set)
}

// key serves GET /schluessel/:key, one of these keys; a badge names its own by this address.
func (s *Server) key(c *fiber.Ctx) error {
	key, err := s.Keys.JWK(c.Params("key"))
	if err != nil {
		return err
	}
	return publish(c, keysCache, "application/jwk+json", key)
}

// keyBundle serves GET /schluessel.pem: all public keys with the chains of those that sign documents,
// for checking offline.
func (s *Server) keyBundle(c *fiber.Ctx) error {
	bundle, err := s.Keys.PEM()
	if err != nil {
		return err
	}
	return publish(c, keysCache, "application/x-pem-file", bundle)
}

// revocations serves GET /widerrufe: which badges were revoked or superseded, as 1EdTechRevocationList. It names
// none by its number.
func (s *Server) revocations(c *fiber.Ctx) error {
	badge, ended, err := s.ended(c)
	if err != nil {
		return err
	}
	list, err := badge.Revocations(ended, s.Clock())
	if err != nil {
		return err
	}
	return publish(c, listCache, fiber.MIMEApplicationJSON, list)
}

// signedRevocations serves GET /widerrufe.jwt, the same list signed, for checking offline.
func (s *Server) signedRevocations(c *fiber.Ctx) error {
	badge, ended, err := s.ended(c)
	if err != nil {
		return err
	}
	list, err := badge.SignedRevocations(ended, s.Clock())
	if err != nil {
		return err
	}
	return publish(c, listCache, "application/jwt", []byte(list))
}

// ended returns what signs badges and the certificates that were ended; without badges there is no list.
func (s *Server) ended(c *fiber.Ctx) (*certs.Credential, []certs.Certificate, error) {
	badge := s.Flow.Certs.Credential
	if badge == nil {
		return nil, nil, certs.ErrNotFound
	}
	ended, err := s.Flow.Certs.Store.Ended(c.UserContext())
	return badge, ended, err
}
