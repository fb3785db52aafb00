package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

// A bar shows how far long work has come: a bar on a terminal, and elsewhere a line when a step begins and
// then every ten seconds.
type bar struct {
	mu       sync.Mutex
	out      *os.File
	terminal bool
	step     string
	shown    time.Time // zero before the first time
}

func newBar(out *os.File) *bar { return &bar{out: out, terminal: term.IsTerminal(int(out.Fd()))} }

// show shows that done of total is done; a total of 0 is unknown.
func (b *bar) show(step string, done, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	pause := 10 * time.Second
	if b.terminal {
		pause = 100 * time.Millisecond
	}
	if step == b.step && time.Since(b.shown) < pause {
		return
	}
	if b.terminal && b.step != "" && step != b.step {
		fmt.Fprintln(b.out)
	}
	b.step, b.shown = step, time.Now()
	percent := 0
	if total > 0 {
		percent = 100 * min(done, total) / total
	}
	if b.terminal {
		const width = 30
		full := width * percent / 100
		fmt.Fprintf(b.out, "\r%-26s [%s%s] %3d %%", step, strings.Repeat("#", full), strings.Repeat(".", width-full), percent)
		return
	}
	fmt.Fprintf(b.out, "%s: %d %%\n", step, percent)
}

// end leaves the line of the bar.
func (b *bar) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.terminal && b.step != "" {
		fmt.Fprintln(b.out)
	}
}
