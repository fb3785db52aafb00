package assessments

import (
	"context"
	"fmt"
	"math"
)

// A Statistics is what marked attempts at one version tell about its questions. It names nobody, and
// nobody can be found in it; disclosure.go says why.
type Statistics struct {
	People    int              // whose first sitting was marked: a multiple of five, 0 if fewer than [LeastPeople]
	Questions []QuestionFigure // all that software marks, in the author's order; of a case its parts
}

// A QuestionFigure is what the first sittings of people tell about a question, after the classical test theory
// (G. A. Lienert, U. Raatz, Testaufbau und Testanalyse, 6th edition, 1998, chapter on item analysis).
type QuestionFigure struct {
	Question *Question
	// People is how many sat the question: a multiple of five. If it is 0, nothing else is told.
	People int
	// Facility is the mean share of its points that people earned (for a question that is right or wrong: the share of
	// those who had it right). Open answers earn nothing.
	Facility Share
	// Discrimination is nil if there are too few people or nearly all or none earn the points.
	Discrimination *Discrimination
	Choices        *Choices // nil unless options are chosen and it can be told how often
	Findings       []Finding

	right int // the number of people whose share the facility is, rounded
}

// A Discrimination is the corrected item-total correlation: between the points of a question and the share of points
// that the same people earned with all other questions of the sitting. For a part of a case, the other
// parts are left out too, because they hang together.
type Discrimination struct {
	Tenths    int // -10..10
	Low, High int // interval of 95 percent by Fisher's transformation, with the doubt of rounding; in tenths
}

// Choices says how often options were chosen.
type Choices struct {
	Options []OptionFigure
	Open    int // people who chose none, rounded like the options
}

// An OptionFigure says how often an option was chosen.
type OptionFigure struct {
	*Option
	People int // rounded to the nearest multiple of five; 0 is fewer than 5
}

// Statistics returns what the marked attempts at the module in one version tell. The content is the hash of
// the version that a comes from.
func (s *Service) Statistics(ctx context.Context, module, content string, a *Assessment) (Statistics, error) {
	t := newTally(a)
	if err := s.Store.MarkedAttempts(ctx, module, content, t.add); err != nil {
		return Statistics{}, fmt.Errorf("statistics of %s: %w", module, err)
	}
	return t.statistics(), nil
}

// A tally collects what attempts say about questions.
type tally struct {
	a     *Assessment
	sat   map[int]bool // by sitter
	items map[QuestionID][]response
}

// A response is what one person made of a question.
type response struct {
	points int
	rest   float64 // share of the points earned with the other questions, 0 if there are none
	chosen uint32  // bit i for the option at i
	open   bool
}

func newTally(a *Assessment) *tally {
	return &tally{a: a, sat: make(map[int]bool), items: make(map[QuestionID][]response)}
}

// add counts an attempt unless the person has been counted. Attempts come in the order of marking.
func (t *tally) add(at MarkedAttempt) error {
	if t.sat[at.Sitter] {
		return nil
	}
	t.sat[at.Sitter] = true
	asked := make([]*Question, len(at.Questions))
	var points, most int
	for i, id := range at.Questions {
		if asked[i] = t.a.Find(id); asked[i] == nil {
			return fmt.Errorf("question %s: %w", id, ErrNotFound)
		}
		points += earned(asked[i], at)
		most += asked[i].Most()
	}
	for _, q := range asked {
		var rest float64
		if others := most - q.Most(); others > 0 {
			rest = float64(points-earned(q, at)) / float64(others)
		}
		q.leaves(func(leaf *Question) {
			r := response{points: at.Earned[leaf.ID], rest: rest, open: len(at.Answers[leaf.ID]) == 0}
			for _, id := range at.Answers[leaf.ID] {
				if i := leaf.option(id); i >= 0 {
					r.chosen |= 1 << i
				}
			}
			t.items[leaf.ID] = append(t.items[leaf.ID], r)
		})
	}
	return nil
}

// earned returns the points that the attempt earned with the question, a case with its parts.
func earned(q *Question, at MarkedAttempt) int {
	var sum int
	q.leaves(func(leaf *Question) { sum += at.Earned[leaf.ID] })
	return sum
}

func (t *tally) statistics() Statistics {
	s := Statistics{People: let(len(t.sat))}
	for p := range t.a.Pools {
		for i := range t.a.Pools[p].Questions {
			t.a.Pools[p].Questions[i].leaves(func(q *Question) {
				if q.Kind != Essay {
					s.Questions = append(s.Questions, figure(q, t.items[q.ID]))
				}
			})
		}
	}
	return s
}

// figure tells what may be told of the responses to a question.
func figure(q *Question, all []response) QuestionFigure {
	f := QuestionFigure{Question: q, People: let(len(all))}
	if f.People == 0 {
		return f
	}
	responses := all[:f.People]
	var points int
	for _, r := range responses {
		points += r.points
	}
	f.right = rounded(points, q.Most())
	f.Facility = shareOfPeople(f.right, f.People)
	if f.People >= leastCorrelated && f.right > 0 && f.right < f.People {
		f.Discrimination = discrimination(responses)
	}
	if q.Kind == Single || q.Kind == TrueFalse || q.Kind == Multiple {
		f.Choices = choices(q, responses)
	}
	f.Findings = f.look()
	return f
}

func discrimination(responses []response) *Discrimination {
	item, rest := make([]float64, len(responses)), make([]float64, len(responses))
	for i, r := range responses {
		item[i], rest[i] = float64(r.points), r.rest
	}
	tenths := math.Round(10 * correlation(item, rest))
	low, _ := fisher(max(-1, (tenths-0.5)/10), len(responses))
	_, high := fisher(min(1, (tenths+0.5)/10), len(responses))
	return &Discrimination{Tenths: int(tenths), Low: int(math.Floor(10 * low)), High: int(math.Ceil(10 * high))}
}

func choices(q *Question, responses []response) *Choices {
	c := &Choices{}
	numbers := make([]int, 0, len(q.Options)+1)
	for i := range q.Options {
		n := count(responses, func(r response) bool { return r.chosen&(1<<i) != 0 })
		c.Options = append(c.Options, OptionFigure{Option: &q.Options[i], People: rounded(n, 1)})
		numbers = append(numbers, c.Options[i].People)
	}
	c.Open = rounded(count(responses, func(r response) bool { return r.open }), 1)
	if q.Kind != Multiple && !tellable(append(numbers, c.Open), len(responses)) {
		return nil
	}
	return c
}

func count(responses []response, is func(response) bool) int {
	n := 0
	for _, r := range responses {
		if is(r) {
			n++
		}
	}
	return n
}
