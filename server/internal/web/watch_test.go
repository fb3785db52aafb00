package web

import (
	"context"
	"sync"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/people"
)

// A watch counts the calls of all stores and lets them fail.
type watch struct {
	mu    sync.Mutex
	calls []string
	// before is asked before each call and after is asked after it; an error takes the place of the answer.
	before, after func(name string) error
}

// take returns the names of the calls since the last time.
func (w *watch) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	calls := w.calls
	w.calls = nil
	return calls
}

// fail sets what is asked before and after each call; nil is nothing.
func (w *watch) fail(before, after func(name string) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before, w.after = before, after
}

func (w *watch) ask(name string, late bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ask := w.after
	if !late {
		w.calls = append(w.calls, name)
		ask = w.before
	}
	if ask == nil {
		return nil
	}
	return ask(name)
}

// through makes a call that returns a value.
func through[T any](w *watch, name string, call func() (T, error)) (T, error) {
	var zero T
	if err := w.ask(name, false); err != nil {
		return zero, err
	}
	v, err := call()
	if late := w.ask(name, true); late != nil {
		return zero, late
	}
	return v, err
}

// done makes a call that returns nothing.
func done(w *watch, name string, call func() error) error {
	_, err := through(w, name, func() (struct{}, error) { return struct{}{}, call() })
	return err
}

type watchedCourses struct {
	courses.Store
	w *watch
}

func (s watchedCourses) Version(ctx context.Context, h courses.Hash) (v courses.Version, files map[string][]byte, err error) {
	err = done(s.w, "Version", func() error { v, files, err = s.Store.Version(ctx, h); return err })
	return v, files, err
}

func (s watchedCourses) Enrol(ctx context.Context, e courses.Enrolment) (courses.Enrolment, error) {
	return through(s.w, "Enrol", func() (courses.Enrolment, error) { return s.Store.Enrol(ctx, e) })
}

func (s watchedCourses) Enrolment(ctx context.Context, k courses.Key) (courses.Enrolment, error) {
	return through(s.w, "Enrolment", func() (courses.Enrolment, error) { return s.Store.Enrolment(ctx, k) })
}

func (s watchedCourses) Latest(ctx context.Context, person string, id courses.ModuleID) (courses.Enrolment, error) {
	return through(s.w, "Latest", func() (courses.Enrolment, error) { return s.Store.Latest(ctx, person, id) })
}

func (s watchedCourses) EnrolmentsOf(ctx context.Context, people ...string) ([]courses.Enrolment, error) {
	return through(s.w, "EnrolmentsOf", func() ([]courses.Enrolment, error) { return s.Store.EnrolmentsOf(ctx, people...) })
}

func (s watchedCourses) RecordLesson(ctx context.Context, k courses.Key, id courses.LessonID, at time.Time) (courses.Enrolment, error) {
	return through(s.w, "RecordLesson", func() (courses.Enrolment, error) { return s.Store.RecordLesson(ctx, k, id, at) })
}

func (s watchedCourses) Complete(ctx context.Context, k courses.Key, at time.Time) error {
	return done(s.w, "Complete", func() error { return s.Store.Complete(ctx, k, at) })
}

func (s watchedCourses) OpenSince(ctx context.Context, since time.Time, limit int) ([]courses.Enrolment, error) {
	return through(s.w, "OpenSince", func() ([]courses.Enrolment, error) { return s.Store.OpenSince(ctx, since, limit) })
}

type watchedAttempts struct {
	assessments.Store
	w *watch
}

func (s watchedAttempts) MarkedAttempts(ctx context.Context, module, content string, yield func(assessments.MarkedAttempt) error) error {
	return done(s.w, "MarkedAttempts", func() error { return s.Store.MarkedAttempts(ctx, module, content, yield) })
}

func (s watchedAttempts) StartAttempt(ctx context.Context, a assessments.Attempt) error {
	return done(s.w, "StartAttempt", func() error { return s.Store.StartAttempt(ctx, a) })
}

func (s watchedAttempts) Attempt(ctx context.Context, id assessments.AttemptID) (assessments.Attempt, error) {
	return through(s.w, "Attempt", func() (assessments.Attempt, error) { return s.Store.Attempt(ctx, id) })
}

func (s watchedAttempts) Attempts(ctx context.Context, person, module string, cycle int) ([]assessments.Attempt, error) {
	return through(s.w, "Attempts", func() ([]assessments.Attempt, error) { return s.Store.Attempts(ctx, person, module, cycle) })
}

func (s watchedAttempts) SaveAnswers(ctx context.Context, id assessments.AttemptID, answers map[assessments.QuestionID]assessments.Answer) error {
	return done(s.w, "SaveAnswers", func() error { return s.Store.SaveAnswers(ctx, id, answers) })
}

