package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"lernamt/certs"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
)

// Results of verifying that are no failure of the program.
var (
	errNotGood   = errors.New("not everything is genuine and valid")
	errUnchecked = errors.New("not everything could be checked")
)

// CertsVerifyCommand checks certificates.
type CertsVerifyCommand struct {
	KeysConfig
	Files   []string `arg:"" optional:"" placeholder:"FILE" help:"PDFs to check."`
	Token   []string `placeholder:"TEXT" help:"What a QR code says, to be checked without a network."`
	Public  string   `placeholder:"FILE" help:"Check offline by these public keys, as /schluessel.pem publishes them, instead of asking the database."`
	Revoked string   `placeholder:"FILE" help:"Offline, the list of revoked certificates, as /widerrufe.jwt publishes it."`
	JSON    bool     `help:"Print one JSON object for each."`
}

// A checked is the outcome for one file or token.
type checked struct {
	Name    string        `json:"name"`
	Finding certs.Finding `json:"finding"`
	State   certs.State   `json:"state,omitempty"`
	Number  certs.Number  `json:"number,omitempty"`
	Test    bool          `json:"testSignature,omitempty"`
	Holder  string        `json:"holder,omitempty"`
	Title   string        `json:"title,omitempty"`
	Error   string        `json:"error,omitempty"`
}

func (c *checked) good() bool {
	return c.Finding.Good() && (c.State == certs.Valid || c.State == "")
}

// Run prints one line for each file and token. The exit status is 0 if all are genuine and valid, 1 if one is
// not, 2 if one could not be checked.
func (cmd *CertsVerifyCommand) Run(config *Config) error {
	if len(cmd.Files)+len(cmd.Token) == 0 {
		return fmt.Errorf("name a file, or what a QR code says by --token: %w", errUnchecked)
	}
	v, closeStore, err := cmd.verifier(config)
	if err != nil {
		return fmt.Errorf("%w: %w", errUnchecked, err)
	}
	var result error
	report := func(c checked) {
		cmd.print(&c)
		switch {
		case c.Error != "":
			result = errUnchecked
		case !c.good() && result == nil:
			result = errNotGood
		}
	}
	for _, name := range cmd.Files {
		report(verifyFile(v, name))
	}
	for _, text := range cmd.Token {
		report(verifyToken(v, text))
	}
	return errors.Join(result, closeStore())
}

// verifier returns one that goes by the files given, or by the database and the key folder.
func (cmd *CertsVerifyCommand) verifier(config *Config) (v *certs.Verifier, closeStore func() error, err error) {
	v, closeStore = &certs.Verifier{Clock: now}, func() error { return nil }
	if cmd.Public == "" {
		ring, err := cmd.open(config)
		if err != nil {
			return nil, nil, err
		}
		db, closeStore, err := openStore(context.Background(), config)
		if err != nil {
			return nil, nil, err
		}
		v.Keys, v.Ledger = ring.Public, db.Certs()
		return v, closeStore, nil
	}
	bundle, err := os.ReadFile(cmd.Public)
	if err != nil {
		return nil, nil, err
	}
	keys, err := certs.ParseKeys(bundle)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", cmd.Public, err)
	}
	v.Keys = *keys
	if cmd.Revoked != "" {
		list, err := os.ReadFile(cmd.Revoked)
		if err != nil {
			return nil, nil, err
		}
		if v.Revoked, err = keys.ReadRevocations(string(list)); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", cmd.Revoked, err)
		}
	}
	return v, closeStore, nil
}

func verifyFile(v *certs.Verifier, name string) checked {
	c := checked{Name: name}
	f, err := os.Open(name)
	if err != nil {
		c.Error = err.Error()
		return c
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, certs.MaxFile+1))
	if err != nil {
		c.Error = err.Error()
		return c
	}
	r, err := v.Verify(context.Background(), content)
	if err != nil {
		c.Error = err.Error()
		return c
	}
	c.Finding, c.State, c.Number, c.Test = r.Finding, r.State, r.Number, r.Test
	if r.Certificate != nil {
		c.Holder, c.Title = r.Certificate.Holder, r.Certificate.Title
	}
	return c
}

