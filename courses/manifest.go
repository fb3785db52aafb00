package courses

import (
	"golang.org/x/text/language"
)

// manifestFile describes the module, at the top of its folder.
const manifestFile = "modul.yaml"

var levels = map[string]string{
	"grundlagen": "grundlagen", "basic": "grundlagen",
	"aufbau": "aufbau", "intermediate": "aufbau",
	"vertiefung": "vertiefung", "advanced": "vertiefung",
}

// readManifest fills m from modul.yaml and returns the order of the units, if one is given.
func readManifest(m *Module, data []byte, r *report) (order []string) {
	fields := []field{
		{[]string{"id"}, textInto(&m.ID)},
		{[]string{"titel", "title"}, textInto(&m.Title)},
		{[]string{"kurz", "summary"}, textInto(&m.Summary)},
		{[]string{"lernziele", "objectives"}, listInto(&m.Objectives)},
		{[]string{"zielgruppe", "audience"}, listInto(&m.Audience)},
		{[]string{"stufe", "level"}, oneOf(&m.Level, levels)},
		{[]string{"voraussetzungen", "requires"}, listInto(&m.Requires)},
		{[]string{"kompetenzen", "competences"}, listInto(&m.Competences)},
		{[]string{"rechtsgrundlagen", "legal_bases"}, listInto(&m.LegalBases)},
		{[]string{"quellen", "sources"}, listInto(&m.Sources)},
		{[]string{"version"}, textInto(&m.Version)},
		{[]string{"stand", "as_of"}, dayInto(&m.AsOf)},
		{[]string{"gueltig_monate", "valid_months"}, numberInto(&m.ValidMonths, 1200, "")},
		{[]string{"sprache", "language"}, textInto(&m.Language)},
		{[]string{"autoren", "authors"}, listInto(&m.Authors)},
		{[]string{"lizenz", "license"}, textInto(&m.License)},
		{[]string{"einheiten", "units"}, listInto(&order)},
	}
	keys, ok := parseKeys(normalize(data, r), 1, r)
	refused := assign(keys, fields, false, r)
	if ok {
		checkManifest(m, refused, r)
	}
	return order
}

func checkManifest(m *Module, refused map[string]bool, r *report) {
	if !refused["id"] {
		checkID(m.ID, 0, r)
	}
	if m.Title == "" && !refused["titel"] {
		r.errorf(0, 0, "title-missing", "Es fehlt titel.")
	}
	if !versionForm.MatchString(m.Version) && !refused["version"] {
		r.errorf(0, 0, "version", "version „%s“: erwartet werden drei Zahlen wie 1.2.0.", m.Version)
	}
	if m.Language == "" {
		m.Language = "de"
	}
	if tag, err := language.Parse(m.Language); err != nil {
		r.errorf(0, 0, "language", "sprache „%s“ ist kein Sprachkürzel wie de oder en.", m.Language)
		m.Language = "de"
	} else {
		m.Language = tag.String()
	}
	for _, id := range m.Requires {
		if !validID(id) || id == m.ID {
			r.errorf(0, 0, "requires", "voraussetzungen: „%s“ ist keine id eines anderen Moduls.", id)
		}
	}
}
