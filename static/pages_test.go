package static

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

var (
	update = flag.Bool("update", false, "rewrite the golden files")
	sheets = flag.String("sheets", "", "also write the pattern sheets and the assets into this `folder`, to be served and looked at")
)

// patterns is the data of every pattern sheet.
type patterns struct {
	Page     Page
	Alerts   []Alert
	Badges   map[string]Badge
	Progress Progress
	Done     Progress
	Fields   []Field
	Wrong    []Field
	SignIn   []Field
	Filters  []Field
	Pager    Pager
	Problems Problems
}

func samplePage(lang string) Page {
	return Page{
		Lang: lang, Title: "Muster", Body: "Stadt Musterhausen an der Beispielach",
		Nav: []Link{
			{URL: "/", Label: "Start", Current: true}, {URL: "/katalog", Label: "Katalog"},
			{URL: "/nachweise", Label: "Meine Zertifikate"}, {URL: "/daten", Label: "Meine Daten"},
			{URL: "/personal", Label: "Personalstelle"},
		},
		Crumbs: []Link{
			{URL: "/", Label: "Start"}, {URL: "/katalog", Label: "Katalog"},
			{URL: "/katalog/datenpannen", Label: "Datenpannen erkennen und melden", Current: true},
		},
		Person: "Aylin Yıldız-Großkreutz", CSRF: "t0ken", Path: "/katalog?q=<daten>",
		OtherLang: Language{Code: "en", Label: "English"}, Demo: true,
	}
}

func sample(lang string) patterns {
	return patterns{
		Page: samplePage(lang),
		Alerts: []Alert{
			{"success", "Ihre Antworten sind gespeichert.", ""},
			{"info", "Zu diesem Modul gibt es eine neue Fassung.", "Ihr Fortschritt bleibt erhalten."},
			{"warning", "Die Frist endet in 3 Tagen.", "Schließen Sie das Modul bis zum 30.09.2026 ab."},
			{"danger", "Das hat nicht geklappt.", "Die Zeit ist um. Bewertet wird, was bis 10:45 Uhr gespeichert war."},
		},
		Badges: map[string]Badge{
			"done": {"done", "erledigt"}, "running": {"running", "läuft"}, "overdue": {"overdue", "überfällig"},
			"open": {"open", "offen"}, "right": {"right", "richtig"}, "wrong": {"wrong", "falsch"}, "genuine": {"genuine", "gültig"},
			"expired": {"expired", "abgelaufen"}, "revoked": {"revoked", "widerrufen"}, "unknown": {"unknown", "unbekannt"},
		},
		Progress: Progress{"Fortschritt im Modul", "3 von 8 Lektionen", 3, 8},
		Done:     Progress{"Fortschritt im Modul", "8 von 8 Lektionen", 8, 8},
		Fields: []Field{
			{ID: "titel", Name: "titel", Label: "Titel", Hint: "So heißt das Modul im Katalog.", Value: `"><script>alert(1)</script>`},
			{ID: "text", Name: "text", Label: "Nachricht", Rows: 4, Optional: true, Value: "\nZeile </textarea>"},
			{ID: "rolle", Name: "rolle", Label: "Rolle", Choices: []Choice{{"l", "Lernende", false}, {"p", "Personalstelle", true}}},
		},
		Wrong: []Field{
			{ID: "frist", Name: "frist", Label: "Frist", Hint: "Tag, Monat, Jahr", Type: "date", Error: "Die Frist liegt in der Vergangenheit. Wählen Sie einen späteren Tag.", Value: "2020-01-01"},
			{ID: "einheit", Name: "einheit", Label: "Organisationseinheit", Error: "Wählen Sie eine Organisationseinheit.", Choices: []Choice{{"", "Bitte wählen", true}}},
		},
		SignIn: []Field{
			{ID: "name", Name: "name", Label: "Benutzername", Autocomplete: "username"},
			{ID: "passwort", Name: "passwort", Label: "Passwort", Type: "password", Autocomplete: "current-password"},
		},
		Filters: []Field{
			{ID: "suche", Name: "q", Label: "Name", Type: "search", Filter: true},
			{ID: "oe", Name: "oe", Label: "Organisationseinheit", Filter: true, Choices: []Choice{{"", "Alle", true}, {"1", "Amt 32 Bürgerdienste", false}}},
			{ID: "stand", Name: "stand", Label: "Stand", Filter: true, Choices: []Choice{{"", "Alle", true}, {"o", "überfällig", false}}},
		},
		Pager: Pager{
			Label: "Vorige und nächste Lektion", Prev: Link{URL: "/1", Label: "Was ist eine Datenpanne?"},
			Next: Link{URL: "/3", Label: "Pannen intern melden"}, Text: "Lektion 2 von 5",
		},
		Problems: Problems{"Zwei Angaben fehlen noch.", []Link{{URL: "#frist", Label: "Frist"}, {URL: "#einheit", Label: "Organisationseinheit"}}},
	}
}

// funcs are the functions that pages may call, as the server binds them for one language.
func funcs(t *testing.T, lang string) template.FuncMap {
	t.Helper()
	bundle := i18n.NewBundle(language.German)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, file := range []string{"active.de.json", "active.en.json"} {
		if _, err := bundle.LoadMessageFileFS(I18n(), file); err != nil {
			t.Fatal(err)
		}
	}
	localizer := i18n.NewLocalizer(bundle, lang)
	return template.FuncMap{
		"asset": Asset,
		"date":  func(at time.Time) string { return at.Format("02.01.2006") },
		"t": func(key string, args ...any) (string, error) {
			data := make(map[string]any)
			for i := 0; i+1 < len(args); i += 2 {
				data[fmt.Sprint(args[i])] = args[i+1]
			}
			return localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: data["Count"]})
		},
	}
}

