package assessments

import (
	"slices"

	"github.com/yuin/goldmark/ast"
)

// A rules is everything in which one type of question differs from another. Each type has a file of
// its own that holds its rules; a new type is a new file and a line in the table below.
type rules interface {
	// claim says how sure it is that the block holds the answer to a question of this kind.
	claim(r *reader, n ast.Node) claim
	// read fills q from the blocks that hold the answer and reports what is wrong with them.
	read(r *reader, q *Question, answer []ast.Node)
	// canonical checks submitted values and brings them into the form that [Answer] describes.
	canonical(q *Question, values []string) (Answer, error)
	// share says how much of the canonical answer is right.
	share(q *Question, a Answer) share
	// values reads the fields of a form that was made by view with the same seed.
	values(q *Question, seed uint64, f fields) ([]string, error)
	// view adds to v what a page shows.
	view(q *Question, o ViewOptions, v *QuestionView)
}

// A claim is how sure a kind is that a block holds its answer.
type claim int

const (
	noClaim     claim = iota
	weakClaim         // may be part of the text if something else holds the answer
	strongClaim       // can be nothing else
)

// kinds holds the rules of each kind. A case has none: its parts have.
var kinds = map[Kind]rules{
	Single:    single{},
	TrueFalse: trueFalse{},
	Multiple:  multiple{},
	Ordering:  ordering{},
	Matching:  matching{},
	Number:    number{},
	ShortText: shortText{},
	Gaps:      gaps{},
	Essay:     essay{},
}

// claimants is the order in which kinds are asked for a block: the first that claims it has it.
var claimants = []Kind{Gaps, TrueFalse, Single, Multiple, Number, ShortText, Ordering, Matching}

// claimed returns the kind that claims the block and how sure it is.
func (r *reader) claimed(n ast.Node) (Kind, claim) {
	for _, k := range claimants {
		if c := kinds[k].claim(r, n); c != noClaim {
			return k, c
		}
	}
	return "", noClaim
}

// letter returns the id of the i-th option or pair: a, b, c, ...
func letter(i int) string { return string(rune('a' + i)) }

// maxLetters is the greatest number of options, items or pairs of a question.
const maxLetters = 26

// option returns the position of the option with the id in the author's order, or -1.
func (q *Question) option(id string) int {
	return slices.IndexFunc(q.Options, func(o Option) bool { return o.ID == id })
}
