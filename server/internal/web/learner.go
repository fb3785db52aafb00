package web

import (
	"path"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/courses"
	"lernamt/server/internal/flow"
	"lernamt/static"
)

// A moduleCard is a module as a list shows it.
type moduleCard struct {
	ID       courses.ModuleID
	Title    string
	Summary  string
	Language string // of title and summary
	Minutes  int
	Lessons  int
	Badge    static.Badge
	Due      time.Time       // zero if not assigned
	Progress static.Progress // Max 0 if not begun
	Continue string          // path to go on at, empty if there is nothing to do
	Until    time.Time       // from when the module has to be renewed, zero if never or not complete
}

type startPage struct {
	static.Page
	Name     string
	Resume   *moduleCard  // where the person stopped last
	Due      []moduleCard // assigned and not fulfilled, most urgent first
	Others   []moduleCard // begun without being assigned, or fulfilled
	All      int          // assigned modules
	Assigned static.Progress
}

// start serves GET /: what is due, where I stopped, how far I am.
func (s *Server) start(c *fiber.Ctx) error {
	account := &visitor(c).Account
	duties, err := s.Flow.Duties(c.UserContext(), account)
	if err != nil {
		return err
	}
	p := startPage{Page: s.page(c, "start.title"), Name: account.Given}
	var latest time.Time
	done := 0
	for _, d := range duties {
		course, err := s.learning(c, d)
		if err != nil {
			return err
		}
		card := s.card(c, course, d)
		if !d.Due.IsZero() {
			p.All++
			if d.State == flow.Fulfilled {
				done++
			}
		}
		switch {
		case !d.Due.IsZero() && d.State != flow.Fulfilled:
			p.Due = append(p.Due, card)
		default:
			p.Others = append(p.Others, card)
		}
		if e := d.Enrolment; e != nil && e.CompletedAt.IsZero() && !e.UpdatedAt.Before(latest) {
			latest = e.UpdatedAt
			p.Resume = &card
		}
	}
	p.Assigned = static.Progress{Label: s.say(c, "start.progress"), Text: s.say(c, "start.assigned", "Done", done, "All", p.All), Value: done, Max: p.All}
	return s.render(c, fiber.StatusOK, "start", &p)
}

// learning returns the module at the version that the person learns.
func (s *Server) learning(c *fiber.Ctx, d flow.Duty) (flow.Course, error) {
	if d.Enrolment == nil {
		return d.Course, nil
	}
	return s.Flow.Catalogue.Version(c.UserContext(), d.Course.ID, d.Enrolment.Version)
}

func (s *Server) card(c *fiber.Ctx, course flow.Course, d flow.Duty) moduleCard {
	card := moduleCard{
		ID: course.ID, Title: course.Title, Summary: course.Summary, Language: course.Language, Minutes: course.Minutes(), Lessons: len(course.Lessons),
		Badge: s.badge(c, d.State), Due: d.Due,
	}
	e := d.Enrolment
	if e == nil || d.State == flow.Lapsed || !e.CompletedAt.IsZero() && d.State == flow.Overdue {
		card.Continue = modulePath(course.ID)
		return card
	}
	card.Until = s.Flow.ValidUntil(course.Module, e)
	done := len(course.Lessons) - len(e.Missing(course.Module))
	card.Progress = static.Progress{
		Label: s.say(c, "progress.label", "Module", course.Title),
		Text:  s.say(c, "progress.lessons", "Done", done, "All", len(course.Lessons)),
		Value: done, Max: len(course.Lessons),
	}
	if e.CompletedAt.IsZero() {
		card.Continue = continuePath(course, e)
	}
	return card
}

// badge shows a state as a mark and a word.
func (s *Server) badge(c *fiber.Ctx, state flow.State) static.Badge {
	kinds := map[flow.State]string{flow.Fulfilled: "done", flow.Running: "running", flow.Overdue: "overdue", flow.Lapsed: "expired", flow.NotBegun: "open"}
	return static.Badge{Kind: kinds[state], Text: s.say(c, "state."+string(state))}
}

func (s *Server) doneBadge(c *fiber.Ctx, done bool) static.Badge {
	if done {
		return s.badge(c, flow.Fulfilled)
	}
	return s.badge(c, flow.NotBegun)
}

type modulePage struct {
	static.Page
	Course    flow.Course
	Standing  flow.Standing
	Lessons   []lessonLink
	Progress  static.Progress
	Continue  string
	Requires  []courses.Module
	ExamBadge static.Badge
	CanEnrol  bool // first time, or again because it has expired
	Completed time.Time
	Until     time.Time
	Expired   bool
}

type lessonLink struct {
	URL     string // empty before enrolling
	Title   string
	Minutes int
	Badge   static.Badge // done or open, on the module's page
	Done    bool
	Current bool
}

