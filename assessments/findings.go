package assessments

// A Reason says why a question is worth a second look.
type Reason string

// The reasons, found in what [Statistics] tells and nowhere else.
const (
	// TooEasy: at least 90 percent of the points are earned, whatever was rounded. Lienert and Raatz want 20 to 80
	// percent; the bound is higher because here people are meant to know what they have learnt.
	TooEasy Reason = "too-easy"
	// TooHard: at most 20 percent of the points are earned, whatever was rounded.
	TooHard Reason = "too-hard"
	// Negative: who does well elsewhere does worse here. Often the key is wrong or the wording misleads.
	Negative Reason = "negative"
	// Unchosen: fewer than 5 percent take a wrong option (T. M. Haladyna, S. M. Downing, "How many options is enough for
	// a multiple-choice test item?", Educational and Psychological Measurement 53 (1993) 999-1010).
	Unchosen Reason = "unchosen"
	// Beaten: more people take a wrong option than the right one.
	Beaten Reason = "beaten"
)

// A Finding is a reason to look at a question.
type Finding struct {
	Reason Reason
	Option *Option // Unchosen and Beaten only: the wrong option
}

// look returns what is worth a second look, the gravest first. Rounding moved the number of the points earned by
// two and a half people at most.
func (f *QuestionFigure) look() []Finding {
	var found []Finding
	if f.Discrimination != nil && f.Discrimination.Tenths < 0 {
		found = append(found, Finding{Reason: Negative})
	}
	found = append(found, f.distractors(Beaten, func(o OptionFigure) bool { return o.People > f.leastRight() })...)
	if 100*(2*f.right-LeastPeople) >= 90*2*f.People {
		return append(found, Finding{Reason: TooEasy}) // that nobody takes a distractor is the same news
	}
	if 100*(2*f.right+LeastPeople) <= 20*2*f.People {
		found = append(found, Finding{Reason: TooHard})
	}
	return append(found, f.distractors(Unchosen, func(o OptionFigure) bool {
		return o.People == 0 && 100*(LeastPeople/2) < 5*f.People
	})...)
}

// distractors returns the finding for each wrong option that is such, if it is told how often options were chosen.
func (f *QuestionFigure) distractors(reason Reason, such func(OptionFigure) bool) []Finding {
	if f.Choices == nil {
		return nil
	}
	var found []Finding
	for _, o := range f.Choices.Options {
		if !o.Right && such(o) {
			found = append(found, Finding{Reason: reason, Option: o.Option})
		}
	}
	return found
}

// leastRight returns how many chose the right option that was chosen least.
func (f *QuestionFigure) leastRight() int {
	least := f.People
	for _, o := range f.Choices.Options {
		if o.Right {
			least = min(least, o.People)
		}
	}
	return least
}
