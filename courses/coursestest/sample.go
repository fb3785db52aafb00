package coursestest

import (
	"strings"
	"testing/fstest"
)

// SampleModule returns the folder of a small module without mistakes: two lessons named eins and
// zwei, a picture, a table, links between the lessons, and an assessment.
func SampleModule(id string) fstest.MapFS {
	return fstest.MapFS{
		"modul.yaml":       file(strings.ReplaceAll(sampleManifest, "ID", id)),
		"01-eins.md":       file(sampleFirst),
		"02-zwei.md":       file(sampleSecond),
		"90-pruefung.md":   file(sampleAssessment),
		"bilder/kette.svg": file(sampleSVG),
	}
}

// Sample returns a folder of modules with the given ids, each a [SampleModule].
func Sample(ids ...string) fstest.MapFS {
	root := fstest.MapFS{}
	for _, id := range ids {
		module := SampleModule(id)
		for name, f := range module {
			root[id+"/"+name] = f
		}
	}
	return root
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: 0o644} }

const sampleManifest = `id: ID
titel: "Beispiel: ID"
kurz: Ein kleines Modul für Tests.
lernziele: [eine Meldekette beschreiben, eine Frist berechnen]
zielgruppe: [azubi, beschaeftigte]
stufe: grundlagen
kompetenzen: ["digcomp3:4.2"]
rechtsgrundlagen: ["Art. 33 DSGVO"]
version: 1.0.0
stand: 2026-11-01
gueltig_monate: 12
sprache: de
autoren: [Lernamt-Redaktion]
lizenz: CC-BY-SA-4.0
`

const sampleFirst = `---
titel: Die Meldekette
id: eins
dauer: 10
kompetenzen: ["digcomp3:4.2"]
---
Im Bürgeramt fehlt ein Ordner. Was nun?

## Wer meldet

Sie melden *sofort* an die zuständige Stelle. Mehr steht in [der nächsten Lektion](02-zwei.md#die-frist).

![Drei Kästen: Beschäftigte, Leitung, Aufsicht](bilder/kette.svg "Die Meldekette")

> [!TIP]
> Rufen Sie an und schreiben Sie danach.

### Übersicht

| Schritt | Wer |
| --- | --- |
| 1 | Beschäftigte |
| 2 | Leitung |
`

const sampleSecond = `---
titel: Die Frist
id: zwei
dauer: 15
---
Die Uhr läuft ab der Kenntnis.[^1]

## Die Frist

Es bleiben 72 Stunden. Zurück zur [Meldekette](01-eins.md).

[^1]: Art. 33 Abs. 1 DSGVO.
`

const sampleAssessment = `---
art: pruefung
titel: Prüfung
id: pruefung
dauer: 20
bestehen: 60 %
---
# Pool: Frist
Ziehe: 1

## Wie lang ist die Frist?
ID: frist · Punkte: 1

Antwort: 72 ± 0 Stunden

> Erklärung: So steht es in Art. 33 Abs. 1 DSGVO.
`

const sampleSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60" width="300" height="60">` +
	`<rect width="300" height="60" fill="#fff"/><text x="10" y="35" font-size="16">Meldekette</text></svg>
`
