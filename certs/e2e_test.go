//go:build e2e

package certs

import (
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// run runs a program of Debian's in folder and returns what it prints, even if it fails.
func run(t *testing.T, folder, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is needed (packages poppler-utils, qpdf, mupdf-tools, zbar-tools, libnss3-tools)", name)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Logf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return string(out)
}

// write leaves a file in folder.
func write(t *testing.T, folder, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func wantAll(t *testing.T, what, out string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(out, w) {
			t.Errorf("%s: no %q in\n%s", what, w, out)
		}
	}
}

// TestOtherPrograms shows the signed sample to programs that others have written.
func TestOtherPrograms(t *testing.T) {
	folder := t.TempDir()
	d := signedSample(t)
	file := drawn(t, d)
	write(t, folder, "signed.pdf", file)

	wantAll(t, "qpdf", run(t, folder, "qpdf", "--check", "signed.pdf"), "No syntax or stream encoding errors found")
	wantAll(t, "pdfinfo", run(t, folder, "pdfinfo", "signed.pdf"), "Tagged:          yes", "PDF version:     1.7", "(A4)", "Metadata Stream: yes")
	fonts := run(t, folder, "pdffonts", "signed.pdf")
	wantAll(t, "pdffonts", fonts, "+NotoSans-Regular", "+NotoSerif-Regular")
	if n := strings.Count(fonts, "yes yes yes"); n != 2 {
		t.Errorf("%d fonts are embedded as subsets with Unicode, want 2:\n%s", n, fonts)
	}
	run(t, folder, "pdfdetach", "-saveall", "signed.pdf")
	for _, name := range []string{"credential.jwt", "zertifikat.json"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Errorf("pdfdetach: %v", err)
		}
	}
	wantAll(t, "pdftotext", run(t, folder, "pdftotext", "signed.pdf", "-"), d.Holder, d.Title, string(d.Number), d.Code)
	run(t, folder, "mutool", "draw", "-r", "150", "-o", "mupdf.png", "signed.pdf")
	run(t, folder, "pdftoppm", "-r", "150", "-png", "-singlefile", "signed.pdf", "poppler")
	for _, name := range []string{"mupdf.png", "poppler.png"} {
		wantAll(t, "zbarimg "+name, run(t, folder, "zbarimg", "-q", "--raw", name), d.url)
	}
}

// TestPdfsig has poppler and NSS judge the signature.
func TestPdfsig(t *testing.T) {
	folder := t.TempDir()
	d := signedSample(t)
	file := drawn(t, d)
	write(t, folder, "root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.signer.Chain[1].Raw}))
	write(t, folder, "signed.pdf", file)
	if err := os.Mkdir(filepath.Join(folder, "nss"), 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, folder, "certutil", "-N", "-d", "nss", "--empty-password")
	run(t, folder, "certutil", "-A", "-d", "nss", "-n", "root", "-t", "C,C,C", "-i", "root.pem")
	wantAll(t, "pdfsig", run(t, folder, "pdfsig", "-nssdir", "nss", "signed.pdf"),
		"Signature is Valid", "Certificate is Trusted", "Total document signed", "ETSI.CAdES.detached")
	file[5000] ^= 1
	write(t, folder, "flipped.pdf", file)
	wantAll(t, "pdfsig after a change", run(t, folder, "pdfsig", "-nssdir", "nss", "flipped.pdf"), "Digest Mismatch")
}

// TestTokenIsScanned shows the QR code of an ordinary certificate and of one with the longest token, as they come
// out of an office printer and a simple scanner.
func TestTokenIsScanned(t *testing.T) {
	folder := t.TempDir()
	ordinary := signedSample(t)
	long := signedSample(t)
	long.Holder, long.Title = strings.Repeat("Élisabeth-Øyvind ", 12), strings.Repeat("Datenpannen erkennen ", 8)
	key := sampleToken(0)
	for name, d := range map[string]drawing{"ordinary": ordinary, "long": long} {
		number, err := NewNumber(strings.NewReader("0123456789"), 2026)
		if err != nil {
			t.Fatal(err)
		}
		d.Number, d.url = number, "https://lernen.stadt-musterstedt.example/pruefen/"+string(number)+"/7K3MQ9TZ"
		if d.token, err = token(&d.Certificate, key, d.zone); err != nil {
			t.Fatal(err)
		}
		write(t, folder, name+".pdf", drawn(t, d))
		if shots := os.Getenv("LERNAMT_SAMPLES"); shots != "" {
			write(t, shots, "token-"+name+".pdf", drawn(t, d))
		}
		run(t, folder, "pdftoppm", "-r", "150", "-png", "-gray", "-singlefile", name+".pdf", name)
		scanned := run(t, folder, "zbarimg", "-q", "--raw", name+".png")
		if got, err := keysOf(key).ReadToken(scanned); err != nil || got.Number != number {
			t.Errorf("%s: the code says %q: %+v, %v", name, scanned, got, err)
		}
	}
}
