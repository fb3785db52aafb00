package main

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"lernamt/server/internal/keys"
)

// Config is every setting. Each can be given as a flag or as the environment variable named beside it;
// the flag wins.
type Config struct {
	Data  string `env:"LERNAMT_DATA" default:".data" placeholder:"DIR" help:"Folder for the embedded database and the keys (${env}, default ${default})."`
	Store string `env:"LERNAMT_STORE" placeholder:"URI" help:"mongodb:// address of the database; empty for the embedded one in the data folder (${env})."`
}

// ServeConfig is what only the server needs.
type ServeConfig struct {
	IssueConfig
	Contact   string `env:"LERNAMT_CONTACT" placeholder:"EMAIL" help:"Address for imprint, privacy and accessibility feedback (${env})."`
	Content   string `env:"LERNAMT_CONTENT" placeholder:"DIR" help:"Folder with modules, in addition to those that come with Lernamt (${env})."`
	AccessLog bool   `env:"LERNAMT_ACCESS_LOG" help:"Log one line for each request, without network addresses (${env})."`
	Demo      bool   `env:"LERNAMT_DEMO" help:"Fill an empty database with an invented public body and show its sign-ins (${env})."`
}

// IssueConfig is what issuing certificates needs.
type IssueConfig struct {
	Address     string `env:"LERNAMT_ADDRESS" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (${env}, default ${default})."`
	URL         string `env:"LERNAMT_URL" placeholder:"URL" help:"Address under which people reach the server; with https:// cookies are sent over TLS only. Default: http:// and the listen address (${env})."`
	Body        string `env:"LERNAMT_BODY" default:"Stadt Musterstadt" placeholder:"NAME" help:"Public body that runs this server and issues the certificates (${env})."`
	Place       string `env:"LERNAMT_PLACE" default:"Musterstadt" placeholder:"NAME" help:"Place on the certificates (${env})."`
	Responsible string `env:"LERNAMT_RESPONSIBLE" default:"Personalamt, Fortbildung" placeholder:"NAME" help:"Person or office that answers for the certificates (${env})."`
	Logo        string `env:"LERNAMT_LOGO" placeholder:"FILE" help:"PNG or JPEG with the logo on the certificates (${env})."`
	Colour      string `env:"LERNAMT_COLOUR" placeholder:"#RRGGBB" help:"Colour of headings on the certificates, dark enough to read on white (${env})."`
	SignConfig
}

// SignConfig names the key that signs the PDFs of certificates. Without it Lernamt makes one for testing.
type SignConfig struct {
	SignKey      string `env:"LERNAMT_SIGN_KEY" placeholder:"FILE" help:"Key that signs certificates, PEM or PKCS#12, P-256 or RSA; without it a key for testing is made and the certificates say so (${env})."`
	SignChain    string `env:"LERNAMT_SIGN_CHAIN" placeholder:"FILE" help:"PEM with the certificate of that key and its issuers, unless the key's file holds them (${env})."`
	SignPassword string `env:"LERNAMT_SIGN_PASSWORD_FILE" name:"sign-password-file" placeholder:"FILE" help:"File whose first line is the password of the PKCS#12 (${env})."`
}

// folder returns the folder with the keys that sign certificates, in the name of the body.
func (s *SignConfig) folder(c *Config, body string) keys.Folder {
	return keys.Folder{
		Path: filepath.Join(c.Data, "keys"), Body: body,
		Given: keys.Given{Key: s.SignKey, Chain: s.SignChain, Password: s.SignPassword},
	}
}

// database returns the path of the embedded database.
func (c *Config) database() string { return filepath.Join(c.Data, "lernamt.db") }

// keys returns the path of the file with the keys that sign sessions.
func (c *Config) keys() string { return filepath.Join(c.Data, "session-keys.json") }

// Validate says what is wrong with the settings before anything is opened. Kong calls it.
func (c *Config) Validate() error {
	if c.Store != "" && !strings.HasPrefix(c.Store, "mongodb://") && !strings.HasPrefix(c.Store, "mongodb+srv://") {
		return fmt.Errorf("LERNAMT_STORE must begin with mongodb:// or be empty for the embedded database")
	}
	return nil
}

// Validate says what is wrong with the settings before anything is opened. Kong calls it.
func (c *IssueConfig) Validate() error {
	_, port, err := net.SplitHostPort(c.Address)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil {
		return fmt.Errorf("LERNAMT_ADDRESS %q must be HOST:PORT, such as 127.0.0.1:8080", c.Address)
	}
	if c.URL == "" {
		return nil
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("LERNAMT_URL %q must be an address without a path, such as https://lernen.example.de", c.URL)
	}
	return nil
}

// public returns the address under which people reach a server that listens on addr.
func (c *IssueConfig) public(addr net.Addr) (*url.URL, error) {
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		if err != nil {
			return nil, err
		}
		return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
	}
	host, _, err := net.SplitHostPort(c.Address)
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}, nil
}
