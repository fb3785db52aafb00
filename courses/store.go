package courses

import (
	"context"
	"errors"
	"time"
)

// ErrNotFound reports that there is no such module, lesson, version or enrolment.
var ErrNotFound = errors.New("courses: not found")

// A Version says what was published: every file of a module at one time. Versions are never changed
// or removed, because enrolments and certificates point to them.
type Version struct {
	Module    ModuleID
	Number    string // semantic version
	Hash      Hash
	Published time.Time
}

// A Store keeps versions and enrolments. Times are UTC with millisecond precision; a store returns them so.
//
// Every method is safe for concurrent use by any number of processes and honours ctx. What a method
// has acknowledged by returning nil survives a crash.
type Store interface {
	// Publish keeps a version with its files (slash-separated path to content). Publishing a hash
	// that is already there changes nothing, not even Published, and is no error.
	Publish(ctx context.Context, v Version, files map[string][]byte) error

	// Version returns a published version with its files, or ErrNotFound.
	Version(ctx context.Context, h Hash) (Version, map[string][]byte, error)

	// Versions returns all versions of a module, the one published last first (ties by hash).
	Versions(ctx context.Context, id ModuleID) ([]Version, error)

	// Enrol records the enrolment e unless its key is taken, and returns the one that is now there:
	// of several concurrent calls with one key, all return the same. Lessons and CompletedAt of e are ignored;
	// UpdatedAt becomes EnrolledAt.
	Enrol(ctx context.Context, e Enrolment) (Enrolment, error)

	// Enrolment returns the enrolment with the key, or ErrNotFound.
	Enrolment(ctx context.Context, k Key) (Enrolment, error)

	// Latest returns the person's enrolment in the module with the highest cycle, or ErrNotFound.
	Latest(ctx context.Context, person string, id ModuleID) (Enrolment, error)

	// EnrolmentsOf returns all enrolments of the people, ordered by person, module and cycle
	// (byte order). Unknown people have none. At most 1,000 people may be asked for at once.
	EnrolmentsOf(ctx context.Context, people ...string) ([]Enrolment, error)

	// RecordLesson notes that the lesson was finished at that time and returns the enrolment after it.
	// The first time counts: a repeat changes nothing. ErrNotFound if there is no such enrolment.
	RecordLesson(ctx context.Context, k Key, id LessonID, at time.Time) (Enrolment, error)

	// Complete notes that every rule was met at that time. The first time counts: a repeat changes
	// nothing. ErrNotFound if there is no such enrolment.
	Complete(ctx context.Context, k Key, at time.Time) error

	// OpenSince returns up to limit enrolments that are not completed and whose last fact is not older
	// than since, the oldest fact first (ties by key). It serves the repair after a crash.
	OpenSince(ctx context.Context, since time.Time, limit int) ([]Enrolment, error)
}
