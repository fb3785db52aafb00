package web

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
	"lernamt/static"
)

type lessonPage struct {
	static.Page
	Course   flow.Course
	Lesson   *courses.Lesson
	Number   int
	List     []lessonLink
	Exam     lessonLink // the assessment at the end of the list, empty if there is none
	Progress static.Progress
	Chunks   []chunk
	Checks   bool          // whether there is anything to answer
	Versions []static.Link // of the lesson: in other languages and in Leichte Sprache
	Pager    static.Pager
	Done     bool
	Finish   string // path that records the lesson as read; empty for a trainer's preview
	NextName string // what comes after it
}

// A chunk is a run of HTML or a check.
type chunk struct {
	HTML  template.HTML
	Check *questionPart
}

// lesson serves GET /module/:module/lektion/:lesson. All readers share a skeleton of the page; their
// own are the name and the form token, and which lessons they have read chooses the skeleton.
func (s *Server) lesson(c *fiber.Ctx) error {
	e, course, lesson, err := s.reading(c)
	if err != nil {
		return err
	}
	if s.cookie(c, cookieFlash) != "" {
		return s.renderLesson(c, fiber.StatusOK, s.page(c, "layout.product"), e, course, lesson, nil)
	}
	v := visitor(c)
	key := string(course.Hash) + " " + string(lesson.ID) + " " + lesson.Kind + " " + s.lang(c) + " " + roleSet(&v.Account) + " " + doneSet(course.Module, e)
	k, err := s.pages.get(key, func(buf *bytes.Buffer) error {
		page := s.page(c, "layout.product")
		page.Person, page.CSRF, page.Path = slot("person"), slot("token"), lessonPath(course.ID, lesson.ID)
		data := s.lessonPage(c, page, e, course, lesson, nil)
		return s.execute(buf, page.Lang, "lesson", data)
	})
	if err != nil {
		return err
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	person, token := template.HTMLEscapeString(strings.ToValidUTF8(v.Account.Name(), "\uFFFD")), s.formToken(c)
	own := func(slot string) string {
		if slot == "person" {
			return person
		}
		return token
	}
	c.Locals(localPlain, true)
	c.Vary(fiber.HeaderAcceptEncoding)
	if acceptsGzip(c) {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		k.fillGzip(buf, own)
	} else {
		k.fill(buf, own)
	}
	return html(c, fiber.StatusOK, buf.Bytes())
}

// reading returns the lesson of the path at the version that the person learns. Who has not begun the
// module is led to its page.
func (s *Server) reading(c *fiber.Ctx) (*courses.Enrolment, flow.Course, *courses.Lesson, error) {
	id := courses.ModuleID(c.Params("module"))
	e, course, err := s.Flow.Reading(c.UserContext(), learner(c), id)
	if err != nil {
		return nil, flow.Course{}, nil, err
	}
	lesson, _ := course.Lesson(courses.LessonID(c.Params("lesson")))
	if lesson == nil {
		return nil, flow.Course{}, nil, courses.ErrNotFound
	}
	return &e, course, lesson.Variant(c.Query(fieldVersion)), nil
}

// fieldVersion is the query parameter that chooses a variant of a lesson, such as en or ls.
const fieldVersion = "fassung"

func (s *Server) renderLesson(c *fiber.Ctx, status int, page static.Page, e *courses.Enrolment, course flow.Course, lesson *courses.Lesson, answered map[assessments.QuestionID]questionPart) error {
	return s.render(c, status, "lesson", s.lessonPage(c, page, e, course, lesson, answered))
}

// lessonPage prepares the page of a lesson. answered holds the checks that are not blank; e is nil in a
// trainer's preview.
func (s *Server) lessonPage(c *fiber.Ctx, page static.Page, e *courses.Enrolment, course flow.Course, lesson *courses.Lesson, answered map[assessments.QuestionID]questionPart) *lessonPage {
	_, i := course.Lesson(lesson.ID)
	p := &lessonPage{Page: page, Course: course, Lesson: lesson, Number: i + 1}
	p.Title = lesson.Title + " – " + course.Title
	at := func(l courses.LessonID) string { return lessonPath(course.ID, l) }
	if e == nil {
		at = func(l courses.LessonID) string { return previewPath(course.ID, l) }
		s.workshopCrumbs(c, &p.Page, course, lesson.Title)
	} else {
		s.moduleCrumbs(c, &p.Page, course, lesson.Title)
		p.Done, p.Finish = e.Done(lesson.ID), lessonPath(course.ID, lesson.ID)+"/gelesen"
		s.lessonProgress(c, p, e)
	}
	plain := at
	at = keepVersion(at, course, lesson.Kind)
	if p.Finish != "" && lesson.Kind != "" {
		p.Finish += "?" + fieldVersion + "=" + lesson.Kind
	}
	p.Pager.Label = s.say(c, "lesson.pager")
	for j := range course.Lessons {
		l := &course.Lessons[j]
		link := lessonLink{URL: at(l.ID), Title: l.Title, Minutes: l.Minutes, Current: j == i, Done: e != nil && e.Done(l.ID)}
		p.List = append(p.List, link)
		switch j {
		case i - 1:
			p.Pager.Prev = static.Link{URL: link.URL, Label: l.Title}
		case i + 1:
			p.Pager.Next = static.Link{URL: link.URL, Label: l.Title}
			p.NextName = l.Title
		}
	}
	p.Versions = s.versions(c, &course.Lessons[i], lesson, plain(lesson.ID))
	p.Chunks = s.chunks(c, lesson, at(lesson.ID), answered)
	for _, chunk := range p.Chunks {
		p.Checks = p.Checks || chunk.Check != nil
	}
	return p
}

func (s *Server) lessonProgress(c *fiber.Ctx, p *lessonPage, e *courses.Enrolment) {
	done := len(p.Course.Lessons) - len(e.Missing(p.Course.Module))
	p.Progress = static.Progress{
		Label: s.say(c, "progress.label", "Module", p.Course.Title),
		Text:  s.say(c, "progress.lessons", "Done", done, "All", len(p.Course.Lessons)),
		Value: done, Max: len(p.Course.Lessons),
	}
	if p.Course.Exam != nil {
		p.Exam = lessonLink{URL: modulePath(p.Course.ID) + "/pruefung", Title: s.say(c, "module.assessment"),
			Minutes: p.Course.Assessment.Minutes, Done: !e.CompletedAt.IsZero()}
	}
}

// keepVersion returns the paths of lessons in the variant that the person reads, where a lesson has it.
func keepVersion(at func(courses.LessonID) string, course flow.Course, kind string) func(courses.LessonID) string {
	return func(id courses.LessonID) string {
		if l, _ := course.Lesson(id); kind != "" && l != nil && l.Variant(kind) != l {
			return at(id) + "?" + fieldVersion + "=" + kind
		}
		return at(id)
	}
}

// versions leads to the variants of a lesson and back to the lesson itself; there are none if it has no variant.
func (s *Server) versions(c *fiber.Ctx, lesson, shown *courses.Lesson, path string) []static.Link {
	if len(lesson.Variants) == 0 {
		return nil
	}
	links := []static.Link{{URL: path, Label: s.say(c, "lesson.original"), Current: shown.Kind == ""}}
	for i := range lesson.Variants {
		kind := lesson.Variants[i].Kind
		label := kind
		switch kind {
		case "ls":
			label = s.say(c, "layout.easy_language")
		case "en":
			label = s.say(c, "lesson.english")
		}
		links = append(links, static.Link{URL: path + "?" + fieldVersion + "=" + kind, Label: label, Current: kind == shown.Kind})
	}
	return links
}

// chunks joins the lesson's text with its checks, blank unless answered.
func (s *Server) chunks(c *fiber.Ctx, lesson *courses.Lesson, action string, answered map[assessments.QuestionID]questionPart) []chunk {
	all := make([]chunk, 0, len(lesson.Chunks))
	n := 0
	for _, part := range lesson.Chunks {
		q := checkOf(part)
		if q == nil {
			all = append(all, chunk{HTML: part.HTML})
			continue
		}
		n++
		check, ok := answered[q.ID]
		if !ok {
			check = questionPart{QuestionView: q.View(assessments.ViewOptions{})}
		}
		check.Check, check.Lang = true, lesson.Language
		check.Label = s.say(c, "lesson.check", "Number", n)
		check.Action = action + "#frage-" + string(q.ID)
		all = append(all, chunk{Check: &check})
	}
	return all
}

// checkOf returns the check that a part of a lesson is, or nil.
func checkOf(part courses.Chunk) *assessments.Question {
	if block, ok := part.Block.(*assessments.Block); ok {
		return block.Question
	}
	return nil
}

// checkAnswers serves POST /module/:module/lektion/:lesson: feedback to the checks that were answered.
// Nothing is recorded, so the page answers at once instead of redirecting.
func (s *Server) checkAnswers(c *fiber.Ctx) error {
	e, course, lesson, err := s.reading(c)
	if err != nil {
		return err
	}
	answered, err := answeredChecks(lesson, form(c), c.FormValue("frage"))
	if err != nil {
		return err
	}
	return s.renderLesson(c, fiber.StatusOK, s.page(c, "layout.product"), e, course, lesson, answered)
}

// answeredChecks returns the checks of a lesson with feedback, where they were answered, or with a
// request to answer, where the button of an unanswered one was pressed.
func answeredChecks(lesson *courses.Lesson, f map[string][]string, pressed string) (map[assessments.QuestionID]questionPart, error) {
	var checks []*assessments.Question
	for _, part := range lesson.Chunks {
		if q := checkOf(part); q != nil {
			checks = append(checks, q)
		}
	}
	answers, err := assessments.ParseForm(checks, 0, f)
	if err != nil {
		return nil, err
	}
	answered := make(map[assessments.QuestionID]questionPart)
	for _, q := range checks {
		if a := answers[q.ID]; len(a) > 0 {
			answered[q.ID] = questionPart{QuestionView: assessments.Check(q, a)}
		} else if string(q.ID) == pressed {
			answered[q.ID] = questionPart{QuestionView: q.View(assessments.ViewOptions{}), Empty: true}
		}
	}
	return answered, nil
}

// finishLesson serves POST /module/:module/lektion/:lesson/gelesen and leads to what comes next.
func (s *Server) finishLesson(c *fiber.Ctx) error {
	id := courses.ModuleID(c.Params("module"))
	lesson := courses.LessonID(c.Params("lesson"))
	st, err := s.Flow.FinishLesson(c.UserContext(), learner(c), id, lesson)
	if err != nil {
		return err
	}
	if _, i := st.Course.Lesson(lesson); i+1 < len(st.Course.Lessons) {
		next := keepVersion(func(l courses.LessonID) string { return lessonPath(id, l) }, st.Course, c.Query(fieldVersion))
		return c.Redirect(next(st.Course.Lessons[i+1].ID), fiber.StatusSeeOther)
	}
	if st.Open.Complete() {
		return c.Redirect(modulePath(id), fiber.StatusSeeOther)
	}
	if st.MayExamine() {
		return c.Redirect(modulePath(id)+"/pruefung", fiber.StatusSeeOther)
	}
	return c.Redirect(modulePath(id)+"/offen", fiber.StatusSeeOther)
}

// roleSet names the roles, which choose the navigation.
func roleSet(a *people.Account) string {
	var b strings.Builder
	for _, r := range people.Roles {
		if a.Is(r) {
			b.WriteString(string(r[:2]))
		}
	}
	return b.String()
}

// doneSet names the lessons that have been read, and whether all is complete.
func doneSet(m *courses.Module, e *courses.Enrolment) string {
	set := make([]byte, len(m.Lessons)+1)
	for i := range m.Lessons {
		set[i] = bit(e.Done(m.Lessons[i].ID))
	}
	set[len(m.Lessons)] = bit(!e.CompletedAt.IsZero())
	return string(set)
}

func bit(b bool) byte {
	if b {
		return '1'
	}
	return '0'
}
