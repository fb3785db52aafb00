package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"
)

// documentSigning is the extended key usage for signing documents (RFC 9336).
var documentSigning = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 36}

// testRoot is the name of the authorities that vouch for test signers.
const testRoot = "TEST – Lernamt Root"

// testYears is how long the certificates of a test signer hold.
const testYears = 10

// NewTestSigner makes a P-256 key for signing documents in the name of the body and an authority of its
// own that vouches for it. Such signatures show that a document is unchanged, but prove nothing about who
// made it: the certificates and the documents say that they are for testing.
func NewTestSigner(body string, now time.Time) (*Signer, error) {
	now = now.UTC().Truncate(time.Second)
	rootKey, root, err := testCertificate(pkix.Name{CommonName: testRoot, Organization: []string{body}}, now, nil, nil)
	if err != nil {
		return nil, err
	}
	key, leaf, err := testCertificate(pkix.Name{CommonName: "TEST – " + body, Organization: []string{body}}, now, root, rootKey)
	if err != nil {
		return nil, err
	}
	return &Signer{Key: key, Chain: []*x509.Certificate{leaf, root}, Test: true}, nil
}

// IsTest reports whether the chain is one of [NewTestSigner].
func IsTest(chain []*x509.Certificate) bool {
	return len(chain) > 0 && chain[len(chain)-1].Subject.CommonName == testRoot
}

// testCertificate makes a key and its certificate, issued by parent, or by itself if there is none.
func testCertificate(name pkix.Name, now time.Time, parent *x509.Certificate, by *ecdsa.PrivateKey) (*ecdsa.PrivateKey, *x509.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("certs: test key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, fmt.Errorf("certs: test certificate: %w", err)
	}
	wanted := &x509.Certificate{
		SerialNumber: serial, Subject: name, BasicConstraintsValid: true,
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(testYears, 0, 0),
	}
	if parent == nil {
		wanted.IsCA, wanted.KeyUsage = true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
		parent, by = wanted, key
	} else {
		wanted.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
		wanted.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} // what readers older than RFC 9336 ask for
		wanted.UnknownExtKeyUsage = []asn1.ObjectIdentifier{documentSigning}
	}
	der, err := x509.CreateCertificate(rand.Reader, wanted, parent, key.Public(), by)
	if err != nil {
		return nil, nil, fmt.Errorf("certs: test certificate: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, fmt.Errorf("certs: test certificate: %w", err)
	}
	return key, certificate, nil
}
