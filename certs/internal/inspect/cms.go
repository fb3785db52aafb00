package inspect

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// Object identifiers of CMS (RFC 5652), ESS (RFC 5035) and the algorithms that are accepted.
var (
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSA         = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidRSA           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
)

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"tag:0"`
}

type signedData struct {
	Version      int
	Digests      asn1.RawValue
	Content      asn1.RawValue
	Certificates asn1.RawValue `asn1:"tag:0"`
	Signers      []signerInfo  `asn1:"set"`
}

type signerInfo struct {
	Version int
	ID      struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	Digest     pkix.AlgorithmIdentifier
	Attributes asn1.RawValue `asn1:"tag:0"`
	Algorithm  pkix.AlgorithmIdentifier
	Signature  []byte
	Unsigned   asn1.RawValue `asn1:"optional,tag:1"`
}

// signingCertificateV2 begins with the hash of the signer's certificate, SHA-256 unless it says otherwise.
type signingCertificateV2 struct {
	Certs []struct {
		Hash   []byte
		Issuer asn1.RawValue `asn1:"optional"`
	}
}

// checkCMS checks a detached signature over something with that SHA-256 digest and returns the signer's
// certificate. Zeros may follow the signature, which is how files keep room for it.
func checkCMS(der, digest []byte) (*x509.Certificate, error) {
	var outer contentInfo
	padding, err := asn1.Unmarshal(der, &outer)
	if err != nil {
		return nil, err
	}
	if len(bytes.Trim(padding, "\x00")) > 0 || !outer.Type.Equal(oidSignedData) {
		return nil, errors.New("not signed data, or something follows it")
	}
	var data signedData
	if rest, err := asn1.Unmarshal(outer.Content.Bytes, &data); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("signed data: %d bytes too many, %w", len(rest), err)
	}
	if len(data.Signers) != 1 {
		return nil, fmt.Errorf("%d signers", len(data.Signers))
	}
	s := &data.Signers[0]
	certificates, err := x509.ParseCertificates(data.Certificates.Bytes)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(certificates, s.is)
	if at < 0 {
		return nil, errors.New("the signer's certificate is missing")
	}
	return certificates[at], s.check(certificates[at], digest)
}

func (s *signerInfo) is(c *x509.Certificate) bool {
	return s.ID.Serial != nil && c.SerialNumber.Cmp(s.ID.Serial) == 0 && bytes.Equal(c.RawIssuer, s.ID.Issuer.FullBytes)
}

// check checks that the signer signed the digest and their own certificate. Algorithms are pinned.
func (s *signerInfo) check(certificate *x509.Certificate, digest []byte) error {
	if !s.Digest.Algorithm.Equal(oidSHA256) {
		return fmt.Errorf("digest algorithm %v", s.Digest.Algorithm)
	}
	algorithm := x509.UnknownSignatureAlgorithm
	switch {
	case s.Algorithm.Algorithm.Equal(oidECDSA):
		algorithm = x509.ECDSAWithSHA256
	case s.Algorithm.Algorithm.Equal(oidRSA):
		algorithm = x509.SHA256WithRSA
	}
	signed := bytes.Clone(s.Attributes.FullBytes)
	if len(signed) == 0 {
		return errors.New("no signed attributes")
	}
	signed[0] = asn1.TagSet | 0x20 // signed is the set itself, not the field that it stands in
	if err := certificate.CheckSignature(algorithm, signed, s.Signature); err != nil {
		return err
	}
	return checkAttributes(s.Attributes.Bytes, certificate, digest)
}

// checkAttributes checks what was signed: the digest and the certificate, each once.
func checkAttributes(der []byte, certificate *x509.Certificate, digest []byte) error {
	digests, names := 0, 0
	for len(der) > 0 {
		var a struct {
			Type   asn1.ObjectIdentifier
			Values []asn1.RawValue `asn1:"set"`
		}
		var err error
		if der, err = asn1.Unmarshal(der, &a); err != nil {
			return err
		}
		if len(a.Values) != 1 {
			return fmt.Errorf("%d values of attribute %v", len(a.Values), a.Type)
		}
		switch {
		case a.Type.Equal(oidMessageDigest):
			digests++
			if a.Values[0].Tag != asn1.TagOctetString || !bytes.Equal(a.Values[0].Bytes, digest) {
				return errors.New("the digest is another")
			}
		case a.Type.Equal(oidCertificateV2):
			names++
			var v signingCertificateV2
			if _, err := asn1.Unmarshal(a.Values[0].FullBytes, &v); err != nil {
				return err
			}
			if hash := sha256.Sum256(certificate.Raw); len(v.Certs) == 0 || !bytes.Equal(v.Certs[0].Hash, hash[:]) {
				return errors.New("another certificate was signed")
			}
		}
	}
	if digests != 1 || names != 1 {
		return fmt.Errorf("%d digests and %d certificates were signed", digests, names)
	}
	return nil
}
