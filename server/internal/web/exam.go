package web

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/flow"
	"lernamt/static"
)

type assessmentPage struct {
	static.Page
	Course    flow.Course
	Standing  flow.Standing
	Questions int // of one sitting
	Limit     int // minutes, 0 for none
	Wait      int // hours between two sittings, 0 for none
	Problem   static.Alert
	Attempts  []attemptLine
	CanStart  bool
}

type attemptLine struct {
	URL    string
	Number int
	At     time.Time
	Badge  static.Badge
}

// assessment serves GET /module/:module/pruefung: what to expect, and the sittings so far.
func (s *Server) assessment(c *fiber.Ctx) error {
	return s.renderAssessment(c, fiber.StatusOK, static.Alert{})
}

func (s *Server) renderAssessment(c *fiber.Ctx, status int, problem static.Alert) error {
	st, err := s.standing(c)
	if err != nil {
		return err
	}
	exam := st.Course.Exam
	if exam == nil {
		return courses.ErrNotFound
	}
	p := assessmentPage{Page: s.page(c, "assessment.title"), Course: st.Course, Standing: st, Problem: problem,
		Questions: count(st.Course).Draw, Limit: int(exam.Limit / time.Minute)}
	if !s.Flow.Assessments.NoWait {
		p.Wait = int(exam.Wait / time.Hour)
	}
	s.moduleCrumbs(c, &p.Page, st.Course, p.Title)
	for _, a := range st.Attempts.Attempts {
		p.Attempts = append(p.Attempts, s.attemptLine(c, a))
	}
	left := st.Attempts.TriesLeft != 0
	p.CanStart = st.MayExamine() && !st.Attempts.Passed && st.Attempts.Running == nil && left && !s.Clock().Before(st.Attempts.NotBefore)
	if p.Problem.Kind == "" {
		p.Problem = s.obstacle(c, &st, left)
	}
	return s.render(c, status, "assessment", &p)
}

// obstacle says why a sitting cannot begin now, if so.
func (s *Server) obstacle(c *fiber.Ctx, st *flow.Standing, left bool) static.Alert {
	switch {
	case st.Enrolment == nil:
		return static.Alert{Kind: "info", Title: s.say(c, "assessment.enrol_first")}
	case len(st.Open.Lessons) > 0:
		return static.Alert{Kind: "info", Title: s.say(c, "assessment.lessons_first", "Count", len(st.Open.Lessons))}
	case st.Attempts.Passed || st.Attempts.Running != nil:
		return static.Alert{}
	case !left:
		return static.Alert{Kind: "warning", Title: s.say(c, "missing.no_tries")}
	case s.Clock().Before(st.Attempts.NotBefore):
		at := s.views.translators[s.lang(c)].time(st.Attempts.NotBefore)
		return static.Alert{Kind: "info", Title: s.say(c, "missing.not_before", "Time", at)}
	}
	return static.Alert{}
}

func (s *Server) attemptLine(c *fiber.Ctx, a assessments.Attempt) attemptLine {
	line := attemptLine{Number: a.Number, At: a.StartedAt, URL: attemptPath(a.ID)}
	switch {
	case a.Result == nil:
		line.Badge = static.Badge{Kind: "running", Text: s.say(c, "state.running")}
	case a.Result.Passed:
		line.Badge = static.Badge{Kind: "done", Text: s.say(c, "attempt.passed")}
	default:
		line.Badge = static.Badge{Kind: "wrong", Text: s.say(c, "attempt.failed")}
	}
	return line
}

// startAttempt serves POST /module/:module/pruefung. Pressed twice, it leads to the same sitting.
func (s *Server) startAttempt(c *fiber.Ctx) error {
	a, err := s.Flow.StartAttempt(c.UserContext(), learner(c), courses.ModuleID(c.Params("module")))
	switch {
	case errors.Is(err, assessments.ErrNoTriesLeft), errors.Is(err, assessments.ErrWait), errors.Is(err, assessments.ErrPassed),
		errors.Is(err, flow.ErrLessonsFirst), errors.Is(err, courses.ErrNotEnrolled):
		return s.renderAssessment(c, fiber.StatusConflict, static.Alert{})
	case err != nil:
		return err
	}
	return c.Redirect(attemptPath(a.ID), fiber.StatusSeeOther)
}

