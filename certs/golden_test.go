package certs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The golden file holds the hash of each sample. A change means that certificates look different: then
// look at them (LERNAMT_SAMPLES=folder), raise template, and update.
func TestGolden(t *testing.T) {
	const path = "testdata/samples.sha256"
	var got strings.Builder
	all := samples(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		sum := sha256.Sum256(drawn(t, all[name]))
		fmt.Fprintf(&got, "%s  %s.pdf\n", hex.EncodeToString(sum[:]), name)
	}
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("certificates are drawn differently:\n%swant\n%s", got.String(), want)
	}
}

func TestSameBytesInParallel(t *testing.T) {
	all := samples(t)
	want := map[string][]byte{}
	for name, d := range all {
		want[name] = drawn(t, d)
	}
	names := slices.Sorted(maps.Keys(all))
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i := range 200 {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			name := names[i%len(names)]
			if got, err := all[name].pdf(); err != nil || !bytes.Equal(got, want[name]) {
				t.Errorf("%s: %d bytes, %v, want the same %d bytes as before", name, len(got), err, len(want[name]))
			}
		})
	}
	wg.Wait()
}

func TestEveryFieldIsDrawn(t *testing.T) {
	plain := drawn(t, sampleDrawing())
	for name, change := range map[string]func(*drawing){
		"holder":      func(d *drawing) { d.Holder += "a" },
		"title":       func(d *drawing) { d.Title += "a" },
		"number":      func(d *drawing) { d.Number += "A" },
		"code":        func(d *drawing) { d.Code += "A" },
		"version":     func(d *drawing) { d.Version += "1" },
		"hash":        func(d *drawing) { d.ContentHash = "0" + d.ContentHash },
		"minutes":     func(d *drawing) { d.Minutes++ },
		"objective":   func(d *drawing) { d.Objectives = d.Objectives[1:] },
		"competence":  func(d *drawing) { d.Competences = nil },
		"legal basis": func(d *drawing) { d.LegalBases = nil },
		"from":        func(d *drawing) { d.From = d.From.AddDate(0, 0, 1) },
		"until":       func(d *drawing) { d.Until = d.Until.AddDate(0, 0, 1) },
		"issued":      func(d *drawing) { d.IssuedAt = d.IssuedAt.AddDate(0, 0, 1) },
		"validity":    func(d *drawing) { d.ValidUntil = d.ValidUntil.AddDate(0, 0, 1) },
		"issuer":      func(d *drawing) { d.IssuerName += "a" },
		"place":       func(d *drawing) { d.IssuerPlace += "a" },
		"responsible": func(d *drawing) { d.Responsible = "" },
		"address":     func(d *drawing) { d.url += "a" },
		"language":    func(d *drawing) { d.Language = "en" },
		"kind":        func(d *drawing) { d.Kind = Attended },
	} {
		d := sampleDrawing()
		change(&d)
		if bytes.Equal(drawn(t, d), plain) {
			t.Errorf("%s: the certificate does not show it", name)
		}
	}
}

// The whole file should take at most 1.4 times as long as what gofpdf draws of it.
func BenchmarkCertificate(b *testing.B) {
	plain, whole, signed := sampleDrawing(), sampleDrawing(), signedSample(b)
	signed.credential = nil // RSA takes longer than all the rest
	b.Run("drawn", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := plain.draw(); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, d := range map[string]drawing{"whole": whole, "signed": signed} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				size = len(drawn(b, d))
			}
			b.ReportMetric(float64(size), "bytes/file")
		})
	}
}
