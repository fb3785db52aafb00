package mongotest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// standIn starts the stand-in once per test process and returns its URI. It ends with the process,
// because its standard input does.
var standIn = sync.OnceValues(func() (string, error) {
	binary, err := build()
	if err != nil {
		return "", fmt.Errorf("mongotest: build the stand-in for MongoDB (it needs its modules once: connect to a Go module proxy, "+
			"set %s to the URI of a MongoDB, or to off to leave these tests out): %w", Variable, err)
	}
	uri, err := start(binary)
	if err != nil {
		return "", fmt.Errorf("mongotest: start the stand-in for MongoDB: %w", err)
	}
	return uri, nil
})

// build compiles the module in ../ferret into the user's cache, named by what went into it, and
// returns the path of the program. What is there already is used again.
func build() (string, error) {
	source, err := sourceDir()
	if err != nil {
		return "", err
	}
	name := sha256.New()
	io.WriteString(name, runtime.Version())
	for _, file := range []string{"go.mod", "go.sum", "main.go"} {
		content, err := os.ReadFile(filepath.Join(source, file))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(name, "%s %x", file, sha256.Sum256(content))
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "lernamt")
	program := filepath.Join(dir, fmt.Sprintf("ferret-%x", name.Sum(nil)[:8]))
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	return program, compile(source, dir, program)
}

// compile builds beside the program and renames, so that test processes that do so at the same time
// never see half of it.
func compile(source, dir, program string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(dir, "build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	built := filepath.Join(temp, filepath.Base(program))
	cmd := exec.Command("go", "build", "-tags", "ferretdb_no_postgresql", "-o", built, ".")
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly -buildvcs=false", "GOWORK=off", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return os.Rename(built, program)
}

// sourceDir finds the stand-in's module from the main module, whichever package is being tested.
func sourceDir() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	return filepath.Join(filepath.Dir(string(bytes.TrimSpace(out))), "server", "internal", "mongo", "ferret"), nil
}

// start runs the program and waits for the URI on its first line.
func start(program string) (string, error) {
	cmd := exec.Command(program)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	if _, err := cmd.StdinPipe(); err != nil { // open until this process ends
		return "", err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	line := make(chan string, 1)
	go func() { // also keeps cmd, and thereby the child's standard input, from being collected as garbage
		text, err := bufio.NewReader(stdout).ReadString('\n')
		if err == nil {
			line <- strings.TrimSpace(text)
		}
		cmd.Wait()
		close(line)
	}()
	select {
	case uri, ok := <-line:
		if !ok {
			return "", fmt.Errorf("it ended: %s", &complaints)
		}
		return uri, nil
	case <-time.After(20 * time.Second):
		cmd.Process.Kill()
		return "", fmt.Errorf("it did not say its URI within 20 s")
	}
}
