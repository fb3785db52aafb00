package pdfa

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
)

// Object identifiers of CMS (RFC 5652), ESS (RFC 5035) and the algorithms.
var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSA         = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidRSA           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
)

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content signedData `asn1:"explicit,tag:0"`
}

type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Content      struct{ Type asn1.ObjectIdentifier }
	Certificates asn1.RawValue
	Signers      []signerInfo `asn1:"set"`
}

type signerInfo struct {
	Version    int
	Issuer     issuerAndSerial
	Digest     pkix.AlgorithmIdentifier
	Attributes asn1.RawValue
	Algorithm  pkix.AlgorithmIdentifier
	Signature  []byte
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

// signingCertificateV2 ties the signature to the certificate; SHA-256 is the default that is left out.
type signingCertificateV2 struct{ Certs []certID }

type certID struct {
	Hash   []byte
	Issuer struct {
		Names  []asn1.RawValue
		Serial *big.Int
	}
}

// cms returns the detached signature over a SHA-256 digest as CAdES-B-B (ETSI EN 319 122-1) in the form
// that PAdES asks for: without signing-time, which is in the document.
func (s *Signer) cms(digest []byte) ([]byte, error) {
	leaf := s.Chain[0]
	algorithm, err := s.algorithm()
	if err != nil {
		return nil, err
	}
	attributes, err := signedAttributes(leaf, digest)
	if err != nil {
		return nil, fmt.Errorf("pdfa: signature: %w", err)
	}
	sum := sha256.Sum256(attributes)
	signature, err := s.Key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("pdfa: sign: %w", err)
	}
	implicit := slices.Clone(attributes)
	implicit[0] = 0xA0 // in the signer's info the set is [0]; signed is it as a set
	var chain []byte
	for _, c := range s.Chain {
		chain = append(chain, c.Raw...)
	}
	sha := pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	data := signedData{
		Version:      1,
		Digests:      []pkix.AlgorithmIdentifier{sha},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: chain},
		Signers: []signerInfo{{
			Version:    1,
			Issuer:     issuerAndSerial{asn1.RawValue{FullBytes: leaf.RawIssuer}, leaf.SerialNumber},
			Digest:     sha,
			Attributes: asn1.RawValue{FullBytes: implicit},
			Algorithm:  algorithm,
			Signature:  signature,
		}},
	}
	data.Content.Type = oidData
	out, err := asn1.Marshal(contentInfo{oidSignedData, data})
	if err != nil {
		return nil, fmt.Errorf("pdfa: signature: %w", err)
	}
	return out, nil
}

func (s *Signer) algorithm() (pkix.AlgorithmIdentifier, error) {
	switch key := s.Key.Public().(type) {
	case *ecdsa.PublicKey:
		return pkix.AlgorithmIdentifier{Algorithm: oidECDSA}, nil
	case *rsa.PublicKey:
		return pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}, nil
	default:
		return pkix.AlgorithmIdentifier{}, fmt.Errorf("pdfa: cannot sign with a %T", key)
	}
}

// signedAttributes returns the set of what is signed, in DER: content type, digest and certificate.
func signedAttributes(leaf *x509.Certificate, digest []byte) ([]byte, error) {
	hash := sha256.Sum256(leaf.Raw)
	id := certID{Hash: hash[:]}
	name := asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 4, IsCompound: true, Bytes: leaf.RawIssuer}
	id.Issuer.Names, id.Issuer.Serial = []asn1.RawValue{name}, leaf.SerialNumber
	values := []struct {
		oid   asn1.ObjectIdentifier
		value any
	}{
		{oidContentType, oidData},
		{oidMessageDigest, digest},
		{oidCertificateV2, signingCertificateV2{[]certID{id}}},
	}
	var attributes []attribute
	for _, v := range values {
		der, err := asn1.Marshal(v.value)
		if err != nil {
			return nil, err
		}
		attributes = append(attributes, attribute{v.oid, []asn1.RawValue{{FullBytes: der}}})
	}
	return asn1.MarshalWithParams(attributes, "set")
}
