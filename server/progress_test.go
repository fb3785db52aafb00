package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBar shows a bar on a terminal and lines elsewhere, never more often than anybody reads.
func TestBar(t *testing.T) {
	for _, c := range []struct {
		terminal bool
		want     string
	}{
		{false, "reading: 0 %\nwriting: 50 %\nwriting on: 100 %\n"},
		{true, "\rreading                    [..............................]   0 %\n" +
			"\rwriting                    [###############...............]  50 %\n" +
			"\rwriting on                 [##############################] 100 %\n"},
	} {
		path := filepath.Join(t.TempDir(), "out")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		b := newBar(f)
		if b.terminal {
			t.Error("a file is taken for a terminal")
		}
		b.terminal = c.terminal
		b.show("reading", 0, 0)
		b.show("writing", 5, 10)
		for i := range 1000 {
			b.show("writing", 5+i%2, 10)
		}
		b.show("writing on", 12, 10)
		b.end()
		f.Close()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != c.want {
			t.Errorf("terminal %v: shown %q, %v, want %q", c.terminal, strings.TrimSpace(string(got)), err, c.want)
		}
	}
}
