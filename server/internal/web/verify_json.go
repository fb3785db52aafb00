package web

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
)

// A verifyAnswer tells a machine about a certificate. Times are RFC 3339. What follows State is there only
// if the code was right, except for Matches.
type verifyAnswer struct {
	Number  certs.Number  `json:"number,omitempty"`
	Finding certs.Finding `json:"finding,omitempty"` // of a file
	// State is that of the certificate, or unknown (never issued), malformed (no number), too-many (asked too
	// often). It is empty for a file that names no certificate.
	State      string       `json:"state,omitempty"`
	Ended      time.Time    `json:"ended,omitzero"`
	Reason     certs.Reason `json:"reason,omitempty"`
	Matches    *bool        `json:"matches,omitempty"` // whether the file with the SHA-256 that was given is the original
	Holder     string       `json:"holder,omitempty"`
	Title      string       `json:"title,omitempty"`
	Kind       certs.Kind   `json:"kind,omitempty"`
	Minutes    int          `json:"minutes,omitempty"`
	IssuedAt   time.Time    `json:"issuedAt,omitzero"`
	ValidUntil time.Time    `json:"validUntil,omitzero"` // the first moment at which it is no longer valid
	Successor  certs.Number `json:"successor,omitempty"`
}

// reveal adds what only those see who have the code.
func (a *verifyAnswer) reveal(c *certs.Certificate) {
	a.Holder, a.Title, a.Kind, a.Minutes = c.Holder, c.Title, c.Kind, c.Minutes
	a.IssuedAt, a.ValidUntil, a.Successor = c.IssuedAt, c.ValidUntil, c.Ended.By
}

// verifyMachine answers GET /pruefen/:number.json with ?code= and ?sha256= of a file.
func (s *Server) verifyMachine(c *fiber.Ctx, number certs.Number, found certs.Certificate, known, reveals bool) error {
	if !known {
		return answerJSON(c, fiber.StatusNotFound, verifyAnswer{Number: number, State: "unknown"})
	}
	a := verifyAnswer{Number: number, State: string(found.State(s.Clock())), Ended: found.Ended.At, Reason: found.Ended.Reason}
	if sum := c.Query("sha256"); sum != "" {
		same := strings.EqualFold(sum, found.PDFHash)
		a.Matches = &same
	}
	if reveals {
		a.reveal(&found)
	}
	return answerJSON(c, fiber.StatusOK, a)
}

// wantsJSON reports whether the client asks for JSON and not for a page.
func wantsJSON(c *fiber.Ctx) bool {
	accept := c.Get(fiber.HeaderAccept)
	return strings.Contains(accept, fiber.MIMEApplicationJSON) && !strings.Contains(accept, fiber.MIMETextHTML)
}

func answerJSON(c *fiber.Ctx, status int, answer any) error {
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Status(status).Send(body)
}
