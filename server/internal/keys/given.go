package keys

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"software.sslmate.com/src/go-pkcs12"

	"lernamt/certs"
)

// Given names the files of a document key that an authority vouches for. Without Key there is none.
type Given struct {
	Key      string // PEM or PKCS#12, P-256 or RSA of at least 2,048 bits
	Chain    string // PEM: the key's certificate, then its issuers; empty if all is in Key
	Password string // file whose first line is the password of the PKCS#12
}

// load returns the signer.
func (g Given) load() (*certs.Signer, error) {
	content, err := os.ReadFile(g.Key)
	if err != nil {
		return nil, err
	}
	var parsed file
	if bytes.Contains(content, []byte("-----BEGIN ")) {
		parsed, err = g.fromPEM(content)
	} else {
		parsed, err = g.fromPKCS12(content)
	}
	if err == nil {
		err = parsed.signs()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", g.Key, err)
	}
	return &certs.Signer{Key: parsed.key, Chain: parsed.chain}, nil
}

func (g Given) fromPEM(content []byte) (file, error) {
	if g.Chain != "" {
		chain, err := os.ReadFile(g.Chain)
		if err != nil {
			return file{}, err
		}
		content = append(append(content, '\n'), chain...)
	}
	return parse(content)
}

func (g Given) fromPKCS12(content []byte) (file, error) {
	password := ""
	if g.Password != "" {
		secret, err := os.ReadFile(g.Password)
		if err != nil {
			return file{}, err
		}
		password, _, _ = strings.Cut(string(secret), "\n")
		password = strings.TrimSuffix(password, "\r")
	}
	key, leaf, issuers, err := pkcs12.DecodeChain(content, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return file{}, fmt.Errorf("%w: name the file with the right one by LERNAMT_SIGN_PASSWORD_FILE", err)
	}
	if err != nil {
		return file{}, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return file{}, fmt.Errorf("a %T cannot sign", key)
	}
	return file{key: signer, chain: slices.Insert(issuers, 0, leaf)}, nil
}

// signs reports why the file cannot sign documents.
func (f file) signs() error {
	if f.key == nil {
		return errors.New("no private key in it")
	}
	if len(f.chain) == 0 {
		return errors.New("no certificate: name its file by LERNAMT_SIGN_CHAIN")
	}
	if !samePublic(f.key.Public(), f.chain[0].PublicKey) {
		return errors.New("the first certificate is not that of the key")
	}
	switch key := f.key.Public().(type) {
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return nil
		}
	case *rsa.PublicKey:
		if key.N.BitLen() >= 2048 {
			return nil
		}
	}
	return errors.New("documents are signed with P-256 or RSA of at least 2,048 bits")
}
