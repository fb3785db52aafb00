//go:build e2e

package e2e

import (
	"net/url"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// watch notes what no page may do. It runs on the goroutine that reads the browser's messages.
func (p *tab) watch(ev any) {
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(ev.Request.URL); err != nil || u.Scheme != "data" && u.Host != server.url.Host {
			p.note("request to " + ev.Request.URL + " from " + ev.DocumentURL)
		}
	case *network.EventLoadingFailed:
		if !ev.Canceled && ev.ErrorText != "net::ERR_ABORTED" {
			p.note("loading failed: " + ev.ErrorText)
		}
	case *runtime.EventExceptionThrown:
		p.note("exception: " + ev.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if ev.Type == "error" || ev.Type == "warning" || ev.Type == "assert" {
			p.note("console: " + string(ev.Type))
		}
	case *log.EventEntryAdded:
		p.mu.Lock()
		expected := slices.ContainsFunc(p.expected, func(s string) bool { return strings.Contains(ev.Entry.Text, "status of "+s) })
		p.mu.Unlock()
		if (ev.Entry.Level == "error" || ev.Entry.Level == "warning") && !expected {
			p.note("console: " + ev.Entry.Text + " " + ev.Entry.URL)
		}
	}
}

func (p *tab) note(fault string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, fault)
}

// report fails the test with what watch noted.
func (p *tab) report() {
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.Sort(p.faults)
	for _, f := range slices.Compact(p.faults) {
		p.t.Error(f)
	}
}

// expect lets pages answer with these statuses, which the browser reports on its console.
func (p *tab) expect(statuses ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = append(p.expected, statuses...)
}
