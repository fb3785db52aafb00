package assessments

import (
	"context"
	"errors"
	"time"
)

// Sentinels of this package, wrapped with what was sought.
var (
	ErrNotFound  = errors.New("assessments: not found")
	ErrExists    = errors.New("assessments: attempt exists")
	ErrSubmitted = errors.New("assessments: attempt is submitted")
	// ErrConflict reports an import of what is there already, but different.
	ErrConflict = errors.New("assessments: a different attempt has this ID")
)

// A Store keeps attempts. Times are UTC with millisecond precision: a store cuts what is finer and
// returns them so. Strings, question IDs among them, come back byte for byte. What is handed in and what is
// returned share no memory with the store, and a returned map of answers is never nil.
//
// Every method is safe for concurrent use by any number of processes and honours ctx. What a method
// has acknowledged by returning nil survives a crash.
type Store interface {
	// StartAttempt records a new attempt. ErrExists if its ID is taken: of several concurrent calls
	// exactly one succeeds. Answers, SubmittedAt, Result and Settled of a are ignored.
	StartAttempt(ctx context.Context, a Attempt) error

	// Attempt returns the attempt, or ErrNotFound.
	Attempt(ctx context.Context, id AttemptID) (Attempt, error)

	// Attempts returns a person's attempts at a module in one cycle, ordered by number; none is no error.
	Attempts(ctx context.Context, person, module string, cycle int) ([]Attempt, error)

	// SaveAnswers replaces the answers to the questions named in answers (an empty answer removes it) and leaves the
	// others alone, all in one step. ErrSubmitted once the attempt is closed, ErrNotFound if there is none.
	SaveAnswers(ctx context.Context, id AttemptID, answers map[QuestionID]Answer) error

	// CloseAttempt ends the answering at that time and returns the attempt as it is from then on. The first time
	// counts: a repeat changes nothing and returns the same. No SaveAnswers succeeds after it, and every answer that was
	// acknowledged before it is in what it returns. ErrNotFound if there is none.
	CloseAttempt(ctx context.Context, id AttemptID, at time.Time) (Attempt, error)

	// RecordResult keeps the result of a closed attempt. The first result counts: a repeat changes
	// nothing. ErrNotFound if there is no such attempt or it is not closed.
	RecordResult(ctx context.Context, id AttemptID, r Result) error

	// Settle notes that everything that follows from the result has happened. ErrNotFound if there is
	// no such attempt or it has no result. A repeat changes nothing.
	Settle(ctx context.Context, id AttemptID) error

	// Unsettled returns up to limit attempts that need attention, oldest start first (ties by ID): running ones with a
	// deadline before now, and submitted ones that are not settled. The limit is at least 1.
	Unsettled(ctx context.Context, now time.Time, limit int) ([]Attempt, error)

	// MarkedAttempts calls yield for each marked attempt at the module in the version with that content, in the order
	// of marking (ties by ID), and stops with the first error that yield returns. One that is marked
	// meanwhile may be left out. Yield must not call the store.
	MarkedAttempts(ctx context.Context, module, content string, yield func(MarkedAttempt) error) error

	// Export returns up to limit attempts whose ID comes after the one given, by ID (byte order). Each attempt that
	// was there before the first page was asked for is on one page, whatever begins meanwhile. It serves backups.
	Export(ctx context.Context, after AttemptID, limit int) ([]Attempt, error)

	// Import records attempts with all their facts, as they were exported. One that is there already is
	// left as it is; [ErrConflict] if it differs. After an error some of the others may be there.
	Import(ctx context.Context, list ...Attempt) error
}
