// Package mongotest gives tests a MongoDB: the one that the variable LERNAMT_TEST_MONGO names or, if it is
// empty, a stand-in that runs as a child process and needs nothing but Go.
//
// The stand-in is FerretDB v1.24.2 on SQLite, built from the module in ../ferret. It loses updates that
// arrive over several connections at once, so it gets one connection only: the commands of concurrent callers
// interleave there but never overlap. That they may overlap, and that queries are planned by indexes, can
// only be seen on a real MongoDB.
//
//	LERNAMT_TEST_MONGO=mongodb://127.0.0.1:27017/?directConnection=true go test ./server/internal/mongo
package mongotest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Variable names the environment variable: empty for the stand-in, a URI for a real MongoDB, or
// "off" to leave out the tests that need either.
const Variable = "LERNAMT_TEST_MONGO"

// Real reports whether the tests run on a real MongoDB.
func Real() bool {
	v := os.Getenv(Variable)
	return v != "" && v != "off"
}

// NeedReal skips the test if there is only the stand-in, for the reason given.
func NeedReal(t *testing.T, reason string) {
	t.Helper()
	if !Real() {
		t.Skipf("mongotest: %s; set %s to the URI of a real MongoDB", reason, Variable)
	}
}

// URI returns the URI of an empty database, which is dropped when the test ends.
func URI(t *testing.T) string {
	t.Helper()
	return database(t, server(t))
}

// server returns the URI of the server.
func server(t *testing.T) string {
	t.Helper()
	switch v := os.Getenv(Variable); v {
	case "":
		uri, err := standIn()
		if err != nil {
			t.Fatal(err)
		}
		return uri + "?maxPoolSize=1&timeoutMS=20000"
	case "off":
		t.Skipf("mongotest: %s is off", Variable)
		return ""
	default:
		return v
	}
}

// database puts the name of a fresh database into the URI and sees to its end.
func database(t *testing.T, uri string) string {
	t.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatalf("%s is not a URI", Variable) // the error might tell the password
	}
	name := "lernamt_test_" + strings.ToLower(rand.Text()[:16])
	u.Path = "/" + name
	query := u.Query()
	if u.User != nil && !query.Has("authSource") {
		query.Set("authSource", "admin") // else the user would be looked for in the fresh database
		u.RawQuery = query.Encode()
	}
	t.Cleanup(func() { drop(t, u.String(), name) })
	return u.String()
}

func drop(t *testing.T, uri, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Errorf("connect to drop database %s: %v", name, err)
		return
	}
	defer client.Disconnect(ctx)
	if err := client.Database(name).Drop(ctx); err != nil {
		t.Errorf("drop database %s: %v", name, err)
	}
}
