package keys

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"lernamt/certs"
)

// badgeBits is the length of the RSA keys that are made for badges.
const badgeBits = 2048

// A file is one PEM file of the folder: a private key unless it was retired, and its certificates or
// public key.
type file struct {
	name   string
	number int
	key    crypto.Signer // nil if it signs no more, or elsewhere
	chain  []*x509.Certificate
	bare   crypto.PublicKey // of a retired key without certificates
}

func (f file) publicKey() crypto.PublicKey {
	switch {
	case len(f.chain) > 0:
		return f.chain[0].PublicKey
	case f.key != nil:
		return f.key.Public()
	}
	return f.bare
}

// public returns the content of the file without the private key.
func (f file) public() []byte {
	if len(f.chain) > 0 {
		return encode(nil, f.chain, nil)
	}
	return encode(nil, nil, f.publicKey())
}

// encode writes what is not nil as PEM.
func encode(key crypto.Signer, chain []*x509.Certificate, public crypto.PublicKey) []byte {
	var out bytes.Buffer
	block := func(kind string, der []byte, err error) {
		if err != nil {
			panic(err) // only keys of our own kinds are written
		}
		pem.Encode(&out, &pem.Block{Type: kind, Bytes: der})
	}
	if key != nil {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		block("PRIVATE KEY", der, err)
	}
	for _, c := range chain {
		block("CERTIFICATE", c.Raw, nil)
	}
	if public != nil {
		der, err := x509.MarshalPKIXPublicKey(public)
		block("PUBLIC KEY", der, err)
	}
	return out.Bytes()
}

// files returns the files of a use, the newest first.
func (f Folder) files(use Use) ([]file, error) {
	names, err := filepath.Glob(filepath.Join(f.Path, string(use)+"-*.pem"))
	if err != nil {
		return nil, err
	}
	var all []file
	for _, name := range names {
		digits := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), string(use)+"-"), ".pem")
		number, err := strconv.Atoi(digits)
		if err != nil || number < 1 {
			continue // somebody's copy
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		parsed, err := parse(content)
		if err == nil && use == Document && len(parsed.chain) == 0 {
			err = errors.New("no certificate in it")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		parsed.name, parsed.number = filepath.Base(name), number
		all = append(all, parsed)
	}
	slices.SortFunc(all, func(a, b file) int { return b.number - a.number })
	return all, nil
}

// parse reads a PEM file with at most one private key, its certificates, or a public key.
func parse(content []byte) (f file, err error) {
	for {
		var block *pem.Block
		if block, content = pem.Decode(content); block == nil {
			break
		}
		switch {
		case block.Type == "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return f, err
			}
			f.chain = append(f.chain, c)
		case block.Type == "PUBLIC KEY":
			if f.bare, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
				return f, err
			}
		case strings.HasSuffix(block.Type, "PRIVATE KEY") && f.key == nil:
			if f.key, err = parsePrivate(block); err != nil {
				return f, err
			}
		case block.Type == "EC PARAMETERS": // openssl writes them before the key
		default:
			return f, fmt.Errorf("a PEM block %q does not belong here", block.Type)
		}
	}
	switch {
	case f.publicKey() == nil:
		return f, errors.New("no key in it")
	case f.key != nil && len(f.chain) > 0 && !samePublic(f.key.Public(), f.chain[0].PublicKey):
		return f, errors.New("the first certificate is not that of the key")
	}
	return f, nil
}

func parsePrivate(block *pem.Block) (crypto.Signer, error) {
	if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
		return nil, errors.New("the private key is encrypted: give it as PKCS#12 with a password, or decrypt it")
	}
	var key any
	var err error
	switch block.Type {
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	default:
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("a %T cannot sign", key)
	}
	return signer, nil
}

// create makes a new key for the use, writes it after the others and returns the name of its file.
func (f Folder) create(use Use, files []file, now time.Time) (string, error) {
	switch use {
	case Document:
		s, err := certs.NewTestSigner(f.Body, now)
		if err != nil {
			return "", err
		}
		return f.write(use, files, encode(s.Key, s.Chain, nil))
	case Badge:
		key, err := rsa.GenerateKey(rand.Reader, badgeBits)
		if err != nil {
			return "", err
		}
		return f.write(use, files, encode(key, nil, nil))
	case Token:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return "", err
		}
		return f.write(use, files, encode(key, nil, nil))
	}
	return "", fmt.Errorf("there are no keys for %q", use)
}

// write adds a file (mode 0600) after the others and returns its name. If another process has just added
// one, that counts.
func (f Folder) write(use Use, files []file, content []byte) (string, error) {
	number := 1
	if len(files) > 0 {
		number = files[0].number + 1
	}
	name := fmt.Sprintf("%s-%d.pem", use, number)
	temp, err := writeTemp(f.Path, content)
	if err != nil {
		return "", err
	}
	defer os.Remove(temp)
	if err := os.Link(temp, filepath.Join(f.Path, name)); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return name, nil
}

// replace puts a new content in place of a file's, as a whole or not at all.
func replace(path string, content []byte) error {
	temp, err := writeTemp(filepath.Dir(path), content)
	if err != nil {
		return err
	}
	defer os.Remove(temp)
	return os.Rename(temp, path)
}

func writeTemp(dir string, content []byte) (string, error) {
	temp, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return "", err
	}
	_, err = temp.Write(content)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		os.Remove(temp.Name())
		return "", err
	}
	return temp.Name(), nil
}
