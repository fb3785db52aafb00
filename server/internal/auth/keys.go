package auth

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Keys signs and checks tokens. The first key signs; all of them verify, so that keys can be rotated
// without signing anybody out.
type Keys struct {
	ids     []string
	private []ed25519.PrivateKey
	mac     []byte
}

// keyFile is the form of the key file: seeds in base64, the newest first.
type keyFile struct {
	Seeds [][]byte `json:"ed25519_seeds"`
}

// LoadKeys reads the signing keys from the file, which every node of an installation must share, and
// makes one with a new key (mode 0600) if there is none.
func LoadKeys(path string) (*Keys, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		content, err = createKeys(path)
	}
	if err != nil {
		return nil, err
	}
	var file keyFile
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("%s: not a key file: %w", path, err)
	}
	keys, err := NewKeys(file.Seeds...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return keys, nil
}

// NewKeys returns the keys that grow from the seeds, 32 bytes each, the newest first.
func NewKeys(seeds ...[]byte) (*Keys, error) {
	if len(seeds) == 0 {
		return nil, errors.New("no key")
	}
	k := &Keys{}
	for _, seed := range seeds {
		if len(seed) != ed25519.SeedSize {
			return nil, fmt.Errorf("a seed has %d bytes instead of %d", len(seed), ed25519.SeedSize)
		}
		private := ed25519.NewKeyFromSeed(seed)
		sum := sha256.Sum256(private.Public().(ed25519.PublicKey))
		k.ids = append(k.ids, base64.RawURLEncoding.EncodeToString(sum[:9]))
		k.private = append(k.private, private)
	}
	// The oldest seed keys the MACs, so that adding a newer one in front invalidates none.
	k.mac = mac(seeds[len(seeds)-1], "lernamt mac key")
	return k, nil
}

// createKeys writes a new key file. A second process that does the same at once wins or loses as a
// whole: what is read afterwards is one of the two files.
func createKeys(path string) ([]byte, error) {
	seed := make([]byte, ed25519.SeedSize)
	rand.Read(seed)
	content, err := json.Marshal(keyFile{Seeds: [][]byte{seed}})
	if err != nil {
		return nil, err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(content)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(temp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(path)
}

// MAC returns a keyed hash of the message for the purpose; purposes never share hashes.
func (k *Keys) MAC(purpose, message string) string {
	return base64.RawURLEncoding.EncodeToString(mac(k.mac, purpose+"\x00"+message))
}

func mac(key []byte, message string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(message))
	return h.Sum(nil)
}
