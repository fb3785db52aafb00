package assessments

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"time"
)

// An AttemptID names an attempt. It is derived from the attempt's key, so that an attempt can exist
// only once, and cannot be guessed by someone who does not know the person's random ID.
type AttemptID string

// A Key says which sitting of which assessment by whom an attempt is.
type Key struct {
	Person string // opaque to this package
	Module string // the module that is examined, opaque to this package
	Cycle  int    // of the person's enrolment, from 1
	Number int    // of the sitting within the cycle, from 1
}

// ID returns the id of the attempt with this key: 26 lower-case letters and digits.
func (k Key) ID() AttemptID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %d %d", k.Person, k.Module, k.Cycle, k.Number))
	return AttemptID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:26]))
}

// An Answer is what a person answered to one question, in the question's canonical form:
//
//	Single, TrueFalse  the option's ID
//	Multiple           the chosen option IDs in ascending order; none chosen is the empty answer
//	Ordering           one option ID for each place, in the person's order; "" if open
//	Matching           one Pair ID of a right side for each left side, in the author's order; "" if open
//	Number, ShortText  the text as typed
//	Gaps               one text for each gap, in order
//	Essay              the text as typed
//
// The empty answer (nil) means not answered.
type Answer []string

// An Attempt is one sitting. Questions, seed and content are fixed when it starts.
type Attempt struct {
	ID AttemptID
	Key
	Content     string       // hash of the module's version, which fixes the wording and the right answers
	Seed        uint64       // fixes the order in which questions and options are shown
	Questions   []QuestionID // as drawn and in the order shown; a case is one entry
	StartedAt   time.Time
	Deadline    time.Time             // zero if there is no time limit
	Answers     map[QuestionID]Answer // by question; for a case by its parts
	SubmittedAt time.Time             // zero while it runs
	Result      *Result               // nil until marked
	Settled     bool                  // whether everything that follows from the result has happened
}

// Running reports whether answers may still be given, as far as the record goes: a deadline that has
// passed ends an attempt even before that is recorded.
func (a *Attempt) Running(now time.Time) bool {
	return a.SubmittedAt.IsZero() && (a.Deadline.IsZero() || now.Before(a.Deadline))
}

// A Result is the outcome of a marked attempt.
type Result struct {
	Points   int
	Most     int // points that could be had
	Passed   bool
	Earned   map[QuestionID]int // points per question; for a case per part
	MarkedAt time.Time
}
