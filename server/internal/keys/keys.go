// Package keys keeps the keys that sign certificates in a folder of PEM files.
//
// There are three uses: documents (the signature of the PDF), badges (the credential inside) and tokens
// (in the QR code). Each has numbered files such as badge-1.pem. The one with the highest number signs;
// when a newer one takes its place, its private key is destroyed and its public part stays, because
// certificates that it signed must stay verifiable for ever. The folder belongs into the backup.
//
// Instead of a document key of its own making, an installation can be [Given] one that an authority
// vouches for. Nodes that share a database share the folder, too.
//
// It does not use the keys: package certs does. Begin reading at Open.
package keys

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lernamt/certs"
)

// A Use is what a key signs.
type Use string

// The uses.
const (
	Document Use = "document"
	Badge    Use = "badge"
	Token    Use = "token"
)

// Uses lists all uses.
var Uses = []Use{Document, Badge, Token}

// A Ring is all keys of an installation.
type Ring struct {
	Signer *certs.Signer // of documents
	Badge  *rsa.PrivateKey
	Token  ed25519.PrivateKey
	Public certs.Keys
}

// A Folder is where keys are kept. Body names the public body in the certificates that are made for
// testing; Given may name a document key to use instead.
type Folder struct {
	Path  string
	Body  string
	Given Given
}

// Open returns the keys, making those that are missing. Several processes may do so at once: all get
// the same keys.
func (f Folder) Open(now time.Time) (*Ring, error) {
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return nil, err
	}
	ring := &Ring{}
	for _, use := range Uses {
		if use == Document && f.Given.Key != "" {
			given, err := f.Given.load()
			if err != nil {
				return nil, err
			}
			ring.Signer = given
			if err := f.remember(given); err != nil {
				return nil, err
			}
			continue
		}
		if err := f.ensure(use, now); err != nil {
			return nil, err
		}
	}
	for _, use := range Uses {
		files, err := f.files(use)
		if err != nil {
			return nil, err
		}
		if err := ring.add(use, files); err != nil {
			return nil, err
		}
	}
	ring.firstSigner()
	return ring, nil
}

// ensure makes a key for the use unless one is there that signs.
func (f Folder) ensure(use Use, now time.Time) error {
	files, err := f.files(use)
	if err != nil {
		return err
	}
	if len(files) > 0 && files[0].key != nil {
		return nil
	}
	_, err = f.create(use, files, now)
	return err
}

// Rotate makes a new key for the use, destroys the private key of the one before and returns the name of
// the new file. A server goes on with the keys that it started with until it is started again.
func (f Folder) Rotate(use Use, now time.Time) (string, error) {
	if use == Document && f.Given.Key != "" {
		return "", errors.New("the document key is given by LERNAMT_SIGN_KEY: put the new key and its chain there and start the server again; the old chain stays published")
	}
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return "", err
	}
	files, err := f.files(use)
	if err != nil {
		return "", err
	}
	name, err := f.create(use, files, now)
	if err != nil {
		return "", err
	}
	for _, old := range files {
		if old.key == nil {
			continue
		}
		if err := replace(filepath.Join(f.Path, old.name), old.public()); err != nil {
			return "", fmt.Errorf("the new key %s is made, but the private part of %s remains: %w", name, old.name, err)
		}
	}
	return name, nil
}

// remember writes the chain of a given key down, so that it stays published when another is given.
func (f Folder) remember(s *certs.Signer) error {
	files, err := f.files(Document)
	if err != nil {
		return err
	}
	for _, file := range files {
		if file.chain[0].Equal(s.Chain[0]) {
			return nil
		}
	}
	_, err = f.write(Document, files, encode(nil, s.Chain, nil))
	return err
}

// add adds the keys of a use, the newest of which signs.
func (r *Ring) add(use Use, files []file) error {
	for i, file := range files {
		signs := i == 0 && file.key != nil
		switch use {
		case Document:
			r.Public.Documents = append(r.Public.Documents, file.chain)
			if signs && r.Signer == nil {
				r.Signer = &certs.Signer{Key: file.key, Chain: file.chain, Test: certs.IsTest(file.chain)}
			}
		case Badge:
			public, ok := file.publicKey().(*rsa.PublicKey)
			if !ok {
				return fmt.Errorf("%s: not an RSA key", file.name)
			}
			r.Public.Badges = append(r.Public.Badges, public)
			if private, ok := file.key.(*rsa.PrivateKey); ok && signs {
				r.Badge = private
			}
		case Token:
			public, ok := file.publicKey().(ed25519.PublicKey)
			if !ok {
				return fmt.Errorf("%s: not an Ed25519 key", file.name)
			}
			r.Public.Tokens = append(r.Public.Tokens, public)
			if private, ok := file.key.(ed25519.PrivateKey); ok && signs {
				r.Token = private
			}
		}
	}
	return nil
}

// firstSigner moves the chain that signs now to the front of those that are published.
func (r *Ring) firstSigner() {
	at := slices.IndexFunc(r.Public.Documents, func(chain []*x509.Certificate) bool { return chain[0].Equal(r.Signer.Chain[0]) })
	if at > 0 {
		chain := r.Public.Documents[at]
		r.Public.Documents = slices.Insert(slices.Delete(r.Public.Documents, at, at+1), 0, chain)
	}
}

// samePublic reports whether two public keys are equal.
func samePublic(a, b crypto.PublicKey) bool {
	first, err1 := x509.MarshalPKIXPublicKey(a)
	second, err2 := x509.MarshalPKIXPublicKey(b)
	return err1 == nil && err2 == nil && bytes.Equal(first, second)
}
