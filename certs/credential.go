package certs

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Credential signs certificates as Open Badges 3.0 (https://www.imsglobal.org/spec/ob/v3p0) in the form
// of a W3C Verifiable Credential 2.0 as VC-JWT, which badge wallets read.
type Credential struct {
	Key    crypto.Signer // RSA of at least 2,048 bits: RS256 is what every wallet knows
	KeyURL string        // where the public key is served as a JWK
	Issuer string        // address or other URI that names the body
	Status string        // address of the revocation list; empty if there is none
}

type credentialHeader struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	Typ string `json:"typ"`
}

type credentialPayload struct {
	Context []string          `json:"@context"`
	ID      string            `json:"id"`
	Type    []string          `json:"type"`
	Name    string            `json:"name"`
	Issuer  credentialProfile `json:"issuer"`
	From    string            `json:"validFrom"`
	Until   string            `json:"validUntil,omitempty"`
	Subject credentialSubject `json:"credentialSubject"`
	Schema  []credentialNode  `json:"credentialSchema"`
	Status  *credentialNode   `json:"credentialStatus,omitempty"`
	Iss     string            `json:"iss"`
	Jti     string            `json:"jti"`
	Nbf     int64             `json:"nbf"`
	Sub     string            `json:"sub"`
	Exp     int64             `json:"exp,omitempty"`
}

type credentialProfile struct {
	ID   string   `json:"id"`
	Type []string `json:"type"`
	Name string   `json:"name"`
}

type credentialSubject struct {
	ID          string      `json:"id"`
	Type        []string    `json:"type"`
	Achievement achievement `json:"achievement"`
}

type achievement struct {
	ID          string             `json:"id"`
	Type        []string           `json:"type"`
	Name        string             `json:"name"`
	Description string             `json:"description"`
	Criteria    credentialCriteria `json:"criteria"`
	Language    string             `json:"inLanguage"`
	Version     string             `json:"version,omitempty"`
}

type credentialCriteria struct {
	Narrative string `json:"narrative"`
}

type credentialNode struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// token returns the certificate as a signed VC-JWT. The same certificate gives the same token. It names
// the person by a pseudonym only, another one in each certificate.
func (k *Credential) token(c Certificate) (string, error) { return k.sign(k.payload(c)) }

// badgeAlgorithm is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518).
const badgeAlgorithm = "RS256"

// sign returns the payload as a signed JWT (RFC 7519).
func (k *Credential) sign(v any) (string, error) {
	if key, ok := k.Key.Public().(*rsa.PublicKey); !ok || key.Size() < 256 {
		return "", errors.New("certs: credentials need an RSA key of at least 2,048 bits")
	}
	header, err := part(credentialHeader{Alg: badgeAlgorithm, Kid: k.KeyURL, Typ: "JWT"})
	if err != nil {
		return "", err
	}
	payload, err := part(v)
	if err != nil {
		return "", err
	}
	signed := header + "." + payload
	sum := sha256.Sum256([]byte(signed))
	signature, err := k.Key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("certs: sign credential: %w", err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

func (k *Credential) payload(c Certificate) credentialPayload {
	w := wordings[c.Language]
	id, subject := credentialID(c.Number), urn("subject", string(c.Number), c.Code)
	narrative := fmt.Sprintf(w.minutes+", "+w.units, c.Minutes, w.ue(c.Minutes))
	if c.Kind == Assessed {
		narrative = w.assessment + " " + w.passed + ". " + narrative
	}
	p := credentialPayload{
		Context: []string{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
		ID:      id, Type: []string{"VerifiableCredential", "OpenBadgeCredential"}, Name: clean(c.Title),
		Issuer: credentialProfile{k.Issuer, []string{"Profile"}, clean(c.IssuerName)},
		From:   moment(c.IssuedAt),
		Subject: credentialSubject{subject, []string{"AchievementSubject"}, achievement{
			ID: urn("achievement", c.IssuerName, c.Subject, c.Version), Type: []string{"Achievement"}, Name: clean(c.Title),
			Description: description(c), Criteria: credentialCriteria{narrative}, Language: c.Language, Version: c.Version,
		}},
		Schema: []credentialNode{{"https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json", "1EdTechJsonSchemaValidator2019"}},
		Iss:    k.Issuer, Jti: id, Nbf: c.IssuedAt.Unix(), Sub: subject,
	}
	if k.Status != "" {
		p.Status = &credentialNode{k.Status, "1EdTechRevocationList"}
	}
	if !c.ValidUntil.IsZero() {
		last := c.ValidUntil.Add(-time.Second)
		p.Until, p.Exp = moment(last), last.Unix()
	}
	return p
}

// credentialID returns the ID of a certificate's credential.
func credentialID(n Number) string { return urn("certificate", string(n)) }

// description returns what was learnt, or the title if that is not said.
func description(c Certificate) string {
	if len(c.Objectives) == 0 {
		return clean(c.Title)
	}
	return clean(strings.Join(c.Objectives, "; "))
}

func part(v any) (string, error) {
	out, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("certs: credential: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(out), nil
}

// urn returns a UUID of version 8 (RFC 9562) that stands for the texts and does not tell them.
func urn(texts ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", texts))
	u := sum[:16]
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
