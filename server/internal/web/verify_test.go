package web

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"mime/multipart"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"lernamt/certs"
	"lernamt/server/internal/people"
)

// certified returns one of the certificates in the demo and its PDF.
func (s *site) certified() (certs.Certificate, []byte) {
	s.t.Helper()
	list, err := s.db.Certs().Of(s.t.Context(), "demo-11")
	if err != nil || len(list) == 0 {
		s.t.Fatalf("certificates: %d, %v", len(list), err)
	}
	pdf, err := s.db.Certs().PDF(s.t.Context(), list[0].Number)
	if err != nil {
		s.t.Fatal(err)
	}
	return list[0], pdf
}

// sendFile sends a file as the verification page's form does.
func (c *client) sendFile(file []byte) *page {
	c.t.Helper()
	token := c.formToken()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField(fieldToken, token); err != nil {
		c.t.Fatal(err)
	}
	part, err := form.CreateFormFile("datei", "zertifikat.pdf")
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		c.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		c.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.site.root+verifyPath, &body)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header = c.header.Clone()
	r.Header.Set("Content-Type", form.FormDataContentType())
	return c.send1(r)
}

func TestVerifyFile(t *testing.T) {
	s := newSite(t)
	c, file := s.certified()
	stranger := s.browser()
	stranger.sendFile(file).want(200).says("Echt und gültig", "Byte für Byte das Original", c.Holder, c.Title)
	changed := bytes.Clone(file)
	changed[len(changed)/2] ^= 1
	stranger.sendFile(changed).want(200).says("Verändert", "Das Original mit der Nummer "+string(c.Number)+" ist echt und gültig", c.Holder).hides("Echt und gültig")
	stranger.sendFile(file[:len(file)*2/3]).want(200).says("Unvollständig")
	stranger.sendFile([]byte("Zertifikat")).want(200).says("Keine PDF-Datei")
	stranger.sendFile([]byte("%PDF-1.4\n%%EOF")).want(200).says("Kein Zertifikat")
	stranger.sendFile(nil).want(422).says("Bitte wählen Sie eine Datei aus.")

	large := append(bytes.Clone(file), make([]byte, certs.MaxFile-len(file)+1)...)
	stranger.sendFile(large[:certs.MaxFile-1000]).want(200).says("Unvollständig") // more than any other form may bring
	stranger.sendFile(large).want(200).says("Zu groß")

	if _, err := s.Flow.Certs.Revoke(t.Context(), c.Number, certs.Mistake); err != nil {
		t.Fatal(err)
	}
	stranger.sendFile(file).want(200).says("Widerrufen", "Byte für Byte das Original", "irrtümlich").hides("Echt und gültig")
	stranger.sendFile(changed).want(200).says("Verändert", "wurde widerrufen")

	stranger.header.Set("Accept", "application/json")
	var answer verifyAnswer
	if p := stranger.sendFile(file).want(200); json.Unmarshal([]byte(p.body), &answer) != nil || answer.Finding != certs.Genuine ||
		answer.State != "revoked" || answer.Reason != certs.Mistake || answer.Holder != c.Holder || answer.Ended.IsZero() {
		t.Errorf("as JSON: %s", p.body)
	}
}

// A body that is announced as too large is refused before it is sent, also where 10 MB are welcome.
func TestVerifyFileTooLarge(t *testing.T) {
	s := newSite(t)
	for path, size := range map[string]string{"/pruefen": "104857600", "/anmelden": "1048577"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.root, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		head := "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: " + size + "\r\n\r\n--x\r\n"
		if _, err := conn.Write([]byte(head)); err != nil {
			t.Fatal(err)
		}
		answer := make([]byte, 12)
		if _, err := conn.Read(answer); err != nil || string(answer) != "HTTP/1.1 413" {
			t.Errorf("%s bytes to %s: %q, %v, want 413", size, path, answer, err)
		}
	}
}

func TestVerifyForMachines(t *testing.T) {
	s := newSite(t)
	c, _ := s.certified()
	m := s.browser()
	ask := func(path string, status int) (a verifyAnswer) {
		t.Helper()
		p := m.get(path).want(status)
		if !strings.HasPrefix(p.header.Get("Content-Type"), "application/json") {
			t.Errorf("%s: %s", path, p.header.Get("Content-Type"))
		}
		if err := json.Unmarshal([]byte(p.body), &a); err != nil {
			t.Errorf("%s: %s", path, p.body)
		}
		return a
	}
	path := "/pruefen/" + string(c.Number) + ".json"
	if a := ask(path, 200); a.State != "valid" || a.Number != c.Number || a.Holder != "" || a.Title != "" || a.Matches != nil {
		t.Errorf("by number: %+v", a)
	}
	if a := ask(path+"?code="+c.Code, 200); a.Holder != c.Holder || a.Title != c.Title || !a.IssuedAt.Equal(c.IssuedAt) {
		t.Errorf("by number and code: %+v", a)
	}
	if a := ask(path+"?sha256="+strings.ToUpper(c.PDFHash), 200); a.Matches == nil || !*a.Matches || a.Holder != "" {
		t.Errorf("with the hash: %+v", a)
	}
	if a := ask(path+"?sha256=00", 200); a.Matches == nil || *a.Matches {
		t.Errorf("with another hash: %+v", a)
	}
	if a := ask("/pruefen/LA-2026.json", 422); a.State != "malformed" {
		t.Errorf("by half a number: %+v", a)
	}
	unknown, err := certs.NewNumber(rand.Reader, 2026)
	if err != nil {
		t.Fatal(err)
	}
	m.header.Set("Accept", "application/json")
	if a := ask("/pruefen/"+string(unknown), 404); a.State != "unknown" {
		t.Errorf("by a number that was never issued: %+v", a)
	}
}

