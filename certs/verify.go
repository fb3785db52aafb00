package certs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"lernamt/certs/internal/inspect"
)

// MaxFile is how large a file may be that is verified, in bytes. Certificates have about 50 KB.
const MaxFile = 10 << 20

// A Finding is what came out of looking at a file. It never says more than was found: how things stand
// with the certificate otherwise is its [State].
type Finding string

// The findings. The first three are good.
const (
	Genuine       Finding = "genuine"        // byte for byte what was issued
	Vouched       Finding = "vouched"        // no ledger was asked; the body's signature holds for the whole file
	Document      Finding = "document"       // no certificate, but another document with the body's signature, such as a statement of a year
	Unlisted      Finding = "unlisted"       // the body's signature holds, but the ledger has no such file
	Altered       Finding = "altered"        // not as it was issued
	Appended      Finding = "appended"       // something was added after it was signed
	Countersigned Finding = "countersigned"  // it bears further signatures
	Foreign       Finding = "foreign"        // signed, but not with a key of the body
	Unsigned      Finding = "unsigned"       // no ledger was asked, and there is no signature to go by
	UnknownNumber Finding = "unknown-number" // a certificate with that number was never issued
	Encrypted     Finding = "encrypted"
	Truncated     Finding = "truncated" // its end is missing
	NoCertificate Finding = "no-certificate"
	NotPDF        Finding = "not-pdf"
	TooLarge      Finding = "too-large" // more than MaxFile
)

// Good reports whether the file may be relied on, as far as its certificate's state allows.
func (f Finding) Good() bool { return f == Genuine || f == Vouched || f == Document }

// A Report says what a file is.
type Report struct {
	Finding Finding
	Number  Number // that the file names; empty if none
	State   State  // of the certificate with that number; empty if that is not known
	Test    bool   // it is signed with a key for testing, which proves nothing
	// Certificate is what was issued under the number, nil unless the file holds the code of it; where no
	// ledger was asked, what the file says and its signature covers, nil if that does not hold.
	Certificate *Certificate
}

// A Verifier tells genuine certificates from others. It is safe for concurrent use.
type Verifier struct {
	Ledger Store // nil to go by the keys alone
	Keys   Keys
	// Revoked is a list to go by where there is no ledger; nil leaves open whether a certificate was revoked.
	Revoked *Revocations
	Clock   func() time.Time // nil is time.Now
}

// Verify says what a file is. The file may be anything. An error is one of the ledger's.
func (v *Verifier) Verify(ctx context.Context, file []byte) (Report, error) {
	switch shape := inspect.Look(file[:min(len(file), MaxFile)]); {
	case len(file) > MaxFile:
		return Report{Finding: TooLarge}, nil
	case !shape.PDF:
		return Report{Finding: NotPDF}, nil
	default:
		return v.verify(ctx, &suspect{file: file, shape: shape})
	}
}

// VerifyToken says what the QR code of a certificate is worth: the token is checked by the keys, then the
// ledger or the list is asked about the certificate. The report holds what the token says. What is no
// token of the body is an error of [Keys.ReadToken].
func (v *Verifier) VerifyToken(ctx context.Context, text string) (Report, error) {
	t, err := v.Keys.ReadToken(text)
	if err != nil {
		return Report{}, err
	}
	c := Certificate{
		Number: t.Number, Kind: t.Kind, Holder: t.Holder,
		Achievement: Achievement{Title: t.Title, Minutes: t.Minutes, From: t.From, Until: t.Until}, IssuedAt: t.Issued,
	}
	if !t.LastDay.IsZero() {
		c.ValidUntil = t.LastDay.AddDate(0, 0, 1)
	}
	r := Report{Finding: Vouched, Number: t.Number, Certificate: &c}
	if v.Ledger != nil {
		issued, err := v.Ledger.ByNumber(ctx, t.Number)
		switch {
		case errors.Is(err, ErrNotFound):
			r.Finding = Unlisted
			return r, nil
		case err != nil:
			return Report{}, err
		}
		r.Finding, r.State = Genuine, issued.State(v.now())
		return r, nil
	}
	if v.Revoked != nil {
		v.Revoked.Apply(&c)
	}
	r.State = c.State(v.now())
	return r, nil
}

// A suspect is a PDF that is being looked at.
type suspect struct {
	file   []byte
	shape  inspect.Shape
	says   Certificate // as far as the file says it
	signed *inspect.Signature
	broken error // why signed is nil
	ours   bool  // signed with a key of the body
	issued *Certificate
}

