package web

import (
	"fmt"
	"strings"
	"testing/fstest"
)

// probes returns the folders of small modules made for tests:
//
//	probe-nie        never tells what was right; two tries, one day between them, 30 minutes
//	probe-bestehen   tells after passing; no limits
//	probe-teilnahme  has no assessment and, like all of them, one lesson
func probes() fstest.MapFS {
	root := fstest.MapFS{}
	for id, rules := range map[string]string{
		"probe-nie":       "versuche: 2\nsperre: 24 h\nzeit: 30 min\nrueckmeldung: nie",
		"probe-bestehen":  "rueckmeldung: nach-bestehen",
		"probe-teilnahme": "",
	} {
		root[id+"/modul.yaml"] = file(fmt.Sprintf(probeManifest, id, id))
		root[id+"/01-eins.md"] = file(probeLesson)
		if rules != "" {
			root[id+"/90-pruefung.md"] = file(fmt.Sprintf(probeAssessment, rules))
		}
	}
	return root
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: 0o644} }

const probeManifest = `id: %s
titel: "Probe & <%s>"
kurz: "Ein Modul <b>für</b> Tests."
lernziele: ["eine Frist nennen"]
version: 1.0.0
stand: 2026-06-01
gueltig_monate: 12
sprache: de
lizenz: CC-BY-SA-4.0
`

const probeLesson = `---
titel: "Eins & <Eins>"
id: eins
dauer: 5
---
Es bleiben 72 Stunden.
`

var probeAssessment = strings.TrimPrefix(`
---
art: pruefung
titel: Prüfung
id: pruefung
dauer: 10
bestehen: 60 %%
%s
---
# Pool: Frist

Ziehe: 2

## Wie lang ist die Frist?

ID: frist · Punkte: 97

Antwort: 72 ± 0 Stunden

> Erklärung: ERKLAERUNG-FRIST.

## Wie heißt die Verordnung?

ID: name · Punkte: 2

Antwort: DSGVO

> Erklärung: ERKLAERUNG-NAME.
`, "\n")
