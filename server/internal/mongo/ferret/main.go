// Command ferret serves the MongoDB protocol from memory for the tests of package mongo, on machines
// that have no MongoDB. It prints its URI on the first line of standard output and ends when its
// standard input is closed, so that it never outlives the test that started it.
//
// It is a module of its own to keep the many dependencies of FerretDB out of the server. What it
// cannot do is told in the documentation of package mongo's tests: it is never for production.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	address := flag.String("listen", "127.0.0.1:0", "loopback `address` to listen on")
	flag.Parse()
	if err := serve(*address); err != nil {
		fmt.Fprintln(os.Stderr, "ferret:", err)
		os.Exit(1)
	}
}

func serve(address string) error {
	if err := loopback(address); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "ferret-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: address},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + dir + "/?_pragma=synchronous(off)", // what a test wrote need not survive it
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() {
		fmt.Println(server.MongoDBURI()) // waits until Run has begun to listen
		io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	return server.Run(ctx)
}

// loopback refuses every address but this machine's own: the server asks nobody for a password.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not a loopback address", address)
	}
	return nil
}
