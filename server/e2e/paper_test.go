//go:build e2e

package e2e

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A paper is a certificate as a stranger holds it in the hand.
type paper struct {
	text string // what pdftotext reads
	link string // what the QR code says
}

// print fetches a certificate and reads it with other people's tools.
func (p *tab) print(path string) paper {
	p.t.Helper()
	response := p.download(path)
	pdf, err := io.ReadAll(response.Body)
	p.must(err)
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/pdf" {
		p.t.Fatalf("GET %s = %s %s", path, response.Status, response.Header.Get("Content-Type"))
	}
	file := filepath.Join(p.t.TempDir(), "zertifikat.pdf")
	p.must(os.WriteFile(file, pdf, 0o644))
	if info := p.tool("pdfinfo", file); !strings.Contains(plain(info), "Pages: 1 ") || !strings.Contains(info, "(A4)") {
		p.t.Errorf("the certificate is not one page A4:\n%s", info)
	}
	picture := strings.TrimSuffix(file, ".pdf")
	p.tool("pdftoppm", "-r", "150", "-png", "-singlefile", file, picture)
	if shots != "" {
		p.tool("pdftoppm", "-r", "100", "-png", "-singlefile", file, filepath.Join(shots, "zertifikat"))
	}
	return paper{
		text: plain(p.tool("pdftotext", "-layout", file, "-")),
		link: strings.TrimSpace(p.tool("zbarimg", "--raw", "--quiet", picture+".png")),
	}
}

func (p *tab) tool(name string, args ...string) string {
	p.t.Helper()
	out, err := exec.CommandContext(p.t.Context(), name, args...).Output()
	if err != nil {
		p.t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return string(out)
}

// verified follows the QR code as a stranger does and expects the page to vouch for the certificate.
func (p *tab) verified(link string, wants ...string) {
	p.t.Helper()
	u, err := url.Parse(link)
	if err != nil || u.Host != server.url.Host {
		p.t.Fatalf("the QR code says %q, which is not on %s", link, server.url)
	}
	p.visit(u.EscapedPath())
	p.wants(append(wants, "Echt und gültig")...)
}
