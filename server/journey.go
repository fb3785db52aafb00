package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"lernamt/server/internal/demo"
	"lernamt/server/internal/journey"
)

// JourneyCommand starts a server of its own with the demo body and plays the main job on it.
type JourneyCommand struct {
	Out string `default:".data/demo" placeholder:"DIR" help:"Folder for the server's data and the certificate (default ${default}); what an earlier journey left there is removed."`
}

// Run plays the journey. The server runs as a process of its own, on a free port, and is stopped at the
// end as an operator would stop it.
func (cmd *JourneyCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	data := filepath.Join(cmd.Out, "data")
	if err := removeOld(data); err != nil {
		return err
	}
	began := time.Now()
	server, url, err := startServer(ctx, data)
	if err != nil {
		return err
	}
	fmt.Printf("%2d  %-60s %8.1f ms\n", 0, "start a server at "+url, float64(time.Since(began).Microseconds())/1000)
	err = journey.Run(ctx, journey.Plan{
		URL: url, Password: demo.Password, Report: os.Stdout,
		Learner: "juergen.thiele@musterstadt.example", Family: "Thiele", Unit: "meldestelle",
		HR: "personal@musterstadt.example", Module: "datenpannen",
		PDF: filepath.Join(cmd.Out, "zertifikat.pdf"),
	})
	return errors.Join(err, server.Process.Signal(os.Interrupt), server.Wait())
}

// removeOld removes what an earlier journey left, and nothing that something else may have put there.
func removeOld(data string) error {
	entries, err := os.ReadDir(data)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(data, "lernamt.db")); err != nil {
		return fmt.Errorf("%s holds something else than an earlier journey; choose another folder with --out", data)
	}
	return os.RemoveAll(data)
}

var ready = regexp.MustCompile(`ready at (\S+)`)

// startServer starts this program as a server and returns once it says where it is.
func startServer(ctx context.Context, data string) (*exec.Cmd, string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	server := exec.CommandContext(ctx, self, "--data", data, "--store", "", "serve", "--demo", "--address", "127.0.0.1:0", "--url", "")
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := server.Start(); err != nil {
		return nil, "", err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := ready.FindStringSubmatch(lines.Text()); found != nil {
			go io.Copy(io.Discard, out) // it must not block on a full pipe
			return server, found[1], nil
		}
	}
	return nil, "", errors.Join(errors.New("the server did not start"), lines.Err(), server.Wait())
}
