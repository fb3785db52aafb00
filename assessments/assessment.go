package assessments

import "time"

// A Feedback says when a person learns what was right.
type Feedback string

// When feedback is given.
const (
	FeedbackAtOnce      Feedback = "sofort"
	FeedbackAfterSubmit Feedback = "nach-abgabe"
	FeedbackAfterPass   Feedback = "nach-bestehen"
	FeedbackNever       Feedback = "nie"
)

// An Assessment is the examined question set of one module at one version, as its author wrote it.
type Assessment struct {
	ID       string // from the front matter, unique within the module
	Title    string
	PassMark int           // least share of the points that passes, in percent, 0..100
	Tries    int           // sittings allowed per cycle; 0 is unlimited
	Wait     time.Duration // between the end of one sitting and the start of the next
	Limit    time.Duration // of one sitting; 0 is unlimited
	Shuffle  bool
	Feedback Feedback
	Pools    []Pool
}

// A Pool is a group of questions from which a sitting draws.
type Pool struct {
	Name      string
	Draw      int // how many questions a sitting gets from this pool; never more than there are
	Questions []Question
}

// Find returns the question with the id, looking into cases too, or nil.
func (a *Assessment) Find(id QuestionID) *Question {
	for p := range a.Pools {
		for q := range a.Pools[p].Questions {
			if found := a.Pools[p].Questions[q].find(id); found != nil {
				return found
			}
		}
	}
	return nil
}

func (q *Question) find(id QuestionID) *Question {
	if q.ID == id {
		return q
	}
	for i := range q.Parts {
		if q.Parts[i].ID == id {
			return &q.Parts[i]
		}
	}
	return nil
}
