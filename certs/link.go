package certs

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
)

// linkRandom is how many random bytes a link has.
const linkRandom = 16

// Share switches the link to the certificate on, unless it is on already, and returns the certificate as it
// is then. One that was ended gets no link. Who has the link sees name and title, so only the holder may ask for it.
func (i *Issuer) Share(ctx context.Context, n Number) (Certificate, error) {
	c, err := i.Store.ByNumber(ctx, n)
	if err != nil || c.Link != "" || !c.Ended.At.IsZero() {
		return c, err
	}
	source := i.Rand
	if source == nil {
		source = rand.Reader
	}
	random := make([]byte, linkRandom)
	if _, err := io.ReadFull(source, random); err != nil {
		return Certificate{}, fmt.Errorf("certs: randomness: %w", err)
	}
	return i.Store.SetLink(ctx, n, base64.RawURLEncoding.EncodeToString(random))
}

// Unshare switches the link to the certificate off and returns the certificate as it is then. A link that
// was switched off never leads anywhere again.
func (i *Issuer) Unshare(ctx context.Context, n Number) (Certificate, error) {
	return i.Store.SetLink(ctx, n, "")
}
