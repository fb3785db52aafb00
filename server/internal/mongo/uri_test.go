package mongo

import (
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
)

func TestDatabaseName(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://h":                               "lernamt",
		"mongodb://h/":                              "lernamt",
		"mongodb://h/?replicaSet=r":                 "lernamt",
		"mongodb://h/stadt":                         "stadt",
		"mongodb://u:p%2Fq@h1,h2:27018/stadt?w=1":   "stadt",
		"mongodb://h/a%2Db?authSource=x/y":          "a-b",
		"mongodb://%2Ftmp%2Fmongodb-27017.sock/amt": "amt",
	} {
		if _, got, err := clientOptions(uri); err != nil || got != want {
			t.Errorf("database of %s = %q, %v, want %q", uri, got, err, want)
		}
	}
}

func TestDefaults(t *testing.T) {
	opts, _, err := clientOptions("mongodb://h/?w=1&journal=false")
	if err != nil {
		t.Fatal(err)
	}
	if *opts.Timeout != 2*time.Second || *opts.ServerSelectionTimeout != 2*time.Second || *opts.AppName != "lernamt" {
		t.Errorf("timeouts = %v and %v, name %q", *opts.Timeout, *opts.ServerSelectionTimeout, *opts.AppName)
	}
	if w := opts.WriteConcern; w.W != "majority" || !*w.Journal {
		t.Errorf("write concern = %v, want a majority's journal", w)
	}

	opts, _, err = clientOptions("mongodb://h/?timeoutMS=9000&serverSelectionTimeoutMS=8000&maxPoolSize=7&readPreference=nearest&appName=x")
	if err != nil {
		t.Fatal(err)
	}
	if *opts.Timeout != 9*time.Second || *opts.ServerSelectionTimeout != 8*time.Second || *opts.MaxPoolSize != 7 ||
		opts.ReadPreference.Mode() != readpref.NearestMode || *opts.AppName != "x" {
		t.Error("what the URI says was overruled")
	}
}

// TestWrongURI wants an error that helps and does not tell the password.
func TestWrongURI(t *testing.T) {
	for uri, want := range map[string]string{
		"":                                         "scheme",
		"postgres://u:geheim@h/db":                 "scheme",
		"mongodb://u:geheim@":                      "host",
		"mongodb://u:ge/heim@h/db":                 "percent-encoded",
		"mongodb://u:geheim%@h/db":                 "percent-encoded",
		"mongodb://u:geheim@x@h/db":                "percent-encoded",
		"mongodb://u:geheim@h:99999999/db":         "port",
		"mongodb://u:geheim@h/db?w=-3":             "option",
		"mongodb://h/db?maxPoolSize=geheim":        "option",
		"mongodb://u:geheim@h/%zz":                 "%zz",
		"mongodb://u:geheim@h/?authMechanism=NONE": "option",
	} {
		_, err := Open(t.Context(), uri)
		if err == nil {
			t.Errorf("Open(%s) succeeded", uri)
			continue
		}
		text := err.Error()
		if !strings.Contains(text, want) || strings.Contains(text, "heim") {
			t.Errorf("Open(%s) error = %q, want %q and no password", uri, text, want)
		}
	}
}
