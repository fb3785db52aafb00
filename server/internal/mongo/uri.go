package mongo

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// defaultDatabase is used if the URI names no database.
const defaultDatabase = "lernamt"

// patience is how long an operation takes at most where nobody says otherwise.
const patience = 2 * time.Second

// clientOptions reads the URI and adds what it leaves open. A weaker write concern than a majority's
// journal is not heeded, since what was acknowledged must survive.
func clientOptions(uri string) (*options.ClientOptions, string, error) {
	opts := options.Client().ApplyURI(uri)
	if err := opts.Validate(); err != nil {
		return nil, "", uriError(uri)
	}
	name, err := databaseName(uri)
	if err != nil {
		return nil, "", err
	}
	journal := true
	opts.SetWriteConcern(&writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journal})
	opts.SetBSONOptions(&options.BSONOptions{NilMapAsEmpty: true, NilSliceAsEmpty: true, NilByteSliceAsEmpty: true})
	opts.Registry = bson.NewRegistry()
	if opts.AppName == nil {
		opts.SetAppName("lernamt")
	}
	if opts.ServerSelectionTimeout == nil {
		opts.SetServerSelectionTimeout(patience)
	}
	if opts.ConnectTimeout == nil {
		opts.SetConnectTimeout(patience)
	}
	if opts.Timeout == nil {
		opts.SetTimeout(patience)
	}
	return opts, name, nil
}

// databaseName returns the database that a valid URI names in its path.
func databaseName(uri string) (string, error) {
	_, rest, _ := strings.Cut(uri, "://")
	rest, _, _ = strings.Cut(rest, "?")
	_, path, _ := strings.Cut(rest, "/")
	name, err := url.PathUnescape(path)
	if name == "" {
		name = defaultDatabase
	}
	return name, err
}

// uriError says what is wrong with a URI. The driver's own words may quote the password, so they are
// only used for what remains without user and password.
func uriError(uri string) error {
	scheme, rest, _ := strings.Cut(uri, "://")
	at := strings.LastIndexByte(rest, '@')
	bare, _, _ := strings.Cut(scheme+"://"+rest[at+1:], "?")
	if err := options.Client().ApplyURI(bare).Validate(); err != nil {
		return fmt.Errorf("mongo: the URI is not valid: %w", err)
	}
	if at >= 0 {
		return errors.New("mongo: the URI is not valid: user, password or an option is wrong; user and password must be percent-encoded")
	}
	return errors.New("mongo: the URI is not valid: an option after the question mark is wrong")
}
