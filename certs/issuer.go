package certs

import (
	"context"
	"crypto"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"
)

// A Request asks for a certificate.
type Request struct {
	Key
	Kind     Kind
	Language string // de or en
	Holder   string // full name
	Achievement
	ValidMonths int       // validity in months; 0 is unlimited
	ValidUntil  time.Time // the end of validity where it does not follow from ValidMonths; else zero
}

// An Issuer issues certificates in the name of one body. Set its fields before the first use; it is safe
// for concurrent use then.
type Issuer struct {
	Store Store
	Body  Body

	// VerifyURL returns the address for checking a certificate, which becomes its QR code.
	VerifyURL func(n Number, code string) string

	Signer     *Signer       // of the PDF; nil leaves it unsigned
	Credential *Credential   // of the badge inside; nil leaves it out
	Token      crypto.Signer // Ed25519, of the token in the QR code; nil leaves it out

	Clock    func() time.Time // nil is time.Now
	Rand     io.Reader        // of numbers and codes, safe for concurrent use; nil is crypto/rand
	Zone     *time.Location   // of printed dates; nil is UTC
	Drawings int              // how many documents are drawn at once, about 12 MB each; 0 is one per processor

	once    sync.Once
	slots   chan struct{}
	logo    []byte
	tint    *colour
	bodyErr error
}

// Issue returns the certificate with the key of r, issuing it unless that has happened: however often
// and wherever it is called, a key has one certificate.
//
// A letter that cannot be printed is a *[GlyphError], a missing person, subject, holder or title
// [ErrIncomplete]; then nothing is issued.
func (i *Issuer) Issue(ctx context.Context, r Request) (Certificate, error) {
	c, err := i.Store.ByKey(ctx, r.Key)
	if !errors.Is(err, ErrNotFound) {
		return c, err
	}
	if c, err = i.certify(r); err != nil {
		return Certificate{}, err
	}
	return i.print(ctx, c)
}

// certify makes the certificate for r without drawing it.
func (i *Issuer) certify(r Request) (Certificate, error) {
	if err := r.check(); err != nil {
		return Certificate{}, err
	}
	now := i.now()
	source := i.Rand
	if source == nil {
		source = rand.Reader
	}
	number, err := NewNumber(source, now.Year())
	if err != nil {
		return Certificate{}, err
	}
	code, err := NewCode(source)
	if err != nil {
		return Certificate{}, err
	}
	c := Certificate{
		Number: number, Code: code,
		Key: r.Key, Kind: r.Kind, Language: r.Language, Holder: clean(r.Holder), Achievement: r.Achievement,
		IssuerName: i.Body.Name, IssuerPlace: i.Body.Place, Responsible: i.Body.Responsible,
		IssuedAt: now.UTC(), ValidUntil: i.ValidUntil(now, r.ValidMonths), Template: template,
	}
	if !r.ValidUntil.IsZero() {
		c.ValidUntil = r.ValidUntil.UTC()
	}
	return c, c.check()
}

func (r *Request) check() error {
	switch {
	case r.Person == "" || r.Subject == "":
		return fmt.Errorf("%w: no person or subject", ErrIncomplete)
	case clean(r.Title) == "":
		return fmt.Errorf("%w: no title", ErrIncomplete)
	case r.Kind != Assessed && r.Kind != Attended:
		return fmt.Errorf("certs: unknown kind %q", r.Kind)
	case r.Language != "de" && r.Language != "en":
		return fmt.Errorf("certs: no template in the language %q", r.Language)
	}
	return CheckName(r.Holder)
}

// check reports the first letter on the certificate that cannot be printed.
func (c *Certificate) check() error {
	titles := make([]string, len(c.Modules))
	for i, m := range c.Modules {
		titles[i] = m.Title
	}
	return errors.Join(
		covered("holder", c.Holder),
		covered("title", c.Title),
		covered("version", c.Version, c.ContentHash),
		covered("modules", titles...),
		covered("objectives", c.Objectives...),
		covered("competences", c.Competences...),
		covered("legal bases", c.LegalBases...),
		covered("issuer", c.IssuerName, c.IssuerPlace, c.Responsible),
	)
}

func (i *Issuer) now() time.Time {
	now := time.Now
	if i.Clock != nil {
		now = i.Clock
	}
	return now().Truncate(time.Millisecond).In(i.zone())
}

func (i *Issuer) zone() *time.Location {
	if i.Zone == nil {
		return time.UTC
	}
	return i.Zone
}

// draw draws the certificate as soon as one of the slots is free.
func (i *Issuer) draw(ctx context.Context, c Certificate) ([]byte, error) {
	release, err := i.slot(ctx)
	if err != nil {
		return nil, fmt.Errorf("certificate for %s: %w", c.Subject, err)
	}
	defer release()
	url := ""
	if i.VerifyURL != nil {
		url = i.VerifyURL(c.Number, c.Code)
	}
	offline := ""
	if i.Token != nil {
		if offline, err = token(&c, i.Token, i.zone()); err != nil {
			return nil, err
		}
	}
	return drawing{
		Certificate: c, logo: i.logo, accent: i.tint, url: url, token: offline, zone: i.zone(), signer: i.Signer, credential: i.Credential,
	}.pdf()
}

// prepare does once what all documents need.
func (i *Issuer) prepare() {
	i.once.Do(func() {
		n := i.Drawings
		if n <= 0 {
			n = runtime.GOMAXPROCS(0)
		}
		i.slots = make(chan struct{}, n)
		i.logo, i.tint, i.bodyErr = i.Body.prepare()
	})
}

// slot waits for a place among the documents that are drawn at once; the caller gives it back.
func (i *Issuer) slot(ctx context.Context) (release func(), err error) {
	i.prepare()
	if i.bodyErr != nil {
		return nil, i.bodyErr
	}
	select {
	case i.slots <- struct{}{}:
		if err := ctx.Err(); err != nil {
			<-i.slots
			return nil, err
		}
		return func() { <-i.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
