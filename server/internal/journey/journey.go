// Package journey plays the main job of Lernamt over HTTP, as a browser without scripts would: a person
// signs in, reads a module, fails its assessment, sees what is missing, passes, and holds a certificate that a
// stranger verifies and that HR sees.
//
// It knows the right answers because it reads the same modules that come with Lernamt.
package journey

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/flow"
)

// A Plan says who plays and where.
type Plan struct {
	URL      string // of the server, without a path
	Learner  string // address of a person who has not begun the module
	HR       string // address of an HR clerk for that person's unit
	Unit     string // that unit
	Family   string // the learner's family name
	Password string // of both
	Module   string // to learn
	PDF      string // file for the certificate
	Report   io.Writer
}

// A journey is a plan under way.
type journey struct {
	Plan
	*client
	exam   *assessments.Assessment
	lesson []courses.LessonID
	number string // of the certificate
	proof  string // path of its verification
}

// Run plays the plan and reports each step with the time it took. It stops at the first that fails.
func Run(ctx context.Context, p Plan) error {
	renderer := flow.NewRenderer()
	folder, err := fs.Sub(courses.Content(), p.Module)
	if err != nil {
		return err
	}
	m, _, err := courses.Read(folder, renderer)
	if err != nil {
		return err
	}
	exam, err := flow.ReadExam(renderer, m)
	if err != nil {
		return err
	}
	j := &journey{Plan: p, client: newClient(ctx, p.URL), exam: exam}
	for i := range m.Lessons {
		j.lesson = append(j.lesson, m.Lessons[i].ID)
	}
	steps := []struct {
		name string
		do   func() error
	}{
		{"sign in as a learner", func() error { return j.signIn(p.Learner) }},
		{"enrol in the module " + p.Module, j.enrol},
		{fmt.Sprintf("read all %d lessons", len(j.lesson)), j.read},
		{"fail the assessment", j.fail},
		{"see what is missing (Was fehlt mir noch?)", j.missing},
		{"pass the assessment", j.pass},
		{"fetch the certificate to " + p.PDF, j.fetch},
		{"verify it as a stranger, by number and code", j.verify},
		{"see the completion as HR", j.oversee},
	}
	began := time.Now()
	for i, step := range steps {
		at := time.Now()
		if err := step.do(); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, step.name, err)
		}
		fmt.Fprintf(p.Report, "%2d  %-60s %8.1f ms\n", i+1, step.name, float64(time.Since(at).Microseconds())/1000)
	}
	_, err = fmt.Fprintf(p.Report, "    %-60s %8.1f ms\n", "all", float64(time.Since(began).Microseconds())/1000)
	return err
}

func (j *journey) path(parts ...string) string {
	return "/module/" + j.Module + strings.Join(parts, "")
}

func (j *journey) signIn(email string) error {
	page, err := j.get("/anmelden")
	if err != nil {
		return err
	}
	page, err = j.send(page, "/anmelden", map[string][]string{"email": {email}, "passwort": {j.Password}})
	if err != nil {
		return err
	}
	return page.expect("Guten Tag")
}

func (j *journey) enrol() error {
	page, err := j.get(j.path())
	if err != nil {
		return err
	}
	page, err = j.send(page, j.path("/einschreibung"), nil)
	if err != nil {
		return err
	}
	return page.expect("Lektion 1 von")
}

func (j *journey) read() error {
	for _, id := range j.lesson {
		page, err := j.get(j.path("/lektion/", string(id)))
		if err != nil {
			return err
		}
		if _, err := j.send(page, j.path("/lektion/", string(id), "/gelesen"), nil); err != nil {
			return err
		}
	}
	page, err := j.get(j.path())
	if err != nil {
		return err
	}
	return page.expect(fmt.Sprintf("%d von %d Lektionen gelesen", len(j.lesson), len(j.lesson)))
}

// sit begins a sitting, answers as told, and returns the page with the result.
func (j *journey) sit(answer func(*page) map[string][]string) (*page, error) {
	page, err := j.get(j.path("/pruefung"))
	if err != nil {
		return nil, err
	}
	page, err = j.send(page, j.path("/pruefung"), nil)
	if err != nil {
		return nil, err
	}
	attempt := page.path
	answers := answer(page)
	answers["sicher"] = []string{"ja"}
	return j.sendTo(page, attempt, attempt+"/abgabe", answers)
}

func (j *journey) fail() error {
	page, err := j.sit(func(*page) map[string][]string { return map[string][]string{} })
	if err != nil {
		return err
	}
	return page.expect("Noch nicht bestanden")
}

func (j *journey) missing() error {
	page, err := j.get(j.path("/offen"))
	if err != nil {
		return err
	}
	return page.expect("Prüfung bestehen")
}

func (j *journey) pass() error {
	page, err := j.sit(func(p *page) map[string][]string { return p.solve(j.exam) })
	if err != nil {
		return err
	}
	return page.expect("Herzlichen Glückwunsch")
}

var verifyPath = regexp.MustCompile(`/pruefen/(LA-[0-9A-Z-]+)/[0-9A-Z]+`)

func (j *journey) fetch() error {
	page, err := j.get("/zertifikate")
	if err != nil {
		return err
	}
	found := verifyPath.FindSubmatch(page.body)
	if found == nil {
		return fmt.Errorf("no certificate on the page")
	}
	j.proof, j.number = string(found[0]), string(found[1])
	pdf, err := j.get("/zertifikate/" + j.number + ".pdf")
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(pdf.body, []byte("%PDF-")) {
		return fmt.Errorf("not a PDF")
	}
	if err := os.MkdirAll(filepath.Dir(j.PDF), 0o700); err != nil {
		return err
	}
	return os.WriteFile(j.PDF, pdf.body, 0o600)
}

func (j *journey) verify() error {
	stranger := newClient(j.ctx, j.URL)
	page, err := stranger.get(j.proof)
	if err != nil {
		return err
	}
	return page.expect("Echt und gültig", j.Family, j.number)
}

func (j *journey) oversee() error {
	j.client = newClient(j.ctx, j.URL)
	if err := j.signIn(j.HR); err != nil {
		return err
	}
	page, err := j.get("/personal/" + j.Unit + "?modul=" + j.Module + "&stand=fulfilled")
	if err != nil {
		return err
	}
	if err := page.expect(j.Family, "erledigt"); err != nil {
		return err
	}
	file, err := j.get("/personal/" + j.Unit + "/abschluesse.csv?modul=" + j.Module)
	if err != nil {
		return err
	}
	return file.expect(j.Family)
}
