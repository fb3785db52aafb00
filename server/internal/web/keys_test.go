package web

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"
	"time"

	"lernamt/certs"
)

func TestKeysArePublished(t *testing.T) {
	s := newSite(t)
	signer, err := certs.NewTestSigner("Stadt", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	token := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	s.Keys.Documents, s.Keys.Tokens = append(s.Keys.Documents, signer.Chain), append(s.Keys.Tokens, token)
	id, err := certs.KeyID(token)
	if err != nil {
		t.Fatal(err)
	}
	c := s.browser()

	set := c.get("/.well-known/jwks.json").want(200)
	var read struct{ Keys []struct{ Kid string } }
	if err := json.Unmarshal([]byte(set.body), &read); err != nil || len(read.Keys) == 0 || read.Keys[len(read.Keys)-1].Kid != id {
		t.Errorf("jwks.json = %s, %v, want the key %s last", set.body, err, id)
	}
	one := c.get("/schluessel/" + id).want(200)
	var key struct{ Kid, X string }
	if err := json.Unmarshal([]byte(one.body), &key); err != nil || key.Kid != id || key.X == "" {
		t.Errorf("the key is served as %s, %v", one.body, err)
	}
	bundle := c.get("/schluessel.pem").want(200)
	keys, err := certs.ParseKeys([]byte(bundle.body))
	if err != nil || !keys.Documents[len(keys.Documents)-1][0].Equal(signer.Chain[0]) {
		t.Errorf("the bundle is read as %v, %v", keys, err)
	}
	for _, p := range []*page{set, one, bundle} {
		if p.header.Get("Cache-Control") != keysCache || p.header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: headers %v, want it to be readable and kept by everybody", p.path, p.header)
		}
	}
	c.get("/schluessel/other").want(404)
}
