package web

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/server/internal/auth"
	"lernamt/static"
)

type signInPage struct {
	static.Page
	Email    static.Field
	Password static.Field
	Return   string // path to go to afterwards
	Problem  static.Alert
	Demo     []DemoLogin
}

// signInForm serves GET /anmelden.
func (s *Server) signInForm(c *fiber.Ctx) error {
	if visitor(c) != nil {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return s.renderSignIn(c, fiber.StatusOK, c.Query("weiter"), "", static.Alert{})
}

func (s *Server) renderSignIn(c *fiber.Ctx, status int, back, email string, problem static.Alert) error {
	p := signInPage{
		Page:     s.page(c, "sign_in.title"),
		Email:    static.Field{ID: "email", Name: "email", Label: s.say(c, "sign_in.email"), Type: "email", Value: email, Autocomplete: "username"},
		Password: static.Field{ID: "password", Name: "passwort", Label: s.say(c, "sign_in.password"), Type: "password", Autocomplete: "current-password"},
		Return:   localPath(back),
		Problem:  problem,
		Demo:     s.Config.DemoLogins,
	}
	return s.render(c, status, "sign-in", &p)
}

// signIn serves POST /anmelden. A wrong password brings the form back with the address kept.
func (s *Server) signIn(c *fiber.Ctx) error {
	back, email := c.FormValue("weiter"), c.FormValue("email")
	tokens, _, err := s.Auth.SignIn(c.UserContext(), email, c.FormValue("passwort"))
	var throttled *auth.ThrottledError
	switch {
	case errors.Is(err, auth.ErrWrongCredentials):
		return s.renderSignIn(c, fiber.StatusUnprocessableEntity, back, email,
			static.Alert{Kind: "danger", Title: s.say(c, "sign_in.wrong"), Text: s.say(c, "sign_in.wrong_hint")})
	case errors.As(err, &throttled):
		wait := max(1, int(throttled.Until.Sub(s.Clock())/time.Second)+1)
		return s.renderSignIn(c, fiber.StatusTooManyRequests, back, email,
			static.Alert{Kind: "warning", Title: s.say(c, "sign_in.throttled", "Count", wait)})
	case err != nil:
		return err
	}
	s.setTokens(c, tokens)
	s.clearCookie(c, cookieForm)
	return c.Redirect(localPath(back), fiber.StatusSeeOther)
}

// signOut serves POST /abmelden. The session ends at once, on every node.
func (s *Server) signOut(c *fiber.Ctx) error {
	if v := visitor(c); v != nil {
		if err := s.Auth.SignOut(c.UserContext(), v.Session); err != nil {
			return err
		}
	}
	s.clearCookie(c, cookieAccess)
	s.clearCookie(c, cookieRefresh)
	s.setFlash(c, "flash.signed_out")
	return c.Redirect("/anmelden", fiber.StatusSeeOther)
}

// setLanguage serves POST /sprache.
func (s *Server) setLanguage(c *fiber.Ctx) error {
	lang := c.FormValue("sprache")
	if s.views.translators[lang] == nil {
		return fiber.ErrBadRequest
	}
	if v := visitor(c); v != nil {
		if err := s.People.SetLanguage(c.UserContext(), v.Account.ID, lang); err != nil {
			return err
		}
	}
	s.setCookie(c, cookieLang, lang, 365*24*time.Hour)
	return c.Redirect(localPath(c.FormValue("zurueck")), fiber.StatusSeeOther)
}