// verifyToken checks a token by the keys, and by the ledger or list where there is one.
func verifyToken(v *certs.Verifier, text string) checked {
	name, _, _ := strings.Cut(text, "#")
	c := checked{Name: name[:min(len(name), 100)]}
	found, err := v.VerifyToken(context.Background(), text)
	switch {
	case errors.Is(err, certs.ErrToken), errors.Is(err, certs.ErrTokenForged), errors.Is(err, certs.ErrTokenKey):
		c.Finding = certs.Foreign
		return c
	case err != nil:
		c.Error = err.Error()
		return c
	}
	c.Finding, c.State, c.Number, c.Holder, c.Title = found.Finding, found.State, found.Number, found.Certificate.Holder, found.Certificate.Title
	return c
}

func (cmd *CertsVerifyCommand) print(c *checked) {
	if cmd.JSON {
		line, err := json.Marshal(c)
		if err != nil {
			panic(err) // of texts
		}
		fmt.Println(string(line))
		return
	}
	words := []string{string(c.Finding)}
	if c.Error != "" {
		words = []string{"error: " + c.Error}
	}
	if c.State != "" {
		words = append(words, string(c.State))
	}
	if c.Test {
		words = append(words, "signed for testing only")
	}
	for _, s := range []string{string(c.Number), c.Holder, c.Title} {
		if s != "" {
			words = append(words, s)
		}
	}
	fmt.Printf("%s: %s\n", c.Name, strings.Join(words, ", "))
}

// CertsRevokeCommand revokes a certificate.
type CertsRevokeCommand struct {
	IssueConfig
	Number string       `arg:"" help:"Number of the certificate."`
	Reason certs.Reason `required:"" enum:"mistake,deception,stolen,withdrawn" help:"Why: mistake, deception, stolen (made with a stolen key) or withdrawn (anything else). Everybody who has the number sees it."`
}

// Run revokes the certificate and records that.
func (cmd *CertsRevokeCommand) Run(config *Config) error {
	return cmd.withIssuer(config, cmd.Number, func(ctx context.Context, db store, i *certs.Issuer, n certs.Number) error {
		c, err := i.Revoke(ctx, n, cmd.Reason)
		if err != nil {
			return err
		}
		fmt.Printf("Revoked %s (%s).\n", c.Number, c.Ended.Reason)
		return note(ctx, db, c.Person)
	})
}

// CertsReissueCommand corrects the name on a certificate.
type CertsReissueCommand struct {
	IssueConfig
	Number string `arg:"" help:"Number of the certificate that is to be corrected."`
}

// Run issues the certificate anew in the name that the account has now; the old one is superseded.
func (cmd *CertsReissueCommand) Run(config *Config) error {
	return cmd.withIssuer(config, cmd.Number, func(ctx context.Context, db store, i *certs.Issuer, n certs.Number) error {
		old, err := db.Certs().ByNumber(ctx, n)
		if err != nil {
			return err
		}
		account, err := db.People().Account(ctx, people.AccountID(old.Person))
		if err != nil {
			return err
		}
		c, err := i.Reissue(ctx, n, account.Name())
		if err != nil {
			return err
		}
		fmt.Printf("Issued %s to %s; it supersedes %s.\n", c.Number, c.Holder, n)
		return note(ctx, db, c.Person)
	})
}

// withIssuer opens everything that issuing needs and does something with the certificate of that number.
func (cmd *IssueConfig) withIssuer(config *Config, number string, do func(context.Context, store, *certs.Issuer, certs.Number) error) error {
	n, err := certs.ParseNumber(number)
	if err != nil {
		return err
	}
	addr, err := net.ResolveTCPAddr("tcp", cmd.Address)
	if err != nil {
		return err
	}
	public, err := cmd.public(addr)
	if err != nil {
		return err
	}
	ring, err := cmd.folder(config, cmd.Body).Open(now())
	if err != nil {
		return err
	}
	ctx := context.Background()
	db, closeStore, err := openStore(ctx, config)
	if err != nil {
		return err
	}
	issuer, err := cmd.issuer(db.Certs(), ring, public, now)
	if err == nil {
		err = do(ctx, db, issuer, n)
	}
	return errors.Join(err, closeStore())
}

// note records that the operator changed a certificate of the person.
func note(ctx context.Context, db store, person string) error {
	var random [8]byte
	rand.Read(random[:])
	at := now()
	return db.Audit().Append(ctx, audit.Entry{
		ID: audit.NewID(at, random), At: at, Actor: "operator", Role: string(people.Admin),
		Action: audit.Changed, Object: "certificate", Subjects: []string{person},
	})
}
