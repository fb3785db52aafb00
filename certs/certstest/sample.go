package certstest

import (
	"fmt"
	"time"

	"lernamt/certs"
)

// Sample returns the i-th of any number of different, valid certificates, each of another person,
// and bytes that stand for its PDF.
func Sample(i int) (certs.Certificate, []byte) {
	day := time.Date(2026, time.March, 2, 8, 30, 15, 250e6, time.UTC)
	c := certs.Certificate{
		Number:   certs.Number(fmt.Sprintf("LA-2026-0000-0000-0000-%04d-0", i)),
		Code:     "7K3MQ9TZ",
		Key:      certs.Key{Person: fmt.Sprintf("person-%d", i), Subject: "datenpannen", Cycle: 1},
		Kind:     certs.Assessed,
		Language: "de",
		Holder:   "Jördis Øvergård-Çelik",
		Achievement: certs.Achievement{
			Title:       "Datenpannen erkennen und melden",
			Version:     "1.2.0",
			ContentHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
			Minutes:     90,
			Objectives:  []string{"eine Datenpanne erkennen", "die Meldefrist berechnen"},
			Competences: []string{"digcomp3:4.2"},
			LegalBases:  []string{"Art. 33 DSGVO", "Art. 34 DSGVO"},
			From:        day.AddDate(0, 0, -9),
			Until:       day,
		},
		IssuerName:  "Stadt Musterstedt",
		IssuerPlace: "Musterstedt",
		Responsible: "Personalamt, Fortbildung",
		IssuedAt:    day.Add(90 * time.Second),
		ValidUntil:  day.AddDate(2, 0, 0),
		PDFHash:     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		Template:    "1",
	}
	return c, []byte(fmt.Sprintf("%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\x00\r\n%d\xff", i))
}
