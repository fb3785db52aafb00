package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lernamt/server/internal/demo"
	"lernamt/server/internal/journey"
	"lernamt/static"
)

// The benchmarks measure the program as it is delivered: built, started as a process of its own with
// the demo body, and asked over loopback. Machines differ and are noisy, so each figure that matters is a
// ratio of two that alternate within one run.

// start builds the program once and starts it on an empty data folder. It returns its address, the time from
// start to the first answer, and its process.
func start(b *testing.B) (url string, took time.Duration, process *os.Process) {
	b.Helper()
	binary := filepath.Join(b.TempDir(), "lernamt")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	began := time.Now()
	server := exec.Command(binary, "--data", filepath.Join(b.TempDir(), "data"), "serve", "--demo", "--address", "127.0.0.1:0")
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		server.Process.Signal(os.Interrupt)
		server.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	found := ready.FindStringSubmatch(line)
	if err != nil || found == nil {
		b.Fatalf("the server said %q: %v", line, err)
	}
	response, err := http.Get(found[1] + "/anmelden")
	if err != nil {
		b.Fatal(err)
	}
	response.Body.Close()
	return found[1], time.Since(began), server.Process
}

// BenchmarkLessonPage compares a lesson page of a signed-in learner with personal progress to a static file of
// about 4 KB from the same server.
func BenchmarkLessonPage(b *testing.B) {
	url, _, _ := start(b)
	cookies, err := journey.Cookies(context.Background(), url, demo.Logins()[0].Email, demo.Password)
	if err != nil {
		b.Fatal(err)
	}
	host := strings.TrimPrefix(url, "http://")
	lesson := request(host, "/module/datenpannen/lektion/was-ist-eine-panne", "Cookie: "+cookies+"\r\n")
	packed := request(host, "/module/datenpannen/lektion/was-ist-eine-panne", "Accept-Encoding: gzip\r\nCookie: "+cookies+"\r\n")
	file := request(host, static.Asset("app.js"), "")
	time.Sleep(5 * time.Second) // the demo people have learnt by then
	var pages, browsers, files float64
	for b.Loop() {
		const rounds, each = 4, time.Second
		for range rounds {
			files += rate(b, host, file, each)
			pages += rate(b, host, lesson, each)
			browsers += rate(b, host, packed, each)
		}
	}
	n := float64(4 * b.N)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(files/n, "static/s")
	b.ReportMetric(pages/n, "lessons/s")
	b.ReportMetric(100*pages/files, "lesson-%-of-static")
	b.ReportMetric(100*browsers/files, "gzip-lesson-%-of-static")
}

// BenchmarkStart reports the time from starting the program to its first answer, and the memory that it
// keeps when nothing happens.
func BenchmarkStart(b *testing.B) {
	var total time.Duration
	var resident float64
	for b.Loop() {
		_, took, process := start(b)
		total += took
		time.Sleep(5 * time.Second) // the demo people have learnt by then
		resident = residentMB(b, process.Pid)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(total.Milliseconds())/float64(b.N), "ms-to-first-answer")
	b.ReportMetric(resident, "idle-MB")
}

// residentMB reads the resident memory of a process where the system tells it.
func residentMB(b *testing.B, pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("this system does not tell the memory of a process: ", err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) / 1024
}

func request(host, path, header string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + header + "\r\n")
}

// rate returns how many requests a second the server answers to 16 connections. The client does as
// little as it can: both share the machine.
func rate(b *testing.B, host string, request []byte, each time.Duration) float64 {
	var answered atomic.Int64
	var wg sync.WaitGroup
	end := time.Now().Add(each)
	for range 8 * runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			conn, err := net.Dial("tcp", host)
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			r := bufio.NewReaderSize(conn, 64<<10)
			for time.Now().Before(end) {
				if _, err := conn.Write(request); err != nil {
					b.Error(err)
					return
				}
				if err := readResponse(r); err != nil {
					b.Error(err)
					return
				}
				answered.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(answered.Load()) / each.Seconds()
}

// readResponse reads one response with a Content-Length and checks that it is a 200.
func readResponse(r *bufio.Reader) error {
	length := 0
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		switch {
		case first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200")):
			return fmt.Errorf("answered %q", line)
		case bytes.HasPrefix(line, []byte("Content-Length: ")):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[16:]))); err != nil {
				return err
			}
		case len(line) == 2:
			_, err := r.Discard(length)
			return err
		}
	}
}
