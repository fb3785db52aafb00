package seed

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/people"
)

// Years is how far back the body's learning goes.
const Years = 3

// A chunk is what some people have done.
type chunk struct {
	first      int // number of the first person
	accounts   []people.Account
	enrolments []courses.Enrolment
	attempts   []assessments.Attempt
	entries    []certs.Entry
	drawn      []drawing // entries that are still to be drawn
}

// A drawing says which entry is to be drawn.
type drawing struct {
	entry   int
	request certs.Request
	at      time.Time
}

// accountID returns the ID of the i-th person: random to look at, the same each time.
func accountID(i int) people.AccountID {
	x := uint64(i) * 0x9e3779b97f4a7c15 // distinct for distinct i, since the factor is odd
	return people.AccountID(fmt.Sprintf("s%016x", x))
}

// roles are what the first people may do; their addresses name the role.
var roles = []struct {
	mailbox string
	role    people.Role
	unit    people.UnitID
}{
	{"personal", people.HR, root}, {"personal.amt1", people.HR, "amt-0001"}, {"admin", people.Admin, root},
	{"datenschutz", people.DPO, root}, {"trainer", people.Trainer, root}, {"lernen", "", ""},
}

// person makes the i-th account. It depends on the plan's seed and i only.
func (p *Plan) person(i int, r *rand.Rand) people.Account {
	given, family := name(r)
	a := people.Account{ID: accountID(i), Given: given, Family: family, Unit: team(i), Language: "de", Password: p.Password}
	key := strings.NewReplacer(" ", "-", "\x01", ".").Replace((&people.Account{Given: family, Family: given}).SortKey())
	a.Email = fmt.Sprintf("%s.%d@musterland.example", key, i)
	if i < len(roles) {
		a.Email = roles[i].mailbox + "@musterland.example"
		if roles[i].role != "" {
			a.Grants = []people.Grant{{Role: roles[i].role, Unit: roles[i].unit}}
		}
	}
	days := r.IntN(10 * 365)
	a.CreatedAt = p.Until.AddDate(-Years, 0, -days)
	if r.IntN(10) == 0 { // came within the years
		a.CreatedAt = p.Until.AddDate(0, 0, -r.IntN(Years*365))
	}
	if i >= len(roles) && r.IntN(25) == 0 {
		a.LeftAt = p.Until.AddDate(0, 0, -r.IntN(200))
	}
	if r.IntN(40) == 0 {
		a.Language = "en"
	}
	return a
}

// learn adds what the person has done in the module: nothing, a part, or all of it, and again when that
// has expired.
func (p *Plan) learn(c *chunk, a *people.Account, m *course, r *rand.Rand) error {
	earliest := p.Until.AddDate(-Years, 0, 0)
	if a.CreatedAt.After(earliest) {
		earliest = a.CreatedAt
	}
	span := p.Until.Sub(earliest)
	if span <= 0 {
		return nil
	}
	at := earliest.Add(time.Duration(r.Int64N(int64(span)))).Truncate(time.Second)
	for cycle := 1; at.Before(p.Until); cycle++ {
		done, err := p.cycle(c, a, m, cycle, at, r)
		if err != nil || done.IsZero() || m.ValidMonths == 0 {
			return err
		}
		at = done.AddDate(0, m.ValidMonths, 1+r.IntN(90))
	}
	return nil
}

// cycle adds one cycle that begins at that time and returns when it was completed.
func (p *Plan) cycle(c *chunk, a *people.Account, m *course, cycle int, at time.Time, r *rand.Rand) (time.Time, error) {
	fate := r.IntN(100)
	if fate < 4 {
		return time.Time{}, nil // never begun
	}
	e := courses.Enrolment{
		Key: courses.Key{Person: string(a.ID), Module: m.ID, Cycle: cycle}, Version: m.Hash, EnrolledAt: at,
		Lessons: make(map[courses.LessonID]time.Time, len(m.Lessons)),
	}
	read := len(m.Lessons)
	if fate < 20 {
		read = r.IntN(len(m.Lessons))
	}
	for i := range m.Lessons[:read] {
		at = at.Add(time.Duration(m.Lessons[i].Minutes)*time.Minute + time.Duration(r.IntN(600_000))*time.Millisecond)
		e.Lessons[m.Lessons[i].ID] = at
	}
	e.UpdatedAt = at
	if fate >= 24 {
		e.CompletedAt = p.sit(c, &e, m, fate, at, r)
	}
	if e.CompletedAt.IsZero() {
		c.enrolments = append(c.enrolments, e)
		return time.Time{}, nil
	}
	e.UpdatedAt = e.CompletedAt
	c.enrolments = append(c.enrolments, e)
	return e.CompletedAt, p.certify(c, a, m, e, r)
}

