package certs

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrRevocations reports a revocation list that is malformed or not signed with a known key.
var ErrRevocations = errors.New("certs: not a revocation list of the body")

// A revocationList is what Open Badges call 1EdTechRevocationList. It names credentials by IDs from which
// nobody can tell the number, the person or the module.
type revocationList struct {
	ID       string              `json:"id"`
	Issuer   string              `json:"issuer"`
	IssuedAt int64               `json:"iat"`
	Revoked  []revokedCredential `json:"revokedCredential"`
}

type revokedCredential struct {
	ID      string `json:"id"`
	Revoked bool   `json:"revoked"`
	Reason  Reason `json:"revocationReason"`
	At      string `json:"revokedAt"`
}

func (k *Credential) revocations(ended []Certificate, now time.Time) revocationList {
	list := revocationList{ID: k.Status, Issuer: k.Issuer, IssuedAt: now.Unix(), Revoked: []revokedCredential{}}
	for _, c := range ended {
		list.Revoked = append(list.Revoked, revokedCredential{credentialID(c.Number), true, c.Ended.Reason, moment(c.Ended.At)})
	}
	return list
}

// Revocations returns the list of the certificates that were ended, as JSON.
func (k *Credential) Revocations(ended []Certificate, now time.Time) ([]byte, error) {
	return json.Marshal(k.revocations(ended, now))
}

// SignedRevocations returns the same list as a signed JWT, for checking offline.
func (k *Credential) SignedRevocations(ended []Certificate, now time.Time) (string, error) {
	return k.sign(k.revocations(ended, now))
}

// Revocations says which certificates had been ended when a list was made.
type Revocations struct {
	At    time.Time // when the list was made
	ended map[string]Ending
}

// Apply notes on the certificate that it was ended, if the list says so.
func (r *Revocations) Apply(c *Certificate) {
	if e, ok := r.ended[credentialID(c.Number)]; ok {
		c.Ended = e
	}
}

// ReadRevocations reads a list that was signed with one of the badge keys. Anything else is [ErrRevocations].
func (k *Keys) ReadRevocations(token string) (*Revocations, error) {
	payload, err := k.open(strings.TrimSpace(token))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRevocations, err)
	}
	var list revocationList
	if err := json.Unmarshal(payload, &list); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRevocations, err)
	}
	if list.IssuedAt <= 0 || list.Revoked == nil {
		return nil, ErrRevocations // a credential, perhaps
	}
	r := &Revocations{At: time.Unix(list.IssuedAt, 0).UTC(), ended: make(map[string]Ending)}
	for _, c := range list.Revoked {
		at := parseMoment(c.At)
		if at.IsZero() {
			return nil, fmt.Errorf("%w: no time", ErrRevocations)
		}
		e := Ending{At: at, Reason: c.Reason}
		if c.Reason == Corrected {
			e.By = "?" // the list does not tell numbers
		}
		r.ended[c.ID] = e
	}
	return r, nil
}

// open returns what a JWT says that was signed with one of the badge keys. RS256 is the only algorithm.
func (k *Keys) open(token string) ([]byte, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errors.New("not a JWT")
	}
	var decoded [3][]byte
	for i, p := range parts {
		var err error
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(p); err != nil {
			return nil, err
		}
	}
	var header credentialHeader
	if err := json.Unmarshal(decoded[0], &header); err != nil {
		return nil, err
	}
	if header.Alg != badgeAlgorithm {
		return nil, fmt.Errorf("algorithm %q", header.Alg)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	for _, key := range k.Badges {
		if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], decoded[2]) == nil {
			return decoded[1], nil
		}
	}
	return nil, errors.New("no known key has signed it")
}
