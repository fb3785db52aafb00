package main

import (
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lernamt": main})
}

// TestScripts plays the scripts under testdata/script on the real command line.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"occupy":   occupy,
			"freeport": freePort,
			"answers":  answers,
			"capture":  capture,
		},
	})
}

// occupy listens on a free port until the script ends and puts its number into the variable named.
func occupy(ts *testscript.TestScript, neg bool, args []string) {
	ln := listen(ts, args[0])
	ts.Defer(func() { ln.Close() })
}

// freePort puts the number of a port that is free now into the variable named.
func freePort(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(listen(ts, args[0]).Close())
}

func listen(ts *testscript.TestScript, variable string) net.Listener {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(variable, fmt.Sprint(ln.Addr().(*net.TCPAddr).Port))
	return ln
}

// capture puts what the last command printed, as far as the pattern's group matches it, into the variable named.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if found == nil {
		ts.Fatalf("nothing matches %s", args[1])
	}
	ts.Setenv(args[0], found[1])
}

// answers waits until the server answers at the address.
func answers(ts *testscript.TestScript, neg bool, args []string) {
	var err error
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var response *http.Response
		if response, err = http.Get(args[0]); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
	}
	ts.Fatalf("%s does not answer: %v", args[0], err)
}