// render executes the layout around one pattern sheet.
func render(t *testing.T, name string, data any, lang string) []byte {
	t.Helper()
	tmpl := template.New("").Option("missingkey=error").Funcs(funcs(t, lang))
	template.Must(tmpl.ParseFS(Pages(), "layout.html", "parts.html"))
	template.Must(tmpl.ParseFiles(filepath.Join("testdata", "sheets", name+".html")))
	var buf bytes.Buffer
	if err := tmpl.ExecuteTemplate(&buf, "layout", data); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestSheets renders the layout with every part and component, as a golden of the parts and, with
// -sheets, as pages to look at: go test ./static -sheets /tmp/sheets, then serve that folder.
func TestSheets(t *testing.T) {
	files, err := filepath.Glob("testdata/sheets/*.html")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d sheets, %v, want at least 5", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		t.Run(name, func(t *testing.T) {
			page := render(t, name, sample("de"), "de")
			checkPage(t, page)
			if *sheets != "" {
				write(t, filepath.Join(*sheets, name+".html"), page)
			}
		})
	}
	if *sheets != "" {
		for name := range loadTree().files {
			u := Asset(name)
			f, _ := Open(u)
			write(t, filepath.Join(*sheets, filepath.FromSlash(u)), f.Content)
		}
	}
}

func TestGolden(t *testing.T) {
	got := render(t, "parts", sample("de"), "de")
	got = bytes.ReplaceAll(got, []byte(path.Dir(Asset("app.css"))), []byte("/assets/HASH"))
	golden := filepath.Join("testdata", "parts.golden")
	if *update {
		write(t, golden, got)
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("layout and parts differ from %s; run go test ./static -update and look at the change", golden)
	}
}

func TestSignedOut(t *testing.T) {
	data := patterns{Page: Page{Lang: "en", Title: "Sign in", Body: "City"}}
	tmpl := template.Must(template.New("").Funcs(funcs(t, "en")).ParseFS(Pages(), "layout.html", "parts.html"))
	var buf bytes.Buffer
	if err := tmpl.ExecuteTemplate(&buf, "layout", data); err != nil {
		t.Fatal(err)
	}
	page := buf.String()
	checkPage(t, buf.Bytes())
	for _, absent := range []string{"/abmelden", "/sprache", "site-nav", "demo-note", "breadcrumb", "kern-alert"} {
		if strings.Contains(page, absent) {
			t.Errorf("signed-out page contains %q", absent)
		}
	}
	for _, present := range []string{`<html lang="en">`, "Skip to content", "/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache"} {
		if !strings.Contains(page, present) {
			t.Errorf("signed-out page lacks %q", present)
		}
	}
}

var (
	idAttr   = regexp.MustCompile(`\sid="([^"]*)"`)
	refAttr  = regexp.MustCompile(`\s(?:for|aria-describedby|aria-labelledby)="([^"]*)"`)
	fragment = regexp.MustCompile(`href="#([^"]+)"`)
	inline   = regexp.MustCompile(`(?i)\sstyle="|<style|\son[a-z]+="|<script>|javascript:`)
	foreign  = regexp.MustCompile(`(?:src|action)="(?:https?:)?//|<link[^>]*href="(?:https?:)?//`)
)

// checkPage finds what the content security policy would block and references that lead nowhere.
func checkPage(t *testing.T, page []byte) {
	t.Helper()
	for _, re := range []*regexp.Regexp{inline, foreign} {
		if m := re.Find(page); m != nil {
			t.Errorf("page contains %q", m)
		}
	}
	ids := make(map[string]bool)
	for _, m := range idAttr.FindAllSubmatch(page, -1) {
		if ids[string(m[1])] {
			t.Errorf("id %q occurs twice", m[1])
		}
		ids[string(m[1])] = true
	}
	for _, re := range []*regexp.Regexp{refAttr, fragment} {
		for _, m := range re.FindAllSubmatch(page, -1) {
			for _, id := range strings.Fields(string(m[1])) {
				if !ids[id] {
					t.Errorf("%s refers to the missing id %q", m[0], id)
				}
			}
		}
	}
}

func TestTextsInBothLanguages(t *testing.T) {
	de, en := texts(t, "active.de.json"), texts(t, "active.en.json")
	placeholder := regexp.MustCompile(`{{\s*\.\w+\s*}}`)
	for _, key := range slices.Sorted(maps.Keys(de)) {
		if _, ok := en[key]; !ok {
			t.Errorf("%s has no English text", key)
			continue
		}
		names := func(s string) []string {
			found := placeholder.FindAllString(s, -1)
			slices.Sort(found)
			return slices.Compact(found)
		}
		if d, e := names(de[key]), names(en[key]); !slices.Equal(d, e) {
			t.Errorf("%s has placeholders %v in German, %v in English", key, d, e)
		}
	}
	for key := range en {
		if _, ok := de[key]; !ok {
			t.Errorf("%s has no German text", key)
		}
	}
}

// TestPagesUseKnownTexts also covers branches that no sample executes.
func TestPagesUseKnownTexts(t *testing.T) {
	de := texts(t, "active.de.json")
	call := regexp.MustCompile(`\bt "([^"]+)"`)
	err := fs.WalkDir(Pages(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, err := fs.ReadFile(Pages(), name)
		for _, m := range call.FindAllSubmatch(source, -1) {
			if _, ok := de[string(m[1])]; !ok && string(m[1]) != "key" {
				t.Errorf("%s uses the unknown text %q", name, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// texts reads a message file. Plural forms of one message are joined.
func texts(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := fs.ReadFile(I18n(), file)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	found := make(map[string]string, len(raw))
	for key, v := range raw {
		found[key] = fmt.Sprint(v)
	}
	return found
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
