package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/server/internal/auth"
	"lernamt/server/internal/people"
)

// Names of the cookies. With HTTPS they carry the prefix __Host-, which binds them to this host.
const (
	cookieAccess  = "lernamt_access"
	cookieRefresh = "lernamt_refresh"
	cookieForm    = "lernamt_form"  // keys the form token of somebody who is not signed in
	cookieFlash   = "lernamt_flash" // the key of a message for the next page
	cookieLang    = "lernamt_lang"
)

// fieldToken is the form field against forgery, headerToken its place in requests of scripts.
const (
	fieldToken  = "_csrf"
	headerToken = "X-Form-Token"
)

func (s *Server) cookieName(name string) string {
	if s.Config.URL.Scheme == "https" {
		return "__Host-" + name
	}
	return name
}

func (s *Server) cookie(c *fiber.Ctx, name string) string { return c.Cookies(s.cookieName(name)) }

// setCookie sets a cookie that lasts until the browser closes, or for the time given.
func (s *Server) setCookie(c *fiber.Ctx, name, value string, lasts time.Duration) {
	cookie := &fiber.Cookie{
		Name:     s.cookieName(name),
		Value:    value,
		Path:     "/",
		HTTPOnly: true,
		Secure:   s.Config.URL.Scheme == "https",
		SameSite: fiber.CookieSameSiteLaxMode,
	}
	if lasts != 0 {
		cookie.Expires = s.Clock().Add(lasts)
	}
	c.Cookie(cookie)
}

func (s *Server) clearCookie(c *fiber.Ctx, name string) { s.setCookie(c, name, "", -24*time.Hour) }

func (s *Server) setTokens(c *fiber.Ctx, t auth.Tokens) {
	s.setCookie(c, cookieAccess, t.Access, 0)
	if t.Refresh != "" {
		s.setCookie(c, cookieRefresh, t.Refresh, 0)
	}
}

// visitor returns who is signed in, or nil on a public page that nobody is signed in on.
func visitor(c *fiber.Ctx) *auth.Visitor {
	v, _ := c.Locals(localVisitor).(*auth.Visitor)
	return v
}

// learner returns the account ID of the person signed in; the route requires that there is one.
func learner(c *fiber.Ctx) string { return string(visitor(c).Account.ID) }

// identify finds out who is signed in, renewing the access token where it has expired. It leaves the
// visitor empty if nobody is.
func (s *Server) identify(c *fiber.Ctx) error {
	c.Locals(localAsked, true)
	ctx := c.UserContext()
	v, err := auth.Visitor{}, auth.ErrSignedOut
	if access := s.cookie(c, cookieAccess); access != "" {
		v, err = s.Auth.Visitor(ctx, access)
	}
	if refresh := s.cookie(c, cookieRefresh); errors.Is(err, auth.ErrSignedOut) && refresh != "" {
		var tokens auth.Tokens
		if tokens, v, err = s.Auth.Refresh(ctx, refresh); err == nil {
			s.setTokens(c, tokens)
		}
	}
	switch {
	case err == nil:
		c.Locals(localVisitor, &v)
		return nil
	case errors.Is(err, auth.ErrReused):
		s.Log.Warn("a refresh token was used twice; its session has ended", "request", c.Locals(localRequest))
		s.setFlash(c, "flash.session_reused")
	case !errors.Is(err, auth.ErrSignedOut):
		return err
	}
	if s.cookie(c, cookieRefresh) != "" {
		s.clearCookie(c, cookieAccess)
		s.clearCookie(c, cookieRefresh)
	}
	return nil
}

// guard lets through whom the route is for. Who is not signed in is asked to; a form that another site
// may have sent is refused.
func (s *Server) guard(r route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if r.who.nobody {
			return c.Next()
		}
		if err := s.identify(c); err != nil {
			return err
		}
		if r.method == fiber.MethodPost && s.foreign(c) {
			return errForgery
		}
		v := visitor(c)
		if v == nil && !r.who.public {
			return errSignIn // also for a form whose session has ended
		}
		if r.method == fiber.MethodPost && !s.formIsOurs(c) {
			return errForgery
		}
		if !r.who.public && !r.who.allows(&v.Account) {
			return errForbidden
		}
		return c.Next()
	}
}

// foreign reports whether the browser says that a write was sent by another site's page.
func (s *Server) foreign(c *fiber.Ctx) bool {
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return true
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || origin == "null" {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || u.Host != c.Hostname() && u.Host != s.Config.URL.Host
}

// formIsOurs reports whether a write carries the token that only our own pages have.
func (s *Server) formIsOurs(c *fiber.Ctx) bool {
	given := c.Get(headerToken)
	if given == "" {
		given = c.FormValue(fieldToken)
	}
	want := s.formKey(c)
	return want != "" && unmask(given, want)
}

// formKey returns what the form token of this visitor is made of, or "" if they have none yet.
func (s *Server) formKey(c *fiber.Ctx) string {
	if v := visitor(c); v != nil {
		return s.Auth.FormToken(v.Session)
	}
	if key := s.cookie(c, cookieForm); key != "" {
		return s.Auth.FormToken(auth.SessionID("form " + key))
	}
	return ""
}

// formToken returns the token for the forms of a page, another one each time, so that compression
// tells nobody what it is.
func (s *Server) formToken(c *fiber.Ctx) string {
	key := s.formKey(c)
	if key == "" {
		var random [16]byte
		rand.Read(random[:])
		value := base64.RawURLEncoding.EncodeToString(random[:])
		s.setCookie(c, cookieForm, value, 0)
		key = s.Auth.FormToken(auth.SessionID("form " + value))
	}
	return mask(key)
}

// mask hides a key of URL-safe base64 under random bytes; unmask reports whether a token hides it.
func mask(key string) string {
	token := make([]byte, 2*len(key))
	rand.Read(token[:len(key)])
	subtle.XORBytes(token[len(key):], token[:len(key)], []byte(key))
	return base64.RawURLEncoding.EncodeToString(token)
}

func unmask(token, key string) bool {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != 2*len(key) {
		return false
	}
	subtle.XORBytes(b[:len(key)], b[:len(key)], b[len(key):])
	return subtle.ConstantTimeCompare(b[:len(key)], []byte(key)) == 1
}

// flashes are the messages that can be left, with the kind of box in which they appear.
var flashes = map[string]string{
	"flash.saved": "success", "flash.signed_out": "success",
	"flash.session_reused": "warning", "flash.too_late": "warning", "flash.not_sent": "warning",
}

// setFlash leaves a message for the next page, by its key.
func (s *Server) setFlash(c *fiber.Ctx, key string) { s.setCookie(c, cookieFlash, key, 0) }

// takeFlash returns the message left for this page and forgets it.
func (s *Server) takeFlash(c *fiber.Ctx) string {
	key := s.cookie(c, cookieFlash)
	if key == "" {
		return ""
	}
	s.clearCookie(c, cookieFlash)
	if flashes[key] == "" {
		return ""
	}
	return key
}

// tree returns the units of the body.
func (s *Server) tree(c *fiber.Ctx) (*people.Tree, error) {
	units, err := s.People.Units(c.UserContext())
	if err != nil {
		return nil, err
	}
	return people.NewTree(units), nil
}