func (v *Verifier) verify(ctx context.Context, s *suspect) (Report, error) {
	s.says = claimed(s.file)
	s.signed, s.broken = inspect.ReadSignature(s.file)
	r := Report{Number: s.says.Number}
	if s.signed != nil {
		s.ours, r.Test = v.Keys.signed(s.signed)
	}
	if v.Ledger == nil {
		r.Finding = s.findAlone()
		if r.Finding == Vouched {
			if v.Revoked != nil {
				v.Revoked.Apply(&s.says)
			}
			r.Certificate, r.State = &s.says, s.says.State(v.now())
		}
		return r, nil
	}
	if s.says.Number != "" {
		issued, err := v.Ledger.ByNumber(ctx, s.says.Number)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return Report{}, err
		}
		if err == nil {
			s.issued, r.State = &issued, issued.State(v.now())
			if issued.Reveals(s.says.Code) {
				r.Certificate = &issued
			}
		}
	}
	r.Finding = s.find()
	return r, nil
}

func (v *Verifier) now() time.Time {
	if v.Clock == nil {
		return time.Now()
	}
	return v.Clock()
}

// find judges by the ledger.
func (s *suspect) find() Finding {
	sum := sha256.Sum256(s.file)
	switch {
	case s.issued != nil && hex.EncodeToString(sum[:]) == s.issued.PDFHash:
		return Genuine
	case s.issued == nil && s.says.Number != "" && !s.ours:
		return UnknownNumber
	}
	if f := s.damage(); f != "" {
		return f
	}
	if s.ours {
		return Unlisted
	}
	return Altered
}

// findAlone judges by the file and the keys.
func (s *suspect) findAlone() Finding {
	if f := s.damage(); f != "" {
		return f
	}
	if s.ours {
		return Vouched
	}
	return Unsigned
}

// damage says what is visibly wrong with the file, or that it is no certificate; empty if it is an unsigned
// one, or one for which the body's signature holds.
func (s *suspect) damage() Finding {
	switch {
	case s.shape.Encrypted:
		return Encrypted
	case !s.shape.Ended:
		return Truncated
	case s.says.Number == "" && !s.ours:
		return NoCertificate
	case s.shape.Signatures > 1:
		return Countersigned
	case errors.Is(s.broken, inspect.ErrUnsigned):
		return ""
	case s.signed == nil:
		return Altered
	case !s.ours:
		return Foreign
	case !s.signed.Whole:
		return Appended
	case s.says.Number == "":
		return Document
	}
	return ""
}

// signed reports whether a signature is by one of the keys, and whether that is for testing.
func (k *Keys) signed(s *inspect.Signature) (ours, test bool) {
	for _, chain := range k.Documents {
		if chain[0].Equal(s.Certificate) {
			return true, IsTest(chain)
		}
	}
	return false, false
}

// claimed returns what the file says of itself in its zertifikat.json, the zero Certificate if it does not.
func claimed(file []byte) Certificate {
	for _, content := range inspect.Attachments(file) {
		if !bytes.HasPrefix(content, []byte("{")) {
			continue
		}
		var data certificateData
		if err := json.Unmarshal(content, &data); err != nil {
			continue
		}
		if c, ok := data.certificate(); ok {
			return c
		}
	}
	return Certificate{}
}

// certificate returns the certificate that the data describe, as far as they do.
func (d *certificateData) certificate() (Certificate, bool) {
	number, err := ParseNumber(string(d.Number))
	if err != nil {
		return Certificate{}, false
	}
	c := Certificate{
		Number: number, Code: d.Code, Kind: d.Kind, Language: d.Language, Holder: d.Holder,
		Achievement: Achievement{
			Title: d.Title, Version: d.Version, ContentHash: d.ContentHash, Minutes: d.Minutes,
			Objectives: d.Objectives, Competences: d.Competences, LegalBases: d.LegalBases,
		},
		IssuerName: d.Issuer, IssuerPlace: d.Place, Responsible: d.Responsible,
	}
	for _, m := range d.Modules {
		c.Modules = append(c.Modules, Part(m))
	}
	c.From, c.Until = parseMoment(d.From), parseMoment(d.Until)
	c.IssuedAt, c.ValidUntil = parseMoment(d.IssuedAt), parseMoment(d.ValidUntil)
	return c, true
}

// parseMoment is the inverse of moment. What is no time is the zero time.
func parseMoment(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t
}
