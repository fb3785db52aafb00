package web

import (
	"github.com/gofiber/fiber/v2"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/flow"
	"lernamt/static"
)

type workshopPage struct {
	static.Page
	Courses []workshopCourse
}

type workshopCourse struct {
	flow.Course
	Questions int
	Draw      int // questions of one sitting
}

// workshop serves GET /werkstatt: the modules, for trainers.
func (s *Server) workshop(c *fiber.Ctx) error {
	all, err := s.Flow.Catalogue.Courses()
	if err != nil {
		return err
	}
	p := workshopPage{Page: s.page(c, "workshop.title")}
	s.crumbs(c, &p.Page, static.Link{Label: p.Title})
	for _, course := range all {
		p.Courses = append(p.Courses, count(course))
	}
	return s.render(c, fiber.StatusOK, "workshop", &p)
}

func count(course flow.Course) workshopCourse {
	w := workshopCourse{Course: course}
	if course.Exam != nil {
		for _, pool := range course.Exam.Pools {
			w.Questions += len(pool.Questions)
			w.Draw += pool.Draw
		}
	}
	return w
}

type workshopModulePage struct {
	static.Page
	Course  workshopCourse
	Lessons []lessonLink
}

// workshopModule serves GET /werkstatt/:module.
func (s *Server) workshopModule(c *fiber.Ctx) error {
	course, err := s.Flow.Catalogue.Current(courses.ModuleID(c.Params("module")))
	if err != nil {
		return err
	}
	p := workshopModulePage{Page: s.titled(c, course.Title), Course: count(course)}
	s.crumbs(c, &p.Page, static.Link{URL: "/werkstatt", Label: s.say(c, "workshop.title")}, static.Link{Label: course.Title})
	for i := range course.Lessons {
		l := &course.Lessons[i]
		p.Lessons = append(p.Lessons, lessonLink{URL: previewPath(course.ID, l.ID), Title: l.Title, Minutes: l.Minutes})
	}
	return s.render(c, fiber.StatusOK, "workshop-module", &p)
}

// workshopCrumbs sets the trail of a page below a module of the workshop.
func (s *Server) workshopCrumbs(c *fiber.Ctx, p *static.Page, course flow.Course, title string) {
	s.crumbs(c, p, static.Link{URL: "/werkstatt", Label: s.say(c, "workshop.title")},
		static.Link{URL: workshopPath(course.ID), Label: course.Title}, static.Link{Label: title})
}

// lessonAt returns the lesson of the path at its current version.
func (s *Server) lessonAt(c *fiber.Ctx) (flow.Course, *courses.Lesson, error) {
	course, err := s.Flow.Catalogue.Current(courses.ModuleID(c.Params("module")))
	if err != nil {
		return flow.Course{}, nil, err
	}
	lesson, _ := course.Lesson(courses.LessonID(c.Params("lesson")))
	if lesson == nil {
		return flow.Course{}, nil, courses.ErrNotFound
	}
	return course, lesson.Variant(c.Query(fieldVersion)), nil
}

// workshopLesson serves GET /werkstatt/:module/lektion/:lesson: the lesson as learners see it.
func (s *Server) workshopLesson(c *fiber.Ctx) error {
	course, lesson, err := s.lessonAt(c)
	if err != nil {
		return err
	}
	return s.renderLesson(c, fiber.StatusOK, s.page(c, "layout.product"), nil, course, lesson, nil)
}

// workshopCheck serves POST /werkstatt/:module/lektion/:lesson: feedback to checks, as learners get it.
func (s *Server) workshopCheck(c *fiber.Ctx) error {
	course, lesson, err := s.lessonAt(c)
	if err != nil {
		return err
	}
	answered, err := answeredChecks(lesson, form(c), c.FormValue("frage"))
	if err != nil {
		return err
	}
	return s.renderLesson(c, fiber.StatusOK, s.page(c, "layout.product"), nil, course, lesson, answered)
}

type workshopAssessmentPage struct {
	static.Page
	Course workshopCourse
	Solved bool // with the right answers and all feedback
	Pools  []poolView
}

type poolView struct {
	Name      string
	Draw, All int
	Questions []questionPart
}

// workshopAssessment serves GET /werkstatt/:module/pruefung: every question as learners see it, or, with
// ?loesung=ja, as they see it afterwards.
func (s *Server) workshopAssessment(c *fiber.Ctx) error {
	course, err := s.Flow.Catalogue.Current(courses.ModuleID(c.Params("module")))
	if err != nil {
		return err
	}
	if course.Exam == nil {
		return courses.ErrNotFound
	}
	p := workshopAssessmentPage{Page: s.page(c, "workshop.questions"), Course: count(course), Solved: c.Query("loesung") == "ja"}
	s.workshopCrumbs(c, &p.Page, course, p.Title)
	n := 0
	for i := range course.Exam.Pools {
		pool := &course.Exam.Pools[i]
		view := poolView{Name: pool.Name, Draw: pool.Draw, All: len(pool.Questions)}
		for j := range pool.Questions {
			n++
			v, err := preview(&pool.Questions[j], p.Solved)
			if err != nil {
				return err
			}
			view.Questions = append(view.Questions, s.question(c, course.Language, v, n, p.Course.Questions, p.Solved))
		}
		p.Pools = append(p.Pools, view)
	}
	return s.render(c, fiber.StatusOK, "workshop-assessment", &p)
}

// preview returns the view of a question as it is asked or, solved, as somebody sees it who has answered
// rightly.
func preview(q *assessments.Question, solved bool) (assessments.QuestionView, error) {
	v := q.View(assessments.ViewOptions{Reveal: solved})
	if !solved {
		return v, nil
	}
	form := make(map[string][]string)
	v.Solve(form)
	answers, err := assessments.ParseForm([]*assessments.Question{q}, 0, form)
	return q.View(assessments.ViewOptions{Answers: answers, Reveal: true}), err
}

func workshopPath(id courses.ModuleID) string { return "/werkstatt/" + string(id) }

func previewPath(id courses.ModuleID, lesson courses.LessonID) string {
	return workshopPath(id) + "/lektion/" + string(lesson)
}
