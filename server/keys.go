package main

import (
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"text/tabwriter"

	"lernamt/certs"
	"lernamt/server/internal/keys"
)

// KeysConfig is what the commands about keys need.
type KeysConfig struct {
	SignConfig
	Body string `env:"LERNAMT_BODY" default:"Stadt Musterstadt" placeholder:"NAME" help:"Name of the public body in certificates for testing (${env})."`
}

func (k *KeysConfig) open(c *Config) (*keys.Ring, error) { return k.folder(c, k.Body).Open(now()) }

// KeysListCommand lists the keys that sign certificates and those that did.
type KeysListCommand struct{ KeysConfig }

// Run prints a line for each key: its use, whether it signs now, how long its certificate holds, and its name.
func (cmd *KeysListCommand) Run(config *Config) error {
	ring, err := cmd.open(config)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "USE\tSTATE\tUNTIL\tNAME")
	for i, chain := range ring.Public.Documents {
		sum := sha256.Sum256(chain[0].Raw)
		kind := ""
		if certs.IsTest(chain) {
			kind = ", for testing"
		}
		fmt.Fprintf(out, "document\t%s%s\t%s\tSHA-256 %s, %s\n", signs(i), kind, chain[0].NotAfter.Format("2006-01-02"),
			hex.EncodeToString(sum[:8]), chain[0].Subject.CommonName)
	}
	for i, key := range ring.Public.Badges {
		if err := listKey(out, "badge", i, key); err != nil {
			return err
		}
	}
	for i, key := range ring.Public.Tokens {
		if err := listKey(out, "token", i, key); err != nil {
			return err
		}
	}
	return out.Flush()
}

func listKey(out *tabwriter.Writer, use string, i int, key crypto.PublicKey) error {
	id, err := certs.KeyID(key)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\t%s\t-\t%s\n", use, signs(i), id)
	return err
}

// signs says what the i-th key of a use does.
func signs(i int) string {
	if i == 0 {
		return "signs"
	}
	return "verifies"
}

// KeysRotateCommand puts a new key in the place of one.
type KeysRotateCommand struct {
	KeysConfig
	Use string `arg:"" enum:"document,badge,token" help:"Which key: document, badge or token."`
}

// Run makes the key and says what is to be done then.
func (cmd *KeysRotateCommand) Run(config *Config) error {
	name, err := cmd.folder(config, cmd.Body).Rotate(keys.Use(cmd.Use), now())
	if err != nil {
		return err
	}
	fmt.Printf("Made %s. The private key before it is destroyed; its public part stays published.\nStart the server again, on every node, to sign with the new key.\n", name)
	return nil
}

// KeysExportCommand writes all public keys to standard output.
type KeysExportCommand struct{ KeysConfig }

// Run writes the bundle that the server publishes as /schluessel.pem.
func (cmd *KeysExportCommand) Run(config *Config) error {
	ring, err := cmd.open(config)
	if err != nil {
		return err
	}
	bundle, err := ring.Public.PEM()
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(bundle)
	return err
}
