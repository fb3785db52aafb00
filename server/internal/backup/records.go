package backup

import (
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
)

// The records are as the file holds them. Their fields are part of the format: what is changed here needs
// a new [Format]. What is empty is left out, so that stores that tell nil from empty and those that do not
// write the same.

type version struct {
	Hash      courses.Hash      `json:"hash"`
	Module    courses.ModuleID  `json:"module"`
	Number    string            `json:"number"`
	Published time.Time         `json:"published,omitzero"`
	Files     map[string][]byte `json:"files,omitempty"`
}

type enrolment struct {
	Person    string                         `json:"person"`
	Module    courses.ModuleID               `json:"module"`
	Cycle     int                            `json:"cycle"`
	Version   courses.Hash                   `json:"version"`
	Enrolled  time.Time                      `json:"enrolled,omitzero"`
	Lessons   map[courses.LessonID]time.Time `json:"lessons,omitempty"`
	Completed time.Time                      `json:"completed,omitzero"`
	Updated   time.Time                      `json:"updated,omitzero"`
}

func fromEnrolment(e courses.Enrolment) enrolment {
	return enrolment{e.Person, e.Module, e.Cycle, e.Version, e.EnrolledAt, e.Lessons, e.CompletedAt, e.UpdatedAt}
}

func (e enrolment) domain() courses.Enrolment {
	return courses.Enrolment{
		Key: courses.Key{Person: e.Person, Module: e.Module, Cycle: e.Cycle}, Version: e.Version,
		EnrolledAt: e.Enrolled, Lessons: e.Lessons, CompletedAt: e.Completed, UpdatedAt: e.Updated,
	}
}

type attempt struct {
	ID        assessments.AttemptID                         `json:"id"`
	Person    string                                        `json:"person"`
	Module    string                                        `json:"module"`
	Cycle     int                                           `json:"cycle"`
	Number    int                                           `json:"number"`
	Content   string                                        `json:"content"`
	Seed      uint64                                        `json:"seed,string"` // more digits than other readers' numbers keep
	Questions []assessments.QuestionID                      `json:"questions,omitempty"`
	Started   time.Time                                     `json:"started,omitzero"`
	Deadline  time.Time                                     `json:"deadline,omitzero"`
	Answers   map[assessments.QuestionID]assessments.Answer `json:"answers,omitempty"`
	Submitted time.Time                                     `json:"submitted,omitzero"`
	Result    *result                                       `json:"result,omitempty"`
	Settled   bool                                          `json:"settled,omitempty"`
}

type result struct {
	Points int                            `json:"points"`
	Most   int                            `json:"most"`
	Passed bool                           `json:"passed"`
	Earned map[assessments.QuestionID]int `json:"earned,omitempty"`
	Marked time.Time                      `json:"marked,omitzero"`
}

func fromAttempt(a assessments.Attempt) attempt {
	r := attempt{
		a.ID, a.Person, a.Module, a.Cycle, a.Number, a.Content, a.Seed, a.Questions, a.StartedAt, a.Deadline,
		a.Answers, a.SubmittedAt, nil, a.Settled,
	}
	if a.Result != nil {
		r.Result = &result{a.Result.Points, a.Result.Most, a.Result.Passed, a.Result.Earned, a.Result.MarkedAt}
	}
	return r
}

func (r attempt) domain() assessments.Attempt {
	a := assessments.Attempt{
		ID: r.ID, Key: assessments.Key{Person: r.Person, Module: r.Module, Cycle: r.Cycle, Number: r.Number},
		Content: r.Content, Seed: r.Seed, Questions: r.Questions, StartedAt: r.Started, Deadline: r.Deadline,
		Answers: r.Answers, SubmittedAt: r.Submitted, Settled: r.Settled,
	}
	if r.Result != nil {
		a.Result = &assessments.Result{
			Points: r.Result.Points, Most: r.Result.Most, Passed: r.Result.Passed, Earned: r.Result.Earned, MarkedAt: r.Result.Marked,
		}
	}
	return a
}

type certificate struct {
	Number      certs.Number `json:"number"`
	Code        string       `json:"code"`
	Person      string       `json:"person"`
	Subject     string       `json:"subject"`
	Cycle       int          `json:"cycle"`
	Kind        certs.Kind   `json:"kind"`
	Language    string       `json:"language"`
	Holder      string       `json:"holder"`
	Title       string       `json:"title"`
	Version     string       `json:"version"`
	ContentHash string       `json:"content_hash"`
	Minutes     int          `json:"minutes"`
	Objectives  []string     `json:"objectives,omitempty"`
	Competences []string     `json:"competences,omitempty"`
	LegalBases  []string     `json:"legal_bases,omitempty"`
	From        time.Time    `json:"from,omitzero"`
	Until       time.Time    `json:"until,omitzero"`
	IssuerName  string       `json:"issuer_name"`
	IssuerPlace string       `json:"issuer_place"`
	Responsible string       `json:"responsible"`
	Issued      time.Time    `json:"issued,omitzero"`
	ValidUntil  time.Time    `json:"valid_until,omitzero"`
	PDFHash     string       `json:"pdf_hash"`
	Template    string       `json:"template"`
	Edition     int          `json:"edition,omitempty"`
	Ended       time.Time    `json:"ended,omitzero"`
	Reason      certs.Reason `json:"reason,omitempty"`
	Successor   certs.Number `json:"successor,omitempty"`
	Link        string       `json:"link,omitempty"`
	Modules     []part       `json:"modules,omitempty"`
	PDF         []byte       `json:"pdf,omitempty"`
}

