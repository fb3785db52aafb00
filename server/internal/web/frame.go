package web

import (
	"context"
	"encoding/base64"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Keys of fiber's locals.
const (
	localRequest = "request" // string: the request's ID
	localVisitor = "visitor" // *auth.Visitor
	localAsked   = "asked"   // set: it is known whether somebody is signed in
	localPlain   = "plain"   // set: the handler has decided whether to compress
)

const contentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"script-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// head gives an answer its request ID, which it returns, and the headers that every answer carries.
func (s *Server) head(c *fiber.Ctx) string {
	id := requestID()
	c.Locals(localRequest, id)
	header := &c.Response().Header
	header.Set("X-Request-Id", id)
	header.Set("Content-Security-Policy", contentSecurityPolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	header.Set("Cache-Control", "no-store")
	if s.Config.URL.Scheme == "https" {
		header.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	return id
}

// frame surrounds every request: it gives it an ID, headers and a deadline, turns a panic into an
// error, and answers errors.
func (s *Server) frame(c *fiber.Ctx) (err error) {
	id := s.head(c)
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	c.SetUserContext(ctx)

	started := s.Clock()
	defer func() {
		if r := recover(); r != nil {
			s.Log.Error("panic", "request", id, "panic", r, "stack", string(debug.Stack()))
			err = s.fail(c, errPanicked)
		}
		if s.Config.AccessLog {
			s.Log.LogAttrs(ctx, slog.LevelInfo, "request", slog.String("request", id), slog.String("method", c.Method()),
				slog.String("route", c.Route().Path), slog.Int("status", c.Response().StatusCode()),
				slog.Duration("took", s.Clock().Sub(started)))
		}
	}()
	if err := s.next(c); err != nil {
		return s.fail(c, err)
	}
	return nil
}

// next passes the request on, unless its path is not text: then there is nothing of that name.
func (s *Server) next(c *fiber.Ctx) error {
	if path := c.Path(); !utf8.ValidString(path) || strings.ContainsRune(path, 0) {
		return fiber.ErrNotFound
	}
	return c.Next()
}

// compressor compresses an answer that is already there.
var compressor = fasthttp.CompressHandlerBrotliLevel(func(*fasthttp.RequestCtx) {},
	fasthttp.CompressBrotliBestSpeed, fasthttp.CompressBestSpeed)

// compress compresses what the handlers answer, unless they say that it does not pay.
func compress(c *fiber.Ctx) error {
	if err := c.Next(); err != nil {
		return err
	}
	if c.Locals(localPlain) == nil {
		compressor(c.Context())
	}
	return nil
}

// requestID returns 12 characters that join what a person is shown with a line of the log.
func requestID() string {
	n := rand.Uint64()
	b := [9]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24), byte(n >> 32), byte(n >> 40), byte(n >> 48), byte(n >> 56), byte(rand.Uint32())}
	return base64.RawURLEncoding.EncodeToString(b[:])
}
