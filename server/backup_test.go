package main

import (
	"errors"
	"testing"

	"lernamt/server/internal/backup"
)

// TestHalfRestored sees that nothing but a restore opens a database that a restore has left in its middle.
func TestHalfRestored(t *testing.T) {
	config := &Config{Data: t.TempDir()}
	note := func(text string) {
		t.Helper()
		db, closeStore, err := openDatabase(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(db.SetNote(t.Context(), "restore", text), closeStore()); err != nil {
			t.Fatal(err)
		}
	}
	note("e8d1edaeb676c06f")
	if _, _, err := openStore(t.Context(), config); !errors.Is(err, backup.ErrUnfinished) {
		t.Errorf("openStore error = %v, want ErrUnfinished", err)
	}
	var serve ServeCommand
	serve.Address = "127.0.0.1:0"
	for name, run := range map[string]func() error{
		"serve":  func() error { return serve.Run(config) },
		"backup": func() error { return (&BackupCommand{File: t.TempDir() + "/b"}).Run(config) },
		"move":   func() error { return (&MoveCommand{To: t.TempDir()}).Run(config) },
		"seed":   func() error { return (&SeedCommand{People: 1}).Run(config) },
	} {
		if err := run(); !errors.Is(err, backup.ErrUnfinished) {
			t.Errorf("%s error = %v, want ErrUnfinished", name, err)
		}
	}
	note("")
	_, closeStore, err := openStore(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	closeStore()
}
