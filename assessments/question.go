package assessments

import "html/template"

// A QuestionID names a question within its assessment or lesson: lower-case letters, digits and
// hyphens. Attempts, statistics and translations hang on it, so it is never reused.
type QuestionID string

// A Kind is a type of question.
type Kind string

// The kinds of the authoring format.
const (
	Single    Kind = "single"     // exactly one of several options
	Multiple  Kind = "multiple"   // each option is right or wrong on its own
	TrueFalse Kind = "true-false" // a single choice between Richtig and Falsch
	Ordering  Kind = "ordering"
	Matching  Kind = "matching"
	Number    Kind = "number" // with tolerance and unit
	ShortText Kind = "text"
	Gaps      Kind = "gaps"     // typed or drop-down
	Essay     Kind = "freitext" // marked by a trainer, never by software
	Case      Kind = "case"     // a text with several questions
)

// A Question is one question as its author wrote it, with the right answer. It never leaves the server
// as a whole: what a page shows is made by View, which leaves out what must not be known yet.
type Question struct {
	ID          QuestionID
	Kind        Kind
	Title       string        // the heading
	Text        template.HTML // between heading and answer, may be empty; contains the gaps of kind Gaps as placeholders
	Points      int           // most that it earns, at least 1
	Difficulty  string        // leicht, mittel, schwer or empty
	Competence  string
	Objective   int  // number of the learning objective that it tests, from 1; 0 if not said
	KeepOrder   bool // never shuffle the options
	AllOrNone   bool // no partial credit
	Exact       bool // no folding of text answers
	Hint        template.HTML
	Explanation template.HTML

	Options []Option // Single, Multiple, TrueFalse; Ordering in the right order
	Pairs   []Pair   // Matching
	Number  NumberKey
	Accept  []string // ShortText: accepted variants
	Gaps    []Gap    // in order of appearance
	Parts   []Question
}

// An Option is one choice, or one item to put in order.
type Option struct {
	ID       string // stable within the question, derived from the author's order: a, b, c, ...
	Text     template.HTML
	Plain    string // Text without markup, for drop-downs and statistics
	Right    bool
	Feedback template.HTML
}

// A Pair joins a left side with its right side. A distractor has only a right side.
type Pair struct {
	ID         string // a, b, c, ... in the author's order
	Left       template.HTML
	LeftPlain  string // empty for a distractor
	Right      template.HTML
	RightPlain string
}

// A NumberKey is the right answer to a question of kind Number, as exact decimals.
type NumberKey struct {
	Value     string // canonical decimal with a point, such as 72 or -0.5
	Tolerance string // canonical decimal, at least 0
	Unit      string // empty if none is asked for
}

// A Gap is one blank in a text.
type Gap struct {
	Accept  []string // right variants; a drop-down has exactly one
	Choices []string // what a drop-down offers, in the author's order; nil for a typed gap
}