type part struct {
	Title   string `json:"title"`
	Minutes int    `json:"minutes"`
}

func fromEntry(e certs.Entry) certificate {
	modules, _ := each(e.Modules, nil, func(m certs.Part) part { return part(m) })
	return certificate{
		e.Number, e.Code, e.Person, e.Subject, e.Cycle, e.Kind, e.Language, e.Holder, e.Title, e.Version, e.ContentHash, e.Minutes,
		e.Objectives, e.Competences, e.LegalBases, e.From, e.Until, e.IssuerName, e.IssuerPlace, e.Responsible,
		e.IssuedAt, e.ValidUntil, e.PDFHash, e.Template, e.Edition, e.Ended.At, e.Ended.Reason, e.Ended.By, e.Link, modules, e.PDF,
	}
}

func (c certificate) domain() certs.Entry {
	modules, _ := each(c.Modules, nil, func(m part) certs.Part { return certs.Part(m) })
	return certs.Entry{PDF: c.PDF, Certificate: certs.Certificate{
		Number: c.Number, Code: c.Code, Key: certs.Key{Person: c.Person, Subject: c.Subject, Cycle: c.Cycle, Edition: c.Edition},
		Kind: c.Kind, Language: c.Language, Holder: c.Holder,
		Achievement: certs.Achievement{
			Title: c.Title, Version: c.Version, ContentHash: c.ContentHash, Minutes: c.Minutes,
			Objectives: c.Objectives, Competences: c.Competences, LegalBases: c.LegalBases, From: c.From, Until: c.Until,
			Modules: modules,
		},
		IssuerName: c.IssuerName, IssuerPlace: c.IssuerPlace, Responsible: c.Responsible,
		IssuedAt: c.Issued, ValidUntil: c.ValidUntil, PDFHash: c.PDFHash, Template: c.Template,
		Ended: certs.Ending{At: c.Ended, Reason: c.Reason, By: c.Successor},
		Link:  c.Link,
	}}
}

type unit struct {
	ID     people.UnitID `json:"id"`
	Parent people.UnitID `json:"parent,omitempty"`
	Name   string        `json:"name"`
}

type account struct {
	ID       people.AccountID `json:"id"`
	Email    string           `json:"email"`
	Given    string           `json:"given"`
	Family   string           `json:"family"`
	Unit     people.UnitID    `json:"unit"`
	Grants   []grant          `json:"grants,omitempty"`
	Language string           `json:"language"`
	Password string           `json:"password,omitempty"`
	Created  time.Time        `json:"created,omitzero"`
	Left     time.Time        `json:"left,omitzero"`
}

type grant struct {
	Role people.Role   `json:"role"`
	Unit people.UnitID `json:"unit"`
}

func fromAccount(a people.Account) account {
	r := account{a.ID, a.Email, a.Given, a.Family, a.Unit, nil, a.Language, a.Password, a.CreatedAt, a.LeftAt}
	for _, g := range a.Grants {
		r.Grants = append(r.Grants, grant(g))
	}
	return r
}

func (r account) domain() people.Account {
	a := people.Account{
		ID: r.ID, Email: r.Email, Given: r.Given, Family: r.Family, Unit: r.Unit, Language: r.Language,
		Password: r.Password, CreatedAt: r.Created, LeftAt: r.Left,
	}
	for _, g := range r.Grants {
		a.Grants = append(a.Grants, people.Grant(g))
	}
	return a
}

type assignment struct {
	ID        people.AssignmentID `json:"id"`
	Module    string              `json:"module"`
	Units     []people.UnitID     `json:"units,omitempty"`
	Due       time.Time           `json:"due,omitzero"`
	CreatedBy people.AccountID    `json:"created_by"`
	CreatedAt time.Time           `json:"created,omitzero"`
}

type auditEntry struct {
	ID       string       `json:"id"`
	At       time.Time    `json:"at,omitzero"`
	Actor    string       `json:"actor"`
	Role     string       `json:"role"`
	Action   audit.Action `json:"action"`
	Object   string       `json:"object"`
	Subjects []string     `json:"subjects,omitempty"`
}