func (s watchedAttempts) CloseAttempt(ctx context.Context, id assessments.AttemptID, at time.Time) (assessments.Attempt, error) {
	return through(s.w, "CloseAttempt", func() (assessments.Attempt, error) { return s.Store.CloseAttempt(ctx, id, at) })
}

func (s watchedAttempts) RecordResult(ctx context.Context, id assessments.AttemptID, r assessments.Result) error {
	return done(s.w, "RecordResult", func() error { return s.Store.RecordResult(ctx, id, r) })
}

func (s watchedAttempts) Settle(ctx context.Context, id assessments.AttemptID) error {
	return done(s.w, "Settle", func() error { return s.Store.Settle(ctx, id) })
}

func (s watchedAttempts) Unsettled(ctx context.Context, now time.Time, limit int) ([]assessments.Attempt, error) {
	return through(s.w, "Unsettled", func() ([]assessments.Attempt, error) { return s.Store.Unsettled(ctx, now, limit) })
}

type watchedCerts struct {
	certs.Store
	w *watch
}

func (s watchedCerts) Issue(ctx context.Context, c certs.Certificate, pdf []byte) (certs.Certificate, error) {
	return through(s.w, "Issue", func() (certs.Certificate, error) { return s.Store.Issue(ctx, c, pdf) })
}

func (s watchedCerts) ByKey(ctx context.Context, k certs.Key) (certs.Certificate, error) {
	return through(s.w, "ByKey", func() (certs.Certificate, error) { return s.Store.ByKey(ctx, k) })
}

func (s watchedCerts) ByNumber(ctx context.Context, n certs.Number) (certs.Certificate, error) {
	return through(s.w, "ByNumber", func() (certs.Certificate, error) { return s.Store.ByNumber(ctx, n) })
}

func (s watchedCerts) PDF(ctx context.Context, n certs.Number) ([]byte, error) {
	return through(s.w, "PDF", func() ([]byte, error) { return s.Store.PDF(ctx, n) })
}

func (s watchedCerts) Of(ctx context.Context, people ...string) ([]certs.Certificate, error) {
	return through(s.w, "Of", func() ([]certs.Certificate, error) { return s.Store.Of(ctx, people...) })
}

type watchedPeople struct {
	people.Store
	w *watch
}

func (s watchedPeople) Units(ctx context.Context) ([]people.Unit, error) {
	return through(s.w, "Units", func() ([]people.Unit, error) { return s.Store.Units(ctx) })
}

func (s watchedPeople) Account(ctx context.Context, id people.AccountID) (people.Account, error) {
	return through(s.w, "Account", func() (people.Account, error) { return s.Store.Account(ctx, id) })
}

func (s watchedPeople) AccountByEmail(ctx context.Context, address string) (people.Account, error) {
	return through(s.w, "AccountByEmail", func() (people.Account, error) { return s.Store.AccountByEmail(ctx, address) })
}

func (s watchedPeople) AccountsIn(ctx context.Context, units []people.UnitID, after people.Cursor, limit int) ([]people.Account, error) {
	return through(s.w, "AccountsIn", func() ([]people.Account, error) { return s.Store.AccountsIn(ctx, units, after, limit) })
}

func (s watchedPeople) SetLanguage(ctx context.Context, id people.AccountID, language string) error {
	return done(s.w, "SetLanguage", func() error { return s.Store.SetLanguage(ctx, id, language) })
}

func (s watchedPeople) Assignments(ctx context.Context) ([]people.Assignment, error) {
	return through(s.w, "Assignments", func() ([]people.Assignment, error) { return s.Store.Assignments(ctx) })
}

type watchedAuth struct {
	auth.Store
	w *watch
}

func (s watchedAuth) CreateSession(ctx context.Context, session auth.Session) error {
	return done(s.w, "CreateSession", func() error { return s.Store.CreateSession(ctx, session) })
}

func (s watchedAuth) Session(ctx context.Context, id auth.SessionID) (auth.Session, error) {
	return through(s.w, "Session", func() (auth.Session, error) { return s.Store.Session(ctx, id) })
}

func (s watchedAuth) Rotate(ctx context.Context, id auth.SessionID, current, next string, at time.Time) error {
	return done(s.w, "Rotate", func() error { return s.Store.Rotate(ctx, id, current, next, at) })
}

func (s watchedAuth) EndSession(ctx context.Context, id auth.SessionID, at time.Time) error {
	return done(s.w, "EndSession", func() error { return s.Store.EndSession(ctx, id, at) })
}

type watchedAudit struct {
	audit.Store
	w *watch
}

func (s watchedAudit) Append(ctx context.Context, entries ...audit.Entry) error {
	return done(s.w, "Append", func() error { return s.Store.Append(ctx, entries...) })
}

func (s watchedAudit) About(ctx context.Context, account, before string, limit int) ([]audit.Entry, error) {
	return through(s.w, "About", func() ([]audit.Entry, error) { return s.Store.About(ctx, account, before, limit) })
}