func TestGuessesAreLimited(t *testing.T) {
	s := newSite(t)
	c, _ := s.certified()
	guesser := s.browser()
	path := "/pruefen/" + string(c.Number)
	for i := range guessesBurst {
		guesser.get(path + "/FALSCH" + string(rune('A'+i%26))).want(200)
	}
	for _, p := range []string{path, path + "/FALSCH", path + ".json", "/pruefen/LA-2026-0000-0000-0000-0000-M"} {
		p := guesser.get(p)
		if p.status == 422 {
			continue // no number at all
		}
		p.want(429).hides(c.Holder, "gültig und")
	}
	guesser.get(path + "/" + c.Code).want(200).says(c.Holder) // who holds the document is answered
	s.clock.advance(guessesEvery)
	guesser.get(path).want(200)
	guesser.get(path).want(429).says("Zu viele Anfragen")
}

func TestNetworks(t *testing.T) {
	g := newGuesses()
	now := time.Unix(1e9, 0)
	use := func(ip string, n int) (allowed int) {
		for range n {
			if g.allow(net.ParseIP(ip), now) {
				allowed++
			}
		}
		return allowed
	}
	for _, tt := range []struct {
		ip   string
		want int
	}{{"192.0.2.1", guessesBurst}, {"192.0.2.1", 0}, {"::ffff:192.0.2.1", 0}, {"192.0.2.2", guessesBurst}, {"2001:db8::1", guessesBurst}, {"2001:db8::2", 0}, {"2001:db8:0:1::1", guessesBurst}} {
		if got := use(tt.ip, guessesBurst+1); got != tt.want {
			t.Errorf("%s: %d guesses answered, want %d", tt.ip, got, tt.want)
		}
	}
	for i := range 2 * guessesSize {
		g.allow(net.IPv4(10, byte(i>>16), byte(i>>8), byte(i)), now)
	}
	if len(g.full) > guessesSize {
		t.Errorf("%d networks are kept, want at most %d", len(g.full), guessesSize)
	}
	now = now.Add(time.Hour)
	if got := use("192.0.2.1", 1); got != 1 {
		t.Error("an hour later it is not forgotten")
	}
}

func TestRevocationsArePublished(t *testing.T) {
	s := newSite(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s.Flow.Certs.Credential = &certs.Credential{Key: key, KeyURL: s.root + "/schluessel/x", Issuer: s.root, Status: s.root + "/widerrufe"}
	c, _ := s.certified()
	reader := s.browser()
	reader.get("/widerrufe").want(200).says(`"revokedCredential":[]`)
	if _, err := s.Flow.Certs.Revoke(t.Context(), c.Number, certs.Deception); err != nil {
		t.Fatal(err)
	}
	p := reader.get("/widerrufe").want(200).says(`"revocationReason":"deception"`).hides(string(c.Number), c.Holder)
	if p.header.Get("Cache-Control") != listCache {
		t.Errorf("Cache-Control %q", p.header.Get("Cache-Control"))
	}
	keys := certs.Keys{Badges: []*rsa.PublicKey{&key.PublicKey}}
	list, err := keys.ReadRevocations(reader.get("/widerrufe.jwt").want(200).body)
	if err != nil {
		t.Fatal(err)
	}
	if list.Apply(&c); c.State(noon) != certs.Revoked {
		t.Error("the signed list does not say that the certificate was revoked")
	}
}

func TestEndedCertificates(t *testing.T) {
	s := newSite(t)
	c, _ := s.certified()
	holder := s.signIn(s.mailbox(c.Person))
	before := holder.get("/zertifikate").want(200).says("gültig")
	second, err := s.Flow.Certs.Reissue(t.Context(), c.Number, "Eva Neuer-Name")
	if err != nil {
		t.Fatal(err)
	}
	year := strconv.Itoa(c.IssuedAt.In(zone()).Year())
	statement := holder.get("/zertifikate/nachweis/" + year).want(200)
	if statement.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(statement.body, "%PDF-") {
		t.Errorf("the statement of %s is %s", year, statement.header.Get("Content-Type"))
	}
	p := holder.get("/zertifikate").want(200).says("ersetzt", "Nachweis "+year, "Es gibt ein berichtigtes Zertifikat.", string(second.Number))
	if lead(p) != lead(before) {
		t.Errorf("after a correction: %q, want %q: nothing counts twice", lead(p), lead(before))
	}
	holder.get("/pruefen/"+string(c.Number)+"/"+c.Code).want(200).says("Echt, aber ersetzt", "Ersetzt durch", string(second.Number))
	holder.get("/pruefen/" + string(c.Number)).want(200).says("Echt, aber ersetzt").hides(string(second.Number))
	if _, err := s.Flow.Certs.Revoke(t.Context(), second.Number, certs.Withdrawn); err != nil {
		t.Fatal(err)
	}
	if p := holder.get("/zertifikate").want(200).says("widerrufen", "zurückgenommen"); lead(p) == lead(before) {
		t.Error("a revoked certificate counts among the minutes of the year")
	}
	holder.get("/pruefen/"+string(second.Number)).want(200).says("Widerrufen", "zurückgenommen")
}

// lead returns the sentence below the heading.
func lead(p *page) string {
	for _, n := range p.all("p") {
		if attr(n, "class") == "lead" && n.FirstChild != nil {
			return n.FirstChild.Data
		}
	}
	return ""
}

// mailbox returns the part before the @ of the person's address.
func (s *site) mailbox(person string) string {
	s.t.Helper()
	account, err := s.db.People().Account(s.t.Context(), people.AccountID(person))
	if err != nil {
		s.t.Fatal(err)
	}
	box, _, _ := strings.Cut(account.Email, "@")
	return box
}