type attemptPage struct {
	static.Page
	Attempt   assessments.Attempt
	Course    flow.Course
	Questions []questionPart
	Answered  int
	Left      int // minutes, rounded up
	Seconds   int // the same in seconds
	Problem   static.Alert
	Confirm   bool // asks whether to submit although answers are missing
}

// sitting returns the attempt of the path. Somebody else's does not exist.
func (s *Server) sitting(c *fiber.Ctx) (flow.Sitting, error) {
	return s.Flow.Sitting(c.UserContext(), learner(c), assessments.AttemptID(c.Params("attempt")))
}

// attempt serves GET /pruefungen/:attempt, the running sitting.
func (s *Server) attempt(c *fiber.Ctx) error {
	sitting, err := s.sitting(c)
	if err != nil {
		return err
	}
	if !s.Flow.Assessments.Open(&sitting.Attempt) {
		return c.Redirect(attemptPath(sitting.Attempt.ID)+"/ergebnis", fiber.StatusSeeOther)
	}
	return s.renderAttempt(c, fiber.StatusOK, sitting, static.Alert{}, false)
}

func (s *Server) renderAttempt(c *fiber.Ctx, status int, sitting flow.Sitting, problem static.Alert, confirm bool) error {
	a := sitting.Attempt
	asked, err := sitting.Course.Exam.Ask(&a)
	if err != nil {
		return err
	}
	p := attemptPage{Page: s.page(c, "attempt.title", "Number", a.Number), Attempt: a, Course: sitting.Course, Problem: problem, Confirm: confirm}
	s.crumbs(c, &p.Page, static.Link{URL: modulePath(sitting.Course.ID), Label: sitting.Course.Title}, static.Link{Label: p.Title})
	for i, q := range asked {
		v := q.View(assessments.ViewOptions{Seed: a.Seed, Answers: a.Answers})
		if v.Answered {
			p.Answered++
		}
		p.Questions = append(p.Questions, s.question(c, sitting.Course.Language, v, i+1, len(asked), false))
	}
	if !a.Deadline.IsZero() {
		p.Seconds = max(0, int(a.Deadline.Sub(s.Clock())/time.Second))
		p.Left = (p.Seconds + 59) / 60
	}
	return s.render(c, status, "attempt", &p)
}

// A savedReply tells a script what its page now holds: for each question the digest of the answer that it
// sent, which is the one to compare with from now on.
type savedReply struct {
	Was      map[string]string `json:"was"` // by name of the form field
	Answered string            `json:"answered"`
}

// saveAnswers serves POST /pruefungen/:attempt: it keeps what has been answered so far. A script gets a
// savedReply, a person the page again.
func (s *Server) saveAnswers(c *fiber.Ctx) error {
	sitting, err := s.sitting(c)
	if err != nil {
		return err
	}
	sitting, err = s.Flow.SaveAnswers(c.UserContext(), sitting, form(c))
	if wantsScript(c) {
		if err != nil {
			return err
		}
		return s.replySaved(c, sitting)
	}
	if err != nil {
		return s.refuse(c, sitting, err)
	}
	s.setFlash(c, "flash.saved")
	return c.Redirect(attemptPath(sitting.Attempt.ID), fiber.StatusSeeOther)
}

func (s *Server) replySaved(c *fiber.Ctx, sitting flow.Sitting) error {
	asked, err := sitting.Course.Exam.Ask(&sitting.Attempt)
	if err != nil {
		return err
	}
	sent, err := assessments.ParseForm(asked, sitting.Attempt.Seed, form(c))
	if err != nil {
		return err
	}
	open, err := sitting.Unanswered()
	if err != nil {
		return err
	}
	reply := savedReply{Was: make(map[string]string), Answered: s.say(c, "attempt.answered", "Done", len(asked)-open, "All", len(asked))}
	for id, answer := range sent {
		reply.Was[assessments.WasField(id)] = answer.Digest()
	}
	return c.JSON(reply)
}

