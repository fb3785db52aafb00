//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A site is a running server with the demo body and the module of testdata.
type site struct {
	url     *url.URL
	process *exec.Cmd
	log     logged
}

// logged gathers what a process writes.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var ready = regexp.MustCompile(`ready at (http://127\.0\.0\.1:\d+) `)

// startSite builds the server as it ships and starts it on a free port with an empty data folder.
func startSite(temp string) (*site, error) {
	binary := filepath.Join(temp, "lernamt")
	build := exec.Command("go", "build", "-trimpath", "-o", binary, "..")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w\n%s", err, out)
	}
	s := &site{process: exec.Command(binary, "--data", filepath.Join(temp, "data"),
		"serve", "--demo", "--address", "127.0.0.1:0", "--content", "testdata/module", "--contact", "lernen@musterstadt.example")}
	s.process.Stderr = &s.log
	// The settings of whoever runs the tests must not change what is tested.
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "LERNAMT_") {
			s.process.Env = append(s.process.Env, v)
		}
	}
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	address := make(chan string, 1)
	go func() {
		defer close(address)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if m := ready.FindStringSubmatch(lines.Text()); m != nil {
				address <- m[1]
				break
			}
		}
		io.Copy(io.Discard, out)
	}()
	select {
	case a := <-address:
		if a == "" {
			return nil, errors.Join(fmt.Errorf("the server ended at once:\n%s", &s.log), s.process.Wait())
		}
		s.url, err = url.Parse(a)
		return s, err
	case <-time.After(60 * time.Second):
		s.process.Process.Kill()
		return nil, fmt.Errorf("the server is not ready after a minute:\n%s", &s.log)
	}
}

// stop asks the server to end as an operator does. It must end cleanly and must have had nothing to
// complain about.
func (s *site) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	kill := time.AfterFunc(20*time.Second, func() { s.process.Process.Kill() })
	defer kill.Stop()
	if err := s.process.Wait(); err != nil {
		return fmt.Errorf("the server did not stop cleanly: %w\n%s", err, &s.log)
	}
	if log := s.log.String(); log != "" {
		return fmt.Errorf("the server logged:\n%s", log)
	}
	return nil
}
