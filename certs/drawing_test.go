package certs

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// sampleDrawing returns a certificate with all that one usually has.
func sampleDrawing() drawing {
	day := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)
	return drawing{
		Certificate: Certificate{
			Number: "LA-2026-7K3M-Q9TZ-0B4X-HW2N-R", Code: "7K3MQ9TZ",
			Key:  Key{Person: "p-1", Subject: "datenpannen", Cycle: 1},
			Kind: Assessed, Language: "de", Holder: "Jördis Øvergård-Çelik",
			Achievement: Achievement{
				Title: "Datenpannen erkennen und melden", Version: "1.2.0",
				ContentHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
				Minutes:     90,
				Objectives: []string{
					"eine Datenpanne von einem bloßen Sicherheitsvorfall unterscheiden",
					"das Risiko für die betroffenen Personen nachvollziehbar einschätzen",
					"die Frist von 72 Stunden richtig berechnen und die Meldung an die Aufsichtsbehörde vollständig vorbereiten",
					"entscheiden, wann die betroffenen Personen zu benachrichtigen sind",
				},
				Competences: []string{"digcomp3:4.2", "digcomp3:2.5"},
				LegalBases:  []string{"Art. 4 Nr. 12 DSGVO", "Art. 33 DSGVO", "Art. 34 DSGVO", "§ 65 BDSG"},
				From:        day.AddDate(0, 0, -9), Until: day,
			},
			IssuerName: "Stadt Musterstedt", IssuerPlace: "Musterstedt",
			Responsible: "Dr. Ayşe Krüger, Leiterin des Personalamts",
			IssuedAt:    day, ValidUntil: time.Date(2028, time.March, 3, 0, 0, 0, 0, time.UTC), Template: template,
		},
		url:  "https://lernen.musterstedt.example/pruefen/LA-2026-7K3M-Q9TZ-0B4X-HW2N-R?code=7K3MQ9TZ",
		zone: time.UTC,
	}
}

// sampleLogo returns a PNG with a transparent corner.
func sampleLogo(t testing.TB) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 240, 120))
	for y := range 120 {
		for x := range 240 {
			if x+y > 60 {
				img.Set(x, y, color.NRGBA{uint8(x), 60, uint8(2 * y), 255})
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// signedSample returns a drawing that carries a credential and is to be signed.
func signedSample(t testing.TB) drawing {
	t.Helper()
	d := sampleDrawing()
	signer, err := NewTestSigner("Stadt Musterstedt", d.IssuedAt)
	if err != nil {
		t.Fatal(err)
	}
	d.signer, d.credential = signer, sampleCredential(t)
	return d
}

// sampleKey is made once because that takes long.
var sampleKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func sampleCredential(t testing.TB) *Credential {
	t.Helper()
	key, err := sampleKey()
	if err != nil {
		t.Fatal(err)
	}
	return &Credential{Key: key, KeyURL: "https://example.org/keys/1", Issuer: "https://example.org/", Status: "https://example.org/revoked"}
}

// samples returns drawings that try every part of the layout, by name.
func samples(t testing.TB) map[string]drawing {
	t.Helper()
	german := sampleDrawing()

	english := sampleDrawing()
	english.Kind, english.Language = Attended, "en"
	english.ValidUntil = time.Time{}
	english.From = english.Until
	logo, err := flatten(sampleLogo(t))
	if err != nil {
		t.Fatal(err)
	}
	english.logo = logo

	long := sampleDrawing()
	long.Kind = Attended
	long.Holder = "Prof. Dr. Maximiliane-Friederike Freiin von und zu Hohenlohe-Schillingsfürst-Oberwallmenach, geborene Straußenberger-Öttl"
	long.Title = "Informationssicherheit, Datenschutz und Barrierefreiheit beim Einführen digitaler Verwaltungsverfahren in kreisangehörigen Gemeinden"
	long.IssuerName = "Zweckverband Kommunale Informationsverarbeitung und Fortbildung Nordwestliches Musterland-Oberbergisches Hügelgebiet"
	long.Objectives = nil
	for range 9 {
		long.Objectives = append(long.Objectives, german.Objectives...)
	}
	long.LegalBases = append(long.LegalBases, strings.Repeat("Donaudampfschifffahrt", 12))
	long.logo = logo

	marks := sampleDrawing()
	marks.Holder = "M̂ar̆ij́a K̲͟hạ̄lid C̣̆ağ H̱j́ Γιάννης Щў"
	marks.Title = "L̥̄ S̛̄ R̥̄ Ö̱ K̕ T̛ C̨̆ D̂ F̀ G̀ H̄ P̄ m̐ J̌ Ź̧ z̆ Z̈ c̄ l̥ Ḳ̄ Ạ̈ ạ̊ ị̂ į́"

	programme := sampleDrawing()
	programme.Language, programme.Subject, programme.Title = "en", "programm:jahr-1", "Ausbildung, 1. Jahr"
	programme.Version, programme.ContentHash = "", ""
	programme.Objectives, programme.Competences, programme.LegalBases = nil, nil, nil
	programme.Modules = []Part{{"Datenpannen erkennen und melden", 90}, {long.Title, 75}, {"IT-Sicherheit: Basis", 45}}
	programme.Minutes = 210
	return map[string]drawing{"german": german, "english": english, "long": long, "marks": marks, "programme": programme}
}

// drawn returns the bytes of a drawing and fails the test if there are none.
func drawn(t testing.TB, d drawing) []byte {
	t.Helper()
	file, err := d.pdf()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestWriteSamples leaves the samples where a person wants to look at them.
func TestWriteSamples(t *testing.T) {
	folder := os.Getenv("LERNAMT_SAMPLES")
	if folder == "" {
		folder = t.TempDir()
	}
	all := samples(t)
	all["signed"] = signedSample(t)
	root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: all["signed"].signer.Chain[1].Raw})
	if err := os.WriteFile(filepath.Join(folder, "root.pem"), root, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, d := range all {
		if err := os.WriteFile(filepath.Join(folder, name+".pdf"), drawn(t, d), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
