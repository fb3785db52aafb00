package certs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// ErrEnded reports that a certificate was revoked or superseded before.
var ErrEnded = errors.New("certs: the certificate was revoked or superseded already")

// ErrReason reports a reason for which certificates are not revoked.
var ErrReason = errors.New("certs: not a reason for revoking")

// Revoke records that the certificate counts no more and returns it as it is then. One that was ended
// before stays as it is: that is [ErrEnded].
func (i *Issuer) Revoke(ctx context.Context, n Number, reason Reason) (Certificate, error) {
	if !slices.Contains(RevocationReasons, reason) {
		return Certificate{}, fmt.Errorf("%w: %q", ErrReason, reason)
	}
	c, err := i.Store.ByNumber(ctx, n)
	if err != nil {
		return Certificate{}, err
	}
	if !c.Ended.At.IsZero() {
		return c, fmt.Errorf("certificate %s: %w", n, ErrEnded)
	}
	return i.Store.End(ctx, n, Ending{At: i.now().UTC(), Reason: reason})
}

// Reissue issues a certificate that corrects the holder's name on another and supersedes it: same
// achievement, same validity, a new number. Cut off in between, it is finished by calling it again. A
// certificate that was ended before is [ErrEnded].
func (i *Issuer) Reissue(ctx context.Context, n Number, holder string) (Certificate, error) {
	old, err := i.Store.ByNumber(ctx, n)
	if err != nil {
		return Certificate{}, err
	}
	if !old.Ended.At.IsZero() {
		return Certificate{}, fmt.Errorf("certificate %s: %w", n, ErrEnded)
	}
	r := Request{Key: old.Key, Kind: old.Kind, Language: old.Language, Holder: holder, Achievement: old.Achievement}
	r.Edition++
	corrected, err := i.Store.ByKey(ctx, r.Key)
	if errors.Is(err, ErrNotFound) {
		if corrected, err = i.certify(r); err != nil {
			return Certificate{}, err
		}
		corrected.ValidUntil = old.ValidUntil
		corrected, err = i.print(ctx, corrected)
	}
	if err != nil {
		return Certificate{}, err
	}
	ending := Ending{At: i.now().UTC(), Reason: Corrected, By: corrected.Number}
	if old, err = i.Store.End(ctx, n, ending); err != nil {
		return Certificate{}, err
	}
	if old.Ended.By != corrected.Number {
		return Certificate{}, fmt.Errorf("certificate %s: %w", n, ErrEnded)
	}
	return corrected, nil
}

// print draws the certificate and issues it.
func (i *Issuer) print(ctx context.Context, c Certificate) (Certificate, error) {
	pdf, err := i.draw(ctx, c)
	if err != nil {
		return Certificate{}, err
	}
	sum := sha256.Sum256(pdf)
	c.PDFHash = hex.EncodeToString(sum[:])
	return i.Store.Issue(ctx, c, pdf)
}
