package main

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"lernamt/server/internal/demo"
	"lernamt/server/internal/journey"
	"lernamt/server/internal/mongo/mongotest"
)

// TestJourney plays the main job on each store: a setting is all it takes to switch.
func TestJourney(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { playOn(t, "") })
	t.Run("mongo", func(t *testing.T) { playOn(t, mongotest.URI(t)) })
}

func playOn(t *testing.T, uri string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config := &Config{Data: t.TempDir(), Store: uri}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	db, closeStore, err := openStore(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore()
	cmd := &ServeCommand{ServeConfig{IssueConfig: IssueConfig{Address: ln.Addr().String(), Body: "Stadt Musterstadt", Place: "Musterstadt"}, Demo: true}}
	server, err := cmd.build(ctx, config, db, ln.Addr())
	if err != nil {
		t.Fatal(err)
	}
	app, err := server.App()
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, app, ln) }()
	var report strings.Builder
	err = journey.Run(ctx, journey.Plan{
		URL: "http://" + ln.Addr().String(), Password: demo.Password, Report: &report,
		Learner: "juergen.thiele@musterstadt.example", Family: "Thiele", Unit: "meldestelle",
		HR: "personal@musterstadt.example", Module: "datenpannen", PDF: filepath.Join(t.TempDir(), "zertifikat.pdf"),
	})
	if err != nil {
		t.Errorf("%v\n%s", err, report.String())
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// TestStop ends a server to which a browser keeps a connection on which it says nothing.
func TestStop(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config := &Config{Data: t.TempDir()}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	db, closeStore, err := openStore(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore()
	server, err := (&ServeCommand{ServeConfig{IssueConfig: IssueConfig{Address: ln.Addr().String(), Body: "Amt", Place: "Ort", Responsible: "Stelle"}}}).build(ctx, config, db, ln.Addr())
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	server.Log = slog.New(slog.NewTextHandler(&said, nil))
	app, err := server.App()
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, app, ln) }()
	silent, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	used, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer used.Close()
	if _, err := used.Write([]byte("GET /gesund HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := used.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-served; err != nil || said.Len() > 0 {
		t.Errorf("Serve ends with %v and says %q", err, said.String())
	}
}
