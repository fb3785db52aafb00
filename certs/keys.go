package certs

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
)

// Keys are the public keys by which strangers check what a body has issued: those that sign now first,
// then all that ever did, so that old certificates stay verifiable.
type Keys struct {
	Documents [][]*x509.Certificate // of PDFs: the signer's certificate, then its issuers
	Badges    []*rsa.PublicKey      // of credentials, see [Credential]
	Tokens    []ed25519.PublicKey   // of the tokens in QR codes, see [ReadToken]
}

// maxKeys bounds how many keys and certificates a bundle may hold.
const maxKeys = 1000

// ParseKeys reads a bundle of PEM blocks as [Keys.PEM] writes it. Private keys and unknown blocks in it
// are errors.
func ParseKeys(bundle []byte) (*Keys, error) {
	k := &Keys{}
	var chain []*x509.Certificate
	for range maxKeys {
		var block *pem.Block
		if block, bundle = pem.Decode(bundle); block == nil {
			k.addChain(chain)
			if len(bytes.TrimSpace(bundle)) > 0 {
				return nil, errors.New("certs: keys: there is text that is not PEM")
			}
			return k, nil
		}
		switch block.Type {
		case "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("certs: keys: %w", err)
			}
			if !follows(chain, c) {
				k.addChain(chain)
				chain = nil
			}
			chain = append(chain, c)
		case "PUBLIC KEY":
			if err := k.addKey(block.Bytes); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("certs: keys: a block %q does not belong here", block.Type)
		}
	}
	return nil, fmt.Errorf("certs: keys: more than %d", maxKeys)
}

// follows reports whether c issued the last certificate of the chain.
func follows(chain []*x509.Certificate, c *x509.Certificate) bool {
	return len(chain) > 0 && bytes.Equal(chain[len(chain)-1].RawIssuer, c.RawSubject)
}

func (k *Keys) addChain(chain []*x509.Certificate) {
	if len(chain) > 0 {
		k.Documents = append(k.Documents, chain)
	}
}

func (k *Keys) addKey(der []byte) error {
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return fmt.Errorf("certs: keys: %w", err)
	}
	switch key := key.(type) {
	case *rsa.PublicKey:
		k.Badges = append(k.Badges, key)
	case ed25519.PublicKey:
		k.Tokens = append(k.Tokens, key)
	default:
		return fmt.Errorf("certs: keys: no use for a %T", key)
	}
	return nil
}

// PEM returns all keys as one bundle: chains of certificates and public keys, all of them public.
func (k *Keys) PEM() ([]byte, error) {
	var out bytes.Buffer
	for _, chain := range k.Documents {
		for _, c := range chain {
			pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}) // a buffer takes everything
		}
	}
	for _, key := range k.published() {
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			return nil, fmt.Errorf("certs: keys: %w", err)
		}
		pem.Encode(&out, &pem.Block{Type: "PUBLIC KEY", Bytes: der})
	}
	return out.Bytes(), nil
}

// published returns the keys that have no certificate, badges first.
func (k *Keys) published() []crypto.PublicKey {
	var all []crypto.PublicKey
	for _, key := range k.Badges {
		all = append(all, key)
	}
	for _, key := range k.Tokens {
		all = append(all, key)
	}
	return all
}

// A jwk is a public key in JSON (RFC 7517), of RSA or Ed25519 (RFC 8037).
type jwk struct {
	Kty string `json:"kty"`
	Crv string `json:"crv,omitempty"`
	X   string `json:"x,omitempty"`
	N   string `json:"n,omitempty"`
	E   string `json:"e,omitempty"`
	Kid string `json:"kid"`
	Alg string `json:"alg"`
	Use string `json:"use"`
}

// newJWK describes a key; its kid is [KeyID].
func newJWK(key crypto.PublicKey) (jwk, error) {
	b64 := base64.RawURLEncoding.EncodeToString
	switch key := key.(type) {
	case *rsa.PublicKey:
		n, e := b64(key.N.Bytes()), b64(big.NewInt(int64(key.E)).Bytes())
		return jwk{Kty: "RSA", N: n, E: e, Kid: thumbprint(`{"e":%q,"kty":"RSA","n":%q}`, e, n), Alg: "RS256", Use: "sig"}, nil
	case ed25519.PublicKey:
		x := b64(key)
		return jwk{Kty: "OKP", Crv: "Ed25519", X: x, Kid: thumbprint(`{"crv":"Ed25519","kty":"OKP","x":%q}`, x), Alg: "EdDSA", Use: "sig"}, nil
	default:
		return jwk{}, fmt.Errorf("certs: keys: a %T is not published as a JWK", key)
	}
}

// thumbprint returns the hash of the JWK's required members in their canonical form (RFC 7638).
func thumbprint(format string, members ...any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, format, members...))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// KeyID returns the name of an RSA or Ed25519 key: its JWK thumbprint (RFC 7638).
func KeyID(key crypto.PublicKey) (string, error) {
	j, err := newJWK(key)
	return j.Kid, err
}

// JWKS returns the keys of credentials and tokens as a JSON Web Key Set.
func (k *Keys) JWKS() ([]byte, error) {
	set := struct {
		Keys []jwk `json:"keys"`
	}{Keys: []jwk{}}
	for _, key := range k.published() {
		j, err := newJWK(key)
		if err != nil {
			return nil, err
		}
		set.Keys = append(set.Keys, j)
	}
	return json.Marshal(set)
}

// JWK returns the key with that ID, or [ErrNotFound].
func (k *Keys) JWK(id string) ([]byte, error) {
	for _, key := range k.published() {
		j, err := newJWK(key)
		if err != nil {
			return nil, err
		}
		if j.Kid == id {
			return json.Marshal(j)
		}
	}
	return nil, fmt.Errorf("key %q: %w", id, ErrNotFound)
}
