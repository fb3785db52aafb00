//go:build e2e

// Package e2e drives the built server with a real browser, as people use it: the learner from signing
// in to a certificate that a stranger verifies, the trainer, the staff and the public; once without
// JavaScript and once by keyboard alone. Every page on the way is measured with axe-core at two widths
// in the light and the dark scheme, must not scroll sideways, must not ask another host for anything and
// must not complain on the console.
//
// It needs chromium, pdfinfo, pdftotext, pdftoppm and zbarimg, and axe.min.js, whose path LERNAMT_AXE holds. With
// LERNAMT_SHOTS set to a folder it leaves a picture of every page there. Run it with `make e2e`.
//
// Begin reading at learner_test.go; site_test.go starts the server, tab_test.go is the browser.
package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// What all journeys share; TestMain sets it.
var (
	server  *site
	browser context.Context // of chromedp, with the browser started
	axe     string          // the source of axe-core
	shots   string          // folder for pictures, empty for none
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// run starts the server and the browser, runs the tests and ends both.
func run(m *testing.M) (int, error) {
	for _, tool := range []string{"chromium", "pdfinfo", "pdftotext", "pdftoppm", "zbarimg"} {
		if _, err := exec.LookPath(tool); err != nil {
			return 0, fmt.Errorf("%s is missing (Debian: chromium, poppler-utils, zbar-tools)", tool)
		}
	}
	source, err := os.ReadFile(os.Getenv("LERNAMT_AXE"))
	if err != nil {
		return 0, fmt.Errorf("LERNAMT_AXE must hold the path of axe.min.js: %w", err)
	}
	axe, shots = string(source), os.Getenv("LERNAMT_SHOTS")
	if shots != "" {
		if err := os.MkdirAll(shots, 0o755); err != nil {
			return 0, err
		}
	}
	temp, err := os.MkdirTemp("", "lernamt-e2e")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(temp)
	if err := loadKeys(); err != nil {
		return 0, err
	}
	if server, err = startSite(temp); err != nil {
		return 0, err
	}
	stop, err := startBrowser(temp)
	if err != nil {
		server.stop()
		return 0, err
	}
	code := m.Run()
	stop()
	return code, server.stop()
}

// startBrowser starts Chromium with a fresh profile; it cannot find any host but this one.
func startBrowser(temp string) (stop func(), err error) {
	profile, err := os.MkdirTemp(temp, "profile")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"),
		chromedp.UserDataDir(profile),
		chromedp.Flag("headless", "new"),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("accept-lang", "de-DE"),
		chromedp.WindowSize(1280, 900),
	)
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		cancelAllocator()
		return nil, fmt.Errorf("chromium: %w", err)
	}
	browser = ctx
	return func() { cancel(); cancelAllocator() }, nil
}
