package certs

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A wording holds the fixed texts of one language.
type wording struct {
	kind        map[Kind]string
	subtitle    map[Kind]string
	hasTaken    map[Kind]string // after the holder's name
	outcome     map[Kind]string // after the title; two dates
	outcomeDay  map[Kind]string // the same for a single day
	programme   programmeWording
	volume      string
	minutes     string
	units       string
	format      string
	eLearning   string
	assessment  string
	passed      string
	version     string
	validity    string
	unlimited   string
	until       string
	modules     string
	objectives  string
	competences string
	legalBases  string
	number      string
	code        string
	verify      string
	machineMade string
	testSigned  string
	dataFile    string
	badgeFile   string
	onPage      string
	page        string
	decimal     string

	yearly         string // heading of the yearly statement; the year
	yearlyAbout    string
	yearlySentence string // after the holder's name; the year
	yearlyCheck    string
	module         string
	completed      string
	minutesHead    string
	unitsHead      string
	total          string

	date func(time.Time) string
}

// A programmeWording holds what is said otherwise on the certificate of a programme.
type programmeWording struct {
	subtitle map[Kind]string
	hasTaken map[Kind]string
}

// texts returns how the document names what was learnt.
func (p *page) texts() programmeWording {
	if len(p.Modules) > 0 {
		return p.words.programme
	}
	return programmeWording{p.words.subtitle, p.words.hasTaken}
}

var wordings = map[string]wording{"de": german, "en": english}

var german = wording{
	kind:       map[Kind]string{Assessed: "Zertifikat", Attended: "Teilnahmebescheinigung"},
	subtitle:   map[Kind]string{Assessed: "über eine Fortbildung mit bestandener Prüfung", Attended: "über eine Fortbildung"},
	hasTaken:   map[Kind]string{Assessed: "hat das Modul", Attended: "hat am Modul"},
	outcome:    map[Kind]string{Assessed: "in der Zeit vom %s bis %s erfolgreich abgeschlossen.", Attended: "in der Zeit vom %s bis %s vollständig teilgenommen."},
	outcomeDay: map[Kind]string{Assessed: "am %s erfolgreich abgeschlossen.", Attended: "am %s vollständig teilgenommen."},
	programme: programmeWording{
		subtitle: map[Kind]string{Assessed: "über ein Fortbildungsprogramm mit bestandenen Prüfungen", Attended: "über ein Fortbildungsprogramm"},
		hasTaken: map[Kind]string{Assessed: "hat das Programm", Attended: "hat am Programm"},
	},
	volume:      "Umfang",
	minutes:     "%d Minuten",
	units:       "%s UE zu 45 Minuten",
	format:      "Format",
	eLearning:   "E-Learning",
	assessment:  "Prüfung",
	passed:      "bestanden",
	version:     "Modulversion",
	validity:    "Gültigkeit",
	unlimited:   "unbefristet",
	until:       "bis %s",
	modules:     "Module",
	objectives:  "Lernziele",
	competences: "Kompetenzen",
	legalBases:  "Rechtsgrundlagen",
	number:      "Nummer",
	code:        "Prüfcode",
	verify:      "Echtheit prüfen",
	machineMade: "Dieses Dokument wurde maschinell erstellt und ist ohne Unterschrift gültig.",
	testSigned:  "Testsignatur ohne Beweiskraft.",
	dataFile:    "Die Angaben des Zertifikats als JSON",
	badgeFile:   "Das Zertifikat als Open Badge 3.0 (Verifiable Credential)",
	onPage:      "Fortsetzung auf Seite %d",
	page:        "Seite %d",
	decimal:     ",",

	yearly:         "Fortbildungsnachweis %d",
	yearlyAbout:    "über die Lernzeit eines Jahres",
	yearlySentence: "hat im Jahr %d diese Fortbildungen abgeschlossen:",
	yearlyCheck:    "Jede Fortbildung lässt sich unter ihrer Zertifikatsnummer prüfen.",
	module:         "Modul und Nummer des Zertifikats",
	completed:      "Zertifikat vom",
	minutesHead:    "Minuten",
	unitsHead:      "UE",
	total:          "Summe, 1 UE sind 45 Minuten",

	date: germanDate,
}

var english = wording{
	kind:       map[Kind]string{Assessed: "Certificate", Attended: "Certificate of Attendance"},
	subtitle:   map[Kind]string{Assessed: "of continuing education with a passed assessment", Attended: "of continuing education"},
	hasTaken:   map[Kind]string{Assessed: "has successfully completed the module", Attended: "has fully attended the module"},
	outcome:    map[Kind]string{Assessed: "in the period from %s to %s.", Attended: "in the period from %s to %s."},
	outcomeDay: map[Kind]string{Assessed: "on %s.", Attended: "on %s."},
	programme: programmeWording{
		subtitle: map[Kind]string{Assessed: "of a programme of continuing education with passed assessments", Attended: "of a programme of continuing education"},
		hasTaken: map[Kind]string{Assessed: "has successfully completed the programme", Attended: "has fully attended the programme"},
	},
	volume:      "Learning time",
	minutes:     "%d minutes",
	units:       "%s units (UE) of 45 minutes",
	format:      "Format",
	eLearning:   "E-learning",
	assessment:  "Assessment",
	passed:      "passed",
	version:     "Module version",
	validity:    "Validity",
	unlimited:   "unlimited",
	until:       "until %s",
	modules:     "Modules",
	objectives:  "Learning objectives",
	competences: "Competences",
	legalBases:  "Legal bases",
	number:      "Number",
	code:        "Code",
	verify:      "Check authenticity",
	machineMade: "This document was produced by machine and is valid without a signature.",
	testSigned:  "Test signature, no proof.",
	dataFile:    "The data of the certificate as JSON",
	badgeFile:   "The certificate as Open Badge 3.0 (Verifiable Credential)",
	onPage:      "Continued on page %d",
	page:        "Page %d",
	decimal:     ".",

	yearly:         "Statement of Training %d",
	yearlyAbout:    "of the learning time in one year",
	yearlySentence: "has completed this training in %d:",
	yearlyCheck:    "Each module can be verified by the number of its certificate.",
	module:         "Module and number of the certificate",
	completed:      "Certificate of",
	minutesHead:    "Minutes",
	unitsHead:      "UE",
	total:          "In total, 1 unit (UE) is 45 minutes",

	date: func(t time.Time) string { return t.Format("2 January 2006") },
}

var germanMonths = [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}

func germanDate(t time.Time) string {
	return fmt.Sprintf("%d. %s %d", t.Day(), germanMonths[t.Month()-1], t.Year())
}

// ue returns minutes in units of 45 with one decimal, rounded to the nearest.
func (w wording) ue(minutes int) string {
	tenths := (minutes*10 + UnitMinutes/2) / UnitMinutes
	return strconv.Itoa(tenths/10) + w.decimal + strconv.Itoa(tenths%10)
}

// competence returns a competence as people read it: digcomp3:4.2 is the competence 4.2 of DigComp 3.
func competence(code string) string {
	framework, number, ok := strings.Cut(clean(code), ":")
	version, digcomp := strings.CutPrefix(strings.ToLower(framework), "digcomp")
	if !ok || !digcomp {
		return clean(code)
	}
	if len(version) == 2 { // digcomp22 is version 2.2
		version = version[:1] + "." + version[1:]
	}
	return fmt.Sprintf("DigComp %s: %s", version, number)
}