// module serves GET /module/:module.
func (s *Server) module(c *fiber.Ctx) error {
	st, err := s.standing(c)
	if err != nil {
		return err
	}
	course := st.Course
	p := modulePage{Page: s.titled(c, course.Title), Course: course, Standing: st, CanEnrol: st.Enrolment == nil}
	s.crumbs(c, &p.Page, static.Link{URL: "/katalog", Label: s.say(c, "nav.catalogue")}, static.Link{Label: course.Title})
	for _, id := range course.Requires {
		if m, err := s.Flow.Catalogue.Module(id); err == nil {
			p.Requires = append(p.Requires, *m)
		}
	}
	for i := range course.Lessons {
		l := &course.Lessons[i]
		link := lessonLink{Title: l.Title, Minutes: l.Minutes}
		if st.Enrolment != nil {
			link.URL, link.Badge = lessonPath(course.ID, l.ID), s.doneBadge(c, st.Enrolment.Done(l.ID))
		}
		p.Lessons = append(p.Lessons, link)
	}
	p.ExamBadge = s.doneBadge(c, st.Attempts.Passed)
	if e := st.Enrolment; e != nil {
		p.Completed, p.Until = e.CompletedAt, s.Flow.ValidUntil(course.Module, e)
		p.Expired = s.Flow.Expired(course.Module, e)
		p.CanEnrol = p.Expired
		done := len(course.Lessons) - len(st.Open.Lessons)
		p.Progress = static.Progress{
			Label: s.say(c, "progress.label", "Module", course.Title),
			Text:  s.say(c, "progress.lessons", "Done", done, "All", len(course.Lessons)),
			Value: done, Max: len(course.Lessons),
		}
		if e.CompletedAt.IsZero() {
			p.Continue = continuePath(course, e)
		}
	}
	return s.render(c, fiber.StatusOK, "module", &p)
}

// standing returns where the person signed in stands in the module of the path.
func (s *Server) standing(c *fiber.Ctx) (flow.Standing, error) {
	return s.Flow.Standing(c.UserContext(), learner(c), courses.ModuleID(c.Params("module")))
}

// enrol serves POST /module/:module/einschreibung and leads to the first lesson.
func (s *Server) enrol(c *fiber.Ctx) error {
	id := courses.ModuleID(c.Params("module"))
	e, err := s.Flow.Enrol(c.UserContext(), learner(c), id)
	if err != nil {
		return err
	}
	course, err := s.Flow.Catalogue.Version(c.UserContext(), id, e.Version)
	if err != nil {
		return err
	}
	return c.Redirect(continuePath(course, &e), fiber.StatusSeeOther)
}

type missingPage struct {
	static.Page
	Course    flow.Course
	Standing  flow.Standing
	OpenBadge static.Badge
	NoTries   bool
	Waiting   bool // the next try is possible only later
}

// missing serves GET /module/:module/offen, "Was fehlt mir noch?": every rule that is not met, with the way to it.
func (s *Server) missing(c *fiber.Ctx) error {
	st, err := s.standing(c)
	if err != nil {
		return err
	}
	p := missingPage{Page: s.page(c, "missing.title"), Course: st.Course, Standing: st, OpenBadge: s.badge(c, flow.NotBegun)}
	if st.Enrolment != nil && st.Course.Exam != nil {
		p.NoTries = st.Attempts.TriesLeft == 0
		p.Waiting = s.Clock().Before(st.Attempts.NotBefore)
	}
	s.moduleCrumbs(c, &p.Page, st.Course, p.Title)
	return s.render(c, fiber.StatusOK, "missing", &p)
}

// moduleCrumbs sets the trail of a page below a module.
func (s *Server) moduleCrumbs(c *fiber.Ctx, p *static.Page, course flow.Course, title string) {
	s.crumbs(c, p, static.Link{URL: "/katalog", Label: s.say(c, "nav.catalogue")},
		static.Link{URL: modulePath(course.ID), Label: course.Title}, static.Link{Label: title})
}

// file serves GET /module/:module/datei/:version/*: a picture or other file of a published version.
func (s *Server) file(c *fiber.Ctx) error {
	content, contentType, err := s.Flow.Catalogue.File(c.UserContext(), courses.ModuleID(c.Params("module")),
		courses.Hash(c.Params("version")), path.Clean(c.Params("*")))
	if err != nil {
		return err
	}
	c.Locals(localPlain, true)
	c.Set(fiber.HeaderCacheControl, "private, max-age=31536000, immutable")
	// A picture of an author never runs anything, even when it is opened by itself.
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox")
	c.Set(fiber.HeaderContentType, contentType)
	return c.Send(content)
}

func modulePath(id courses.ModuleID) string { return "/module/" + string(id) }

func lessonPath(id courses.ModuleID, lesson courses.LessonID) string {
	return modulePath(id) + "/lektion/" + string(lesson)
}

// continuePath leads to the next lesson, or to the assessment when all have been read.
func continuePath(course flow.Course, e *courses.Enrolment) string {
	if next := e.Next(course.Module); next != nil {
		return lessonPath(course.ID, next.ID)
	}
	return modulePath(course.ID) + "/pruefung"
}
