package web

import (
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/flow"
	"lernamt/static"
)

type statisticsPage struct {
	static.Page
	Course  flow.Course // at the version shown
	Version static.Field
	People  int // 0: too few
	Look    []statisticsRow
	Rows    []statisticsRow
	Chart   statisticsChart
}

// A statisticsRow is what is told about one question. Texts are empty where nothing is told.
type statisticsRow struct {
	assessments.QuestionFigure
	Number         int // from 1, as in the picture
	Title          string
	URL            string // of the question with its solution, empty if the current version does not have it
	Facility       string
	Range          string // of the facility
	Discrimination string
	Correlation    string // range of the discrimination
	Reasons        []reasonLine
}

// A reasonLine is why to look at a question, with the option that it is about.
type reasonLine struct{ Text, Option string }

// statistics serves GET /werkstatt/:module/statistik: what the answers of many tell about the questions of one
// version, ?version=hash or the current one.
func (s *Server) statistics(c *fiber.Ctx) error {
	ctx, id := c.UserContext(), courses.ModuleID(c.Params("module"))
	course, figures, err := s.Flow.Statistics(ctx, id, courses.Hash(c.Query("version")))
	if err != nil {
		return err
	}
	current, err := s.Flow.Catalogue.Current(id)
	if err != nil {
		return err
	}
	versions, err := s.Flow.Courses.Store.Versions(ctx, id)
	if err != nil {
		return err
	}
	p := statisticsPage{Page: s.page(c, "statistics.title"), Course: course, People: figures.People, Version: s.versionField(c, versions, course)}
	s.workshopCrumbs(c, &p.Page, current, p.Title)
	for i, f := range figures.Questions {
		row := s.statisticsRow(c, i+1, f, current)
		p.Rows = append(p.Rows, row)
		if len(row.Reasons) > 0 {
			p.Look = append(p.Look, row)
		}
	}
	p.Chart = drawStatistics(p.Rows)
	return s.render(c, fiber.StatusOK, "workshop-statistics", &p)
}

// versionField lets trainers choose among the versions that were published.
func (s *Server) versionField(c *fiber.Ctx, versions []courses.Version, shown flow.Course) static.Field {
	f := static.Field{ID: "version", Name: "version", Label: s.say(c, "module.version"), Filter: true}
	tr := s.views.translators[s.lang(c)]
	for _, v := range versions {
		f.Choices = append(f.Choices, static.Choice{
			Value: string(v.Hash), Selected: v.Hash == shown.Hash,
			Label: fmt.Sprintf("%s · %s · %s", v.Number, tr.date(v.Published), v.Hash.Short()),
		})
	}
	return f
}

func (s *Server) statisticsRow(c *fiber.Ctx, n int, f assessments.QuestionFigure, current flow.Course) statisticsRow {
	row := statisticsRow{QuestionFigure: f, Number: n, Title: f.Question.Title}
	if row.Title == "" {
		row.Title = string(f.Question.ID)
	}
	if current.Exam != nil && current.Exam.Find(f.Question.ID) != nil {
		row.URL = workshopPath(current.ID) + "/pruefung?loesung=ja#frage-" + string(f.Question.ID)
	}
	if f.People == 0 {
		return row
	}
	share, lang := f.Facility, s.lang(c)
	row.Facility = s.say(c, "statistics.percent", "Percent", share.Percent)
	row.Range = s.say(c, "statistics.range", "Low", share.Low, "High", s.say(c, "statistics.percent", "Percent", share.High))
	if d := f.Discrimination; d != nil {
		row.Discrimination = tenths(lang, d.Tenths)
		row.Correlation = s.say(c, "statistics.range", "Low", tenths(lang, d.Low), "High", tenths(lang, d.High))
	}
	for _, found := range f.Findings {
		line := reasonLine{Text: s.say(c, "statistics.reason_"+strings.ReplaceAll(string(found.Reason), "-", "_"))}
		if found.Option != nil {
			line.Option = found.Option.Plain
		}
		row.Reasons = append(row.Reasons, line)
	}
	return row
}

// tenths writes a number of tenths with its sign: −0,3.
func tenths(lang string, n int) string {
	sign, point := "", ","
	if n < 0 {
		sign, n = "−", -n
	}
	if lang == "en" {
		point = "."
	}
	return fmt.Sprintf("%s%d%s%d", sign, n/10, point, n%10)
}

// A statisticsChart is a picture of the facilities, one line for each question of which something is told. Lengths are
// in units of the picture, which is 320 wide.
type statisticsChart struct {
	Height, Bottom int
	Ticks          []chartTick
	Marks          []chartMark
}

type chartTick struct{ X, Percent int }

// A chartMark is a point with its interval.
type chartMark struct{ Number, Y, X, Low, High int }

const (
	chartLeft  = 28 // of 0 percent
	chartWidth = 280
	chartTop   = 20 // of the first line
	chartLine  = 18
)

func chartX(percent int) int { return chartLeft + chartWidth*percent/100 }

func drawStatistics(rows []statisticsRow) statisticsChart {
	var chart statisticsChart
	for _, row := range rows {
		if row.People == 0 {
			continue
		}
		share := row.QuestionFigure.Facility
		y := chartTop + chartLine*len(chart.Marks) + chartLine/2
		chart.Marks = append(chart.Marks, chartMark{row.Number, y, chartX(share.Percent), chartX(share.Low), chartX(share.High)})
	}
	for percent := 0; percent <= 100; percent += 25 {
		chart.Ticks = append(chart.Ticks, chartTick{chartX(percent), percent})
	}
	chart.Bottom = chartTop + chartLine*len(chart.Marks)
	chart.Height = chart.Bottom + 4
	return chart
}
