package web

import (
	"bytes"
	"io"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"lernamt/certs"
	"lernamt/static"
)

// verifyPath is where files are sent to be verified.
const verifyPath = "/pruefen"

// formRoom is what a form takes besides the file in it, in bytes.
const formRoom = 64 << 10

// limits gives a request that brings a file more room for its body than all others have, and one for an
// archive more time. The size that the request announces is checked before anything of the body is read.
func limits(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if header.IsPost() && string(header.RequestURI()) == verifyPath {
		return fasthttp.RequestConfig{MaxRequestBodySize: certs.MaxFile + formRoom}
	}
	if header.IsGet() && bytes.HasSuffix(header.RequestURI(), []byte(archiveSuffix)) {
		return fasthttp.RequestConfig{WriteTimeout: archiveTimeout}
	}
	return fasthttp.RequestConfig{}
}

// verifyFile serves POST /pruefen with a PDF in the field datei: whether it is what was issued, byte for
// byte. It keeps nothing, so it answers at once. To whoever accepts nothing but JSON it answers for machines.
func (s *Server) verifyFile(c *fiber.Ctx) error {
	file, err := sentFile(c)
	if err != nil {
		return err
	}
	if len(file) == 0 {
		p := verifyPage{File: static.Field{Error: s.say(c, "verify.no_file")}}
		return s.renderVerify(c, fiber.StatusUnprocessableEntity, &p)
	}
	v := certs.Verifier{Ledger: s.Flow.Certs.Store, Keys: s.Keys, Clock: s.Clock}
	r, err := v.Verify(c.UserContext(), file)
	if err != nil {
		return err
	}
	machine := wantsJSON(c)
	// A made-up file could ask for numbers, too.
	if r.Number != "" && r.Certificate == nil && !s.guesses.allow(c.Context().RemoteIP(), s.Clock()) {
		return s.tooManyGuesses(c, machine)
	}
	if machine {
		a := verifyAnswer{Number: r.Number, Finding: r.Finding, State: string(r.State)}
		if r.Certificate != nil {
			a.Ended, a.Reason = r.Certificate.Ended.At, r.Certificate.Ended.Reason
			a.reveal(r.Certificate)
		}
		return answerJSON(c, fiber.StatusOK, a)
	}
	return s.renderVerify(c, fiber.StatusOK, filePage(&r))
}

// filePage makes the page about a file.
func filePage(r *certs.Report) *verifyPage {
	p := &verifyPage{Found: r.State != "", Number: static.Field{Value: string(r.Number)}}
	if r.Certificate != nil {
		p.Reveals, p.Cert = true, *r.Certificate
	}
	if r.Finding != certs.Genuine {
		key := "finding." + string(r.Finding)
		p.Verdict = verdict{"bad", key, key + "_text", ""}
		if r.Finding.Good() {
			p.Verdict.Kind = "good"
		}
		if p.Found {
			p.Altered = "verify.original_" + string(r.State)
		}
		return p
	}
	p.Verdict = stateVerdicts[r.State]
	p.Verdict.Text, p.Verdict.More = "verify.same_bytes", p.Verdict.Text
	if r.Certificate != nil && r.State == certs.Revoked {
		p.Verdict.More = whyEnded(r.Certificate)
	}
	return p
}

// sentFile returns the content of the file in the form, nil if there is none, and no more of it than one
// byte above what may be verified.
func sentFile(c *fiber.Ctx) ([]byte, error) {
	form, err := c.MultipartForm()
	if err != nil || len(form.File["datei"]) == 0 {
		return nil, nil
	}
	f, err := form.File["datei"][0].Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, certs.MaxFile+1))
}
