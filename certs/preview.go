package certs

import (
	"context"
	"fmt"
	"time"
)

// specimens are what previews say, by language.
var specimens = map[string]Certificate{
	"de": {Language: "de", Holder: "Erika Mustermann", Achievement: Achievement{
		Title: "Muster: kein gültiges Zertifikat", Objectives: []string{"sehen, wie Zertifikate mit Logo und Farbe aussehen"},
	}},
	"en": {Language: "en", Holder: "Erika Mustermann", Achievement: Achievement{
		Title: "Specimen: not a valid certificate", Objectives: []string{"see what certificates look like with logo and colour"},
	}},
}

// Preview draws a specimen in the name of the body, to see its logo and colour. It has no number, no code and no
// signature, so it proves nothing, and nothing is issued. The language is de or en.
func (i *Issuer) Preview(ctx context.Context, language string) ([]byte, error) {
	c, ok := specimens[language]
	if !ok {
		return nil, fmt.Errorf("certs: no template in the language %q", language)
	}
	now := i.now()
	c.Number, c.Code, c.Kind, c.Template = "–", "–", Assessed, template
	c.IssuerName, c.IssuerPlace, c.Responsible = i.Body.Name, i.Body.Place, i.Body.Responsible
	c.Version, c.Minutes, c.IssuedAt, c.From, c.Until = "1.0.0", 90, now.UTC(), now.Add(-7*24*time.Hour), now
	if err := c.check(); err != nil {
		return nil, err
	}
	release, err := i.slot(ctx)
	if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	defer release()
	d := drawing{Certificate: c, logo: i.logo, accent: i.tint, zone: i.zone()}
	raw, root, err := d.draw()
	if err != nil {
		return nil, err
	}
	return d.finish(raw, root, clean(c.Title), nil)
}
