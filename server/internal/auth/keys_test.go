package auth_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"lernamt/server/internal/auth"
)

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	var all sync.WaitGroup
	macs := make([]string, 16)
	for i := range macs { // as many processes that start at once
		all.Go(func() {
			k, err := auth.LoadKeys(path)
			if err != nil {
				t.Error(err)
				return
			}
			macs[i] = k.MAC("test", "text")
		})
	}
	all.Wait()
	for _, m := range macs {
		if m != macs[0] || m == "" {
			t.Fatalf("the processes do not agree: %q", macs)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("mode %o, want 600", mode)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*keys-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if k, err := auth.LoadKeys(path); err != nil || k.MAC("test", "text") != macs[0] || k.MAC("other", "text") == macs[0] {
		t.Errorf("read again: %v", err)
	}
}

func TestDamagedKeyFile(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "cut": `{"ed25519_seeds":["AAAA`, "noise": "\x00\xff", "no key": `{}`, "none": `{"ed25519_seeds":[]}`, "null": `null`,
		"short": `{"ed25519_seeds":["AAAA"]}`, "list": `[]`, "not base64": `{"ed25519_seeds":["?"]}`,
	} {
		path := filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := auth.LoadKeys(path)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want one that names the file", name, err)
		}
		if kept, _ := os.ReadFile(path); string(kept) != content {
			t.Errorf("%s: the file was overwritten", name)
		}
	}
	if _, err := auth.LoadKeys(filepath.Join(t.TempDir(), "there", "is", "none")); err == nil {
		t.Error("a missing folder is no error")
	}
}

// FuzzKeys sees that no key file makes the server panic, and that one that is read gives keys.
func FuzzKeys(f *testing.F) {
	f.Add([]byte(`{"ed25519_seeds":["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]}`))
	f.Add([]byte(`{}`))
	path := filepath.Join(f.TempDir(), "keys.json")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if k, err := auth.LoadKeys(path); err == nil && k.MAC("a", "b") == "" {
			t.Error("no keys and no error")
		}
	})
}
