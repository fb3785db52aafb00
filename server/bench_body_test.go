package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkSize compares a large body with a small one: what a lesson page, a completion and the overview of an office of
// 500 people cost, what the list of everybody takes, and how fast the large body is made and backed up.
func BenchmarkSize(b *testing.B) {
	binary := program(b)
	dir := os.Getenv("LERNAMT_BENCH_BODIES") // a folder that keeps the bodies for the next run
	if dir == "" {
		dir = b.TempDir()
	}
	for b.Loop() {
		small := makeBody(b, binary, filepath.Join(dir, "small"), smallBody)
		began := time.Now()
		large := makeBody(b, binary, filepath.Join(dir, "large"), largeBody())
		b.ReportMetric(seconds(time.Since(began)), "s-to-seed")
		b.ReportMetric(float64(largeBody()), "people")
		compareLearners(b, small, large)
		compareOverviews(b, small, large)
		listEverybody(b, large)
		backUp(b, binary, large)
	}
	b.ReportMetric(0, "ns/op")
}

func makeBody(b *testing.B, binary, data string, n int) *body {
	b.Helper()
	if _, err := os.Stat(data); err == nil {
		return serve(b, binary, data)
	}
	seed := exec.Command(binary, "--data", data, "--store", "", "seed", "--people", strconv.Itoa(n))
	seed.Env = append(os.Environ(), "LERNAMT_SEED_PASSWORD="+seedPassword)
	if out, err := seed.CombinedOutput(); err != nil {
		b.Fatalf("seed: %v\n%s", err, out)
	}
	return serve(b, binary, data)
}

// compareLearners has learners read pages and finish lessons in both bodies, in turns.
func compareLearners(b *testing.B, small, large *body) {
	b.Helper()
	bodies := [2][]share{small.learners(b, sizedLearners), large.learners(b, sizedLearners)}
	var pages, completions [2]time.Duration
	var calls [2]int
	for round := range 5 { // the first of them warms up
		for i, learners := range bodies {
			began := time.Now()
			times := each(b, learners, func(s share, took func(func() error)) {
				for n := range 20 {
					k := s.lessons[n%len(s.lessons)]
					took(func() error { return s.get(fmt.Sprintf("/module/%s/lektion/%s", k.module, k.lesson)) })
				}
			})
			if round > 0 {
				pages[i] += time.Since(began) / time.Duration(max(1, len(times)))
			}
			began = time.Now()
			times = each(b, learners, func(s share, took func(func() error)) {
				took(func() error { return s.finish(s.lessons[round]) })
			})
			if round > 0 {
				completions[i] += time.Since(began)
				calls[i] += len(times)
			}
		}
	}
	b.ReportMetric(float64(pages[0].Microseconds())/4, "µs-page-small")
	b.ReportMetric(float64(pages[1])/float64(pages[0]), "page-large/small")
	each0 := float64(completions[0]) / float64(calls[0])
	each1 := float64(completions[1]) / float64(calls[1])
	b.ReportMetric(each0/1000, "µs-completion-small")
	b.ReportMetric(each1/each0, "completion-large/small")
}

// compareOverviews has HR look at one office of 500 people in both bodies, in turns.
func compareOverviews(b *testing.B, small, large *body) {
	b.Helper()
	var times [2][]time.Duration
	var hr [2]share
	for i, s := range []*body{small, large} {
		hr[i] = share{s.visit(b, "personal.amt1@musterland.example", seedPassword), nil}
	}
	for range 30 {
		for i := range hr {
			times[i] = append(times[i], each(b, hr[i:i+1], func(s share, took func(func() error)) {
				took(func() error { return s.get("/personal/amt-0001") })
			})...)
		}
	}
	for i := range times {
		slices.Sort(times[i])
	}
	b.ReportMetric(milliseconds(quantile(times[0], 0.95)), "ms-p95-overview-small")
	b.ReportMetric(float64(quantile(times[1], 0.95))/float64(quantile(times[0], 0.95)), "overview-large/small")
}

// listEverybody fetches the list of all people as a file and looks how much memory the server took for it.
func listEverybody(b *testing.B, s *body) {
	b.Helper()
	hr := s.visit(b, "personal@musterland.example", seedPassword)
	before := residentMB(b, s.process.Pid)
	// Linux forgets the highest mark so far; elsewhere the figure is that of the whole run.
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.process.Pid), []byte("5"), 0)
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://"+s.host+"/personal/land/abschluesse.csv", nil)
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Cookie", hr.cookies)
	began := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	rows := &lineCounter{}
	if _, err := io.Copy(rows, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("the list: %s, %v", response.Status, err)
	}
	b.ReportMetric(float64(rows.lines), "rows")
	b.ReportMetric(seconds(time.Since(began)), "s-list")
	b.ReportMetric(peakMB(b, s.process.Pid)-before, "MB-extra-list")
}

type lineCounter struct{ lines int }

func (c *lineCounter) Write(p []byte) (int, error) {
	c.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

// peakMB reads the highest resident memory of a process where the system tells it.
func peakMB(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("this system does not tell the memory of a process: ", err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) / 1024
}

// backUp backs the body up while its server runs, and measures the disk by writing as many bytes.
func backUp(b *testing.B, binary string, s *body) {
	b.Helper()
	info, err := os.Stat(filepath.Join(s.data, "lernamt.db"))
	if err != nil {
		b.Fatal(err)
	}
	megabytes := float64(info.Size()) / 1e6
	file := filepath.Join(b.TempDir(), "backup.zst")
	began := time.Now()
	if out, err := exec.Command(binary, "--data", s.data, "--store", "", "backup", file).CombinedOutput(); err != nil {
		b.Fatalf("backup: %v\n%s", err, out)
	}
	b.ReportMetric(megabytes, "MB-database")
	b.ReportMetric(megabytes/seconds(time.Since(began)), "MB/s-backup")
	b.ReportMetric(diskSpeed(b), "MB/s-disk")
}

// diskSpeed writes 512 MB and waits until they are on the disk.
func diskSpeed(b *testing.B) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "disk"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 1<<20)
	for i := range block {
		block[i] = byte(i * i >> 3)
	}
	began := time.Now()
	for range 512 {
		if _, err := f.Write(block); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Sync(); err != nil {
		b.Fatal(err)
	}
	return 512 * 1.048576 / seconds(time.Since(began))
}
