package web

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
	"lernamt/static"
)

// Errors of the web itself.
var (
	errSignIn    = errors.New("web: signing in is needed")
	errForbidden = errors.New("web: role is missing")
	errForgery   = errors.New("web: form token is missing or wrong")
	errPanicked  = errors.New("web: handler panicked")
)

// status returns the HTTP status of an error and the key of the sentence that the person reads.
func status(err error) (int, string) {
	var framework *fiber.Error
	switch {
	case errors.Is(err, courses.ErrNotFound), errors.Is(err, assessments.ErrNotFound),
		errors.Is(err, certs.ErrNotFound), errors.Is(err, people.ErrNotFound):
		return fiber.StatusNotFound, "error.not_found"
	case errors.Is(err, courses.ErrNotEnrolled), errors.Is(err, flow.ErrLessonsFirst), errors.Is(err, flow.ErrProgrammeOpen):
		return fiber.StatusConflict, "error.bad_request"
	case errors.Is(err, errSignIn):
		return fiber.StatusUnauthorized, "error.sign_in"
	case errors.Is(err, errForbidden):
		return fiber.StatusForbidden, "error.forbidden"
	case errors.Is(err, errForgery):
		return fiber.StatusForbidden, "error.forgery"
	case errors.Is(err, assessments.ErrInvalidAnswer):
		return fiber.StatusUnprocessableEntity, "error.invalid_answer"
	case errors.Is(err, assessments.ErrTimeUp):
		return fiber.StatusConflict, "error.time_up"
	case errors.Is(err, assessments.ErrSubmitted):
		return fiber.StatusConflict, "error.submitted"
	case errors.Is(err, context.DeadlineExceeded):
		return fiber.StatusServiceUnavailable, "error.unavailable"
	case errors.As(err, &framework):
		switch framework.Code {
		case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
			return fiber.StatusNotFound, "error.not_found"
		case fiber.StatusRequestEntityTooLarge:
			return framework.Code, "error.too_large"
		}
		if framework.Code < fiber.StatusInternalServerError {
			return framework.Code, "error.bad_request"
		}
	}
	return fiber.StatusInternalServerError, "error.internal"
}

// fail answers an error: a page for people, a bare status for scripts. It logs failures of ours, once.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	request, ok := c.Locals(localRequest).(string)
	if !ok && errors.Is(err, fiber.ErrBadGateway) {
		return nil // fiber's word for a connection that broke before a request came: nobody is there to answer
	}
	if !ok { // the request was refused before it reached the frame
		request = s.head(c)
	}
	if c.Locals(localAsked) == nil { // the page is for somebody all the same, and so are its forms
		if failed := s.identify(c); failed != nil {
			err = failed
		}
	}
	begin := "" // where a module begins that the person has not enrolled in
	if errors.Is(err, courses.ErrNotEnrolled) {
		m, unknown := s.Flow.Catalogue.Module(courses.ModuleID(c.Params("module")))
		if unknown != nil {
			err = unknown
		} else {
			begin = modulePath(m.ID)
		}
	}
	code, key := status(err)
	if code >= fiber.StatusInternalServerError && !errors.Is(err, errPanicked) {
		s.Log.LogAttrs(c.UserContext(), slog.LevelError, "request failed", slog.String("request", request),
			slog.String("method", c.Method()), slog.String("route", c.Route().Path), slog.Any("error", err))
	}
	c.Response().ResetBody()
	c.Locals(localPlain, nil)
	if wantsScript(c) {
		return c.SendStatus(code)
	}
	switch {
	case errors.Is(err, errSignIn):
		if c.Method() == fiber.MethodPost {
			s.setFlash(c, "flash.not_sent")
		}
		return c.Redirect(s.signInPath(c), fiber.StatusSeeOther)
	case begin != "":
		return c.Redirect(begin, fiber.StatusSeeOther)
	}
	page := errorPage{Page: s.page(c, key+".title"), Text: key + ".text", Request: request, Code: code}
	if err := s.render(c, code, "error", &page); err != nil {
		s.Log.Error("error page failed", "request", request, "error", err)
		return c.Status(code).SendString("Fehler " + request)
	}
	return nil
}

type errorPage struct {
	static.Page
	Text    string // message key
	Request string // the request's ID, which support can look up
	Code    int
}

// wantsScript reports whether a script of ours asks, which shows its own messages.
func wantsScript(c *fiber.Ctx) bool { return c.Get(headerToken) != "" }

// signInPath returns the sign-in page that leads back to where the person wanted to go, or to the page
// whose form they sent.
func (s *Server) signInPath(c *fiber.Ctx) string {
	back := c.OriginalURL()
	if c.Method() == fiber.MethodPost {
		back = "/"
		if u, err := url.Parse(c.Get(fiber.HeaderReferer)); err == nil && (u.Host == c.Hostname() || u.Host == s.Config.URL.Host) {
			back = u.RequestURI()
		}
	}
	if back = localPath(back); back == "/" {
		return "/anmelden"
	}
	return "/anmelden?weiter=" + url.QueryEscape(back)
}

// localPath returns path if it is a path of this site, else "/": nobody is led elsewhere.
func localPath(path string) string {
	odd := func(r rune) bool { return r == '\\' || r == utf8.RuneError || unicode.IsControl(r) }
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, odd) {
		return "/"
	}
	return path
}