// submitAttempt serves POST /pruefungen/:attempt/abgabe. It marks the answers and redirects to the
// result, so that reloading never submits again; other answers than those submitted are refused. With
// questions open it asks once whether that is meant.
func (s *Server) submitAttempt(c *fiber.Ctx) error {
	sitting, err := s.sitting(c)
	if err != nil {
		return err
	}
	if !sitting.Attempt.SubmittedAt.IsZero() && sitting.Differs(form(c)) {
		return s.refuse(c, sitting, assessments.ErrSubmitted)
	}
	if s.Flow.Assessments.Open(&sitting.Attempt) && c.FormValue("sicher") == "" {
		sitting, err = s.Flow.SaveAnswers(c.UserContext(), sitting, form(c))
		if errors.Is(err, assessments.ErrSubmitted) { // pressed twice, and the other was faster
			return s.submitAttempt(c)
		}
		if err != nil {
			return s.refuse(c, sitting, err)
		}
		open, err := sitting.Unanswered()
		if err != nil {
			return err
		}
		if open > 0 {
			alert := static.Alert{Kind: "warning", Title: s.say(c, "attempt.open", "Count", open), Text: s.say(c, "attempt.open_text")}
			return s.renderAttempt(c, fiber.StatusOK, sitting, alert, true)
		}
	}
	if err := s.Flow.Submit(c.UserContext(), sitting, form(c)); err != nil {
		return s.refuse(c, sitting, err)
	}
	return c.Redirect(attemptPath(sitting.Attempt.ID)+"/ergebnis", fiber.StatusSeeOther)
}

// refuse answers answers that are not taken: after the end with the result, before it with the page and
// what is wrong.
func (s *Server) refuse(c *fiber.Ctx, sitting flow.Sitting, err error) error {
	switch {
	case errors.Is(err, assessments.ErrTimeUp), errors.Is(err, assessments.ErrSubmitted):
		s.setFlash(c, "flash.too_late")
		return c.Redirect(attemptPath(sitting.Attempt.ID)+"/ergebnis", fiber.StatusSeeOther)
	case errors.Is(err, assessments.ErrInvalidAnswer):
		alert := static.Alert{Kind: "danger", Title: s.say(c, "error.invalid_answer.text")}
		return s.renderAttempt(c, fiber.StatusUnprocessableEntity, sitting, alert, false)
	}
	return err
}

type resultPage struct {
	static.Page
	Course      flow.Course
	Attempt     assessments.Attempt
	Standing    flow.Standing
	Needed      int // points
	Points      bool
	Questions   []questionPart // empty if nothing may be told yet
	Certificate certs.Number   // empty unless there is one
}

// result serves GET /pruefungen/:attempt/ergebnis.
func (s *Server) result(c *fiber.Ctx) error {
	sitting, err := s.sitting(c)
	if err != nil {
		return err
	}
	if s.Flow.Assessments.Open(&sitting.Attempt) {
		return c.Redirect(attemptPath(sitting.Attempt.ID), fiber.StatusSeeOther)
	}
	if sitting, err = s.Flow.Finish(c.UserContext(), sitting); err != nil {
		return err
	}
	a := sitting.Attempt
	p := resultPage{Page: s.page(c, "result.title"), Course: sitting.Course, Attempt: a}
	s.moduleCrumbs(c, &p.Page, sitting.Course, p.Title)
	exam := sitting.Course.Exam
	p.Needed = (exam.PassMark*a.Result.Most + 99) / 100
	p.Points = exam.Feedback != assessments.FeedbackNever
	if p.Standing, err = s.Flow.Standing(c.UserContext(), a.Person, sitting.Course.ID); err != nil {
		return err
	}
	if a.Result.Passed {
		cert, err := s.Flow.Certs.Store.ByKey(c.UserContext(), certs.Key{Person: a.Person, Subject: a.Module, Cycle: a.Cycle})
		if err == nil {
			p.Certificate = cert.Number
		} else if !errors.Is(err, certs.ErrNotFound) {
			return err
		}
	}
	review, err := exam.Review(&a)
	if err != nil {
		return err
	}
	for i, v := range review.Questions {
		p.Questions = append(p.Questions, s.question(c, sitting.Course.Language, v, i+1, len(review.Questions), true))
	}
	return s.render(c, fiber.StatusOK, "result", &p)
}

func attemptPath(id assessments.AttemptID) string { return "/pruefungen/" + string(id) }
