package web

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
	"lernamt/static"
)

type verifyPage struct {
	static.Page
	Number  static.Field
	Code    static.Field
	File    static.Field
	Verdict verdict
	Found   bool   // there is such a certificate
	Altered string // for a file that is not the original: message key of what holds for the original
	Reveals bool   // the code was right: name and title may be shown
	Cert    certs.Certificate
	Shared  string // where its PDF is, if the holder shows it by a link; else empty
}

// A verdict is what came out, in one sentence and a few more. There is none if Kind is empty.
type verdict struct {
	Kind  string // good, warn, bad or unknown
	Title string // message keys
	Text  string
	More  string // empty if there is no more
}

var stateVerdicts = map[certs.State]verdict{
	certs.Valid:      {"good", "verify.valid", "verify.valid_text", ""},
	certs.Expired:    {"warn", "verify.expired", "verify.expired_text", ""},
	certs.Revoked:    {"bad", "verify.revoked", "verify.revoked_text", ""},
	certs.Superseded: {"warn", "verify.superseded", "verify.superseded_text", ""},
}

var unknownVerdict = verdict{"unknown", "verify.unknown", "verify.unknown_text", ""}

// verifyForm serves GET /pruefen. With a number in the query it leads to the answer, so that the form
// works without a script.
func (s *Server) verifyForm(c *fiber.Ctx) error {
	number, code := c.Query("nummer"), c.Query("code")
	if number == "" {
		return s.renderVerify(c, fiber.StatusOK, &verifyPage{})
	}
	n, err := certs.ParseNumber(number)
	if err != nil {
		return s.malformed(c, number, code)
	}
	path := "/pruefen/" + string(n)
	if code != "" {
		path += "/" + url.PathEscape(code)
	}
	return c.Redirect(path, fiber.StatusSeeOther)
}

// malformed answers a number that cannot be one.
func (s *Server) malformed(c *fiber.Ctx, number, code string) error {
	p := verifyPage{Number: static.Field{Value: number, Error: s.say(c, "verify.malformed")}, Code: static.Field{Value: code}}
	return s.renderVerify(c, fiber.StatusUnprocessableEntity, &p)
}

// renderVerify answers with the page, whose fields need only what was typed and what is wrong with it.
func (s *Server) renderVerify(c *fiber.Ctx, status int, p *verifyPage) error {
	p.Page = s.page(c, "verify.title")
	p.Number.ID, p.Number.Name, p.Number.Label, p.Number.Hint = "nummer", "nummer", s.say(c, "verify.number"), s.say(c, "verify.number_hint")
	p.Code.ID, p.Code.Name, p.Code.Label, p.Code.Hint, p.Code.Optional = "code", "code", s.say(c, "verify.code"), s.say(c, "verify.code_hint"), true
	p.File.ID, p.File.Name, p.File.Label, p.File.Hint, p.File.Type = "datei", "datei", s.say(c, "verify.file"), s.say(c, "verify.file_hint"), "file"
	return s.render(c, status, "verify", p)
}

// verify serves GET /pruefen/:number and GET /pruefen/:number/:code. A number that was never issued and one
// that was are told apart, nothing else, unless the code on the document is given too. With .json after
// the number, or to whoever accepts nothing but JSON, it answers for machines.
func (s *Server) verify(c *fiber.Ctx) error {
	given, code := c.Params("number"), c.Params("code")
	given, asked := strings.CutSuffix(given, ".json")
	machine := asked || wantsJSON(c)
	if machine && code == "" {
		code = c.Query("code")
	}
	number, err := certs.ParseNumber(given)
	if err != nil {
		if machine {
			return answerJSON(c, fiber.StatusUnprocessableEntity, verifyAnswer{State: "malformed"})
		}
		return s.malformed(c, given, code)
	}
	found, err := s.Flow.Certs.Store.ByNumber(c.UserContext(), number)
	if err != nil && !errors.Is(err, certs.ErrNotFound) {
		return err
	}
	known := err == nil
	reveals := known && found.Reveals(code)
	if !reveals && !s.guesses.allow(c.Context().RemoteIP(), s.Clock()) {
		return s.tooManyGuesses(c, machine)
	}
	if machine {
		return s.verifyMachine(c, number, found, known, reveals)
	}
	p := verifyPage{Found: known, Verdict: unknownVerdict, Number: static.Field{Value: string(number)}, Code: static.Field{Value: code}}
	if known {
		p.Verdict = stateVerdicts[found.State(s.Clock())]
		p.Verdict.More = whyEnded(&found)
		if p.Reveals = reveals; reveals {
			p.Cert = found
		}
	}
	return s.renderVerify(c, fiber.StatusOK, &p)
}

// whyEnded returns the key of the sentence that says why a certificate was revoked, empty if it was not.
func whyEnded(c *certs.Certificate) string {
	if c.Ended.At.IsZero() || c.Ended.By != "" {
		return ""
	}
	return "reason." + string(c.Ended.Reason)
}

// tooManyGuesses answers who has asked for too many numbers without a right code. Whoever holds a
// document, and so its code, is always answered.
func (s *Server) tooManyGuesses(c *fiber.Ctx, machine bool) error {
	c.Set(fiber.HeaderRetryAfter, guessesRetry)
	if machine {
		return answerJSON(c, fiber.StatusTooManyRequests, verifyAnswer{State: "too-many"})
	}
	p := verifyPage{Verdict: verdict{"unknown", "verify.too_many", "verify.too_many_text", ""}}
	return s.renderVerify(c, fiber.StatusTooManyRequests, &p)
}
