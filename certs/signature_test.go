package certs

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// checkSignature checks the signature of a file by the certificate in it, and that it covers all of the
// file but itself. It reads CMS with types of its own, not with those that wrote it.
func checkSignature(file []byte) error {
	m := regexp.MustCompile(`/ByteRange \[0 (\d+) (\d+) (\d+)\]`).FindSubmatch(file)
	if m == nil {
		return errors.New("no ByteRange")
	}
	var at [3]int
	for i := range at {
		at[i], _ = strconv.Atoi(string(m[1+i]))
	}
	if at[0] >= at[1] || at[1]+at[2] != len(file) || file[at[0]] != '<' || file[at[1]-1] != '>' {
		return fmt.Errorf("ByteRange %v of a file of %d bytes", at, len(file))
	}
	der, err := hex.DecodeString(string(file[at[0]+1 : at[1]-1]))
	if err != nil {
		return err
	}
	digest := sha256.Sum256(append(bytes.Clone(file[:at[0]]), file[at[1]:]...))
	return checkCMS(der, digest[:])
}

func checkCMS(der, digest []byte) error {
	var outer struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"tag:0"`
	}
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		return err
	}
	var data struct {
		Version      int
		Digests      asn1.RawValue
		Content      asn1.RawValue
		Certificates asn1.RawValue `asn1:"tag:0"`
		Signers      []struct {
			Version int
			ID      struct {
				Issuer asn1.RawValue
				Serial *big.Int
			}
			Digest     asn1.RawValue
			Attributes asn1.RawValue `asn1:"tag:0"`
			Algorithm  asn1.RawValue
			Signature  []byte
		} `asn1:"set"`
	}
	if _, err := asn1.Unmarshal(outer.Content.Bytes, &data); err != nil {
		return err
	}
	chain, err := x509.ParseCertificates(data.Certificates.Bytes)
	if err != nil || len(chain) == 0 || len(data.Signers) != 1 {
		return fmt.Errorf("%d certificates, %d signers, %v", len(chain), len(data.Signers), err)
	}
	s := data.Signers[0]
	if s.ID.Serial.Cmp(chain[0].SerialNumber) != 0 || !bytes.Equal(s.ID.Issuer.FullBytes, chain[0].RawIssuer) {
		return errors.New("the first certificate is not the signer's")
	}
	certificate := sha256.Sum256(chain[0].Raw)
	for _, needed := range [][]byte{digest, certificate[:]} {
		if !bytes.Contains(s.Attributes.Bytes, needed) {
			return errors.New("the signed attributes lack the digest of the file or certificate")
		}
	}
	if bytes.Contains(s.Attributes.Bytes, []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05}) {
		return errors.New("there is a signing-time, which PAdES forbids")
	}
	signed := bytes.Clone(s.Attributes.FullBytes)
	signed[0] = 0x31 // a SET
	sum := sha256.Sum256(signed)
	switch key := chain[0].PublicKey.(type) {
	case *ecdsa.PublicKey:
		if !ecdsa.VerifyASN1(key, sum[:], s.Signature) {
			return errors.New("wrong signature")
		}
		return nil
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], s.Signature)
	default:
		return fmt.Errorf("key %T", key)
	}
}

func TestSignature(t *testing.T) {
	file := drawn(t, signedSample(t))
	if err := checkSignature(file); err != nil {
		t.Fatal(err)
	}
	contents := bytes.Index(file, []byte("/Contents <30")) + len("/Contents ")
	for at := 20; at < len(file); at += 97 { // wherever a byte is changed, it shows
		if at > contents && at < contents+2+2*8192 {
			continue // the signature itself, not all of which is signed
		}
		spoilt := bytes.Clone(file)
		spoilt[at] ^= 1
		if checkSignature(spoilt) == nil {
			t.Errorf("byte %d is changed and the signature holds", at)
		}
	}
	if checkSignature(append(bytes.Clone(file), '\n')) == nil {
		t.Error("a byte is appended and the signature holds")
	}
}

func TestSignatureWithRSA(t *testing.T) {
	key, err := sampleKey()
	if err != nil {
		t.Fatal(err)
	}
	wanted := &x509.Certificate{SerialNumber: big.NewInt(7), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, wanted, wanted, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	d := sampleDrawing()
	d.signer = &Signer{Key: key, Chain: []*x509.Certificate{certificate}}
	if err := checkSignature(drawn(t, d)); err != nil {
		t.Error(err)
	}
}

func TestSignerErrors(t *testing.T) {
	good, err := NewTestSigner("Stadt", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	long := *good
	for range 20 {
		long.Chain = append(long.Chain, good.Chain[1])
	}
	for name, signer := range map[string]*Signer{
		"nothing": {}, "no key": {Chain: good.Chain}, "no certificate": {Key: good.Key}, "long chain": &long,
	} {
		d := sampleDrawing()
		d.signer = signer
		if _, err := d.pdf(); err == nil {
			t.Errorf("%s: the document is signed", name)
		}
	}
}

func TestTestSigner(t *testing.T) {
	now := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)
	s, err := NewTestSigner("Stadt Musterstedt", now)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.Chain[1])
	for _, at := range []time.Time{now, now.AddDate(9, 0, 0)} {
		if _, err := s.Chain[0].Verify(x509.VerifyOptions{Roots: roots, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
			t.Errorf("at %v: %v", at, err)
		}
	}
	for _, c := range s.Chain {
		if !s.Test || c.Subject.CommonName[:4] != "TEST" {
			t.Errorf("certificate of %q does not say that it is for testing", c.Subject.CommonName)
		}
	}
	d := sampleDrawing()
	d.signer = s
	if spoken := spokenText(t, d); !bytes.Contains([]byte(spoken), []byte("Testsignatur")) {
		t.Errorf("the document does not say that its signature is for testing:\n%s", spoken)
	}
}
