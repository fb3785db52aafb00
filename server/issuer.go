package main

import (
	"log/slog"
	"net/url"
	"os"
	"time"

	"lernamt/certs"
	"lernamt/server/internal/keys"
	"lernamt/server/internal/web"
)

// soon is how long before its end the certificate of the signing key is complained about.
const soon = 30 * 24 * time.Hour

// issuer returns what issues certificates in the name of the body, reachable at the public address.
func (cmd *IssueConfig) issuer(ledger certs.Store, ring *keys.Ring, public *url.URL, clock func() time.Time) (*certs.Issuer, error) {
	badge, err := certs.KeyID(ring.Badge.Public())
	if err != nil {
		return nil, err
	}
	body, err := cmd.body()
	if err != nil {
		return nil, err
	}
	return &certs.Issuer{
		Store: ledger,
		Body:  body,
		Clock: clock,
		Zone:  web.Zone(),
		VerifyURL: func(n certs.Number, code string) string {
			return public.JoinPath("pruefen", string(n), code).String()
		},
		Signer: ring.Signer,
		Token:  ring.Token,
		Credential: &certs.Credential{
			Key: ring.Badge, KeyURL: public.JoinPath("schluessel", badge).String(), Issuer: public.String(),
			Status: public.JoinPath("widerrufe").String(),
		},
	}, nil
}

// body returns the public body as it is printed. A logo or colour that cannot be drawn is an error at
// once, not when the first certificate is due.
func (cmd *IssueConfig) body() (certs.Body, error) {
	b := certs.Body{Name: cmd.Body, Place: cmd.Place, Responsible: cmd.Responsible, Colour: cmd.Colour}
	if cmd.Logo != "" {
		var err error
		if b.Logo, err = os.ReadFile(cmd.Logo); err != nil {
			return b, err
		}
	}
	return b, b.Check()
}

// warn tells the operator what is wrong with the key that signs documents.
func warn(log *slog.Logger, s *certs.Signer, now time.Time) {
	if end := s.Chain[0].NotAfter; now.Add(soon).After(end) {
		log.Warn("the certificate of the key that signs documents ends", "at", end.Format(time.DateOnly))
	}
}