// sit adds the sittings and returns when the assessment was passed, the zero time if it was not.
func (p *Plan) sit(c *chunk, e *courses.Enrolment, m *course, fate int, at time.Time, r *rand.Rand) time.Time {
	if m.Exam == nil {
		return at
	}
	number := 1
	if fate < 38 { // the first time was not enough
		at = p.attempt(c, e, pick(r, m.failed), number, at.Add(time.Hour), r)
		if fate < 28 {
			return time.Time{}
		}
		number, at = 2, at.AddDate(0, 0, 2)
	}
	return p.attempt(c, e, pick(r, m.passed), number, at.Add(time.Hour), r)
}

// attempt adds a sitting after the one given and returns when it ended.
func (p *Plan) attempt(c *chunk, e *courses.Enrolment, like assessments.Attempt, number int, at time.Time, r *rand.Rand) time.Time {
	a := like
	a.Key = assessments.Key{Person: e.Person, Module: string(e.Module), Cycle: e.Cycle, Number: number}
	a.ID = a.Key.ID()
	limit := time.Duration(0)
	if !like.Deadline.IsZero() {
		limit = like.Deadline.Sub(like.StartedAt)
		a.Deadline = at.Add(limit)
	}
	a.StartedAt = at
	a.SubmittedAt = at.Add(4*time.Minute + time.Duration(r.IntN(300_000))*time.Millisecond)
	result := *like.Result
	result.MarkedAt = a.SubmittedAt
	a.Result, a.Settled = &result, true
	c.attempts = append(c.attempts, a)
	return a.SubmittedAt
}

// certify adds the certificate of a completed enrolment.
func (p *Plan) certify(c *chunk, a *people.Account, m *course, e courses.Enrolment, r *rand.Rand) error {
	q := m.request(a.Name(), e)
	number, err := certs.NewNumber(p.numbers(c, r), e.CompletedAt.Year())
	if err != nil {
		return err
	}
	code, err := certs.NewCode(source{r})
	if err != nil {
		return err
	}
	c.drawn = append(c.drawn, drawing{len(c.entries), q, e.CompletedAt})
	c.entries = append(c.entries, certs.Entry{PDF: sheet, Certificate: certs.Certificate{
		Number: number, Code: code, Key: q.Key, Kind: q.Kind, Language: q.Language, Holder: q.Holder, Achievement: q.Achievement,
		IssuerName: p.Issuer.Body.Name, IssuerPlace: p.Issuer.Body.Place, Responsible: p.Issuer.Body.Responsible,
		IssuedAt: e.CompletedAt, ValidUntil: p.Issuer.ValidUntil(e.CompletedAt, q.ValidMonths), PDFHash: sheetHash, Template: "seed",
	}})
	return nil
}

// numbers reads what the next number is made of: half of it grows with each certificate, so that they are written side by
// side; a million numbers that are spread at random would rewrite the whole index again and again.
func (p *Plan) numbers(c *chunk, r *rand.Rand) io.Reader {
	place := binary.BigEndian.AppendUint64(nil, (uint64(c.first)*64+uint64(len(c.entries)))<<14)
	return io.MultiReader(bytes.NewReader(place[3:]), source{r})
}

// A source reads random bytes that are the same each time.
type source struct{ r *rand.Rand }

var _ io.Reader = source{}

func (s source) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(s.r.Uint32())
	}
	return len(b), nil
}
