package courses

import (
	"context"
	"errors"
	"time"
)

// ErrNotFound reports that there is no such module, lesson, version or enrolment.
var ErrNotFound = errors.New("courses: not found")

// ErrConflict reports an import of what is there already, but different.
var ErrConflict = errors.New("courses: a different record has this key")

// MostPeople is how many people [Store.EnrolmentsOf] may be asked for at once.
const MostPeople = 1000

// A Version says what was published: every file of a module at one time. Versions are never changed
// or removed, because enrolments and certificates point to them.
type Version struct {
	Module    ModuleID
	Number    string // semantic version
	Hash      Hash
	Published time.Time
}

// A Store keeps versions and enrolments. Times are UTC with millisecond precision: a store cuts off
// what is finer in every time that it is given and returns them so, from the writing methods too.
//
// A person is any valid UTF-8 without NUL and is compared byte by byte, as are all ids. Maps and slices
// that go in or come out belong to the caller.
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

	// PublishedSince returns the versions of all modules that were published then or later, the one
	// published last first (ties by hash). It tells nodes what others have published.
	PublishedSince(ctx context.Context, since time.Time) ([]Version, error)

	// Enrol records the enrolment e unless its key is taken, and returns the one that is now there:
	// of several concurrent calls with one key, all return the same. Lessons and CompletedAt of e are ignored;
	// UpdatedAt becomes EnrolledAt.
	Enrol(ctx context.Context, e Enrolment) (Enrolment, error)

	// Enrolment returns the enrolment with the key, or ErrNotFound.
	Enrolment(ctx context.Context, k Key) (Enrolment, error)

	// Latest returns the person's enrolment in the module with the highest cycle, or ErrNotFound.
	Latest(ctx context.Context, person string, id ModuleID) (Enrolment, error)

	// EnrolmentsOf returns all enrolments of the people, ordered by person, module and cycle
	// (byte order), each once. Unknown people have none. Asking for more than [MostPeople] is an error.
	EnrolmentsOf(ctx context.Context, people ...string) ([]Enrolment, error)

	// RecordLesson notes that the lesson was finished at that time and returns the enrolment after it.
	// The first call counts: a repeat changes nothing. UpdatedAt becomes at unless it is later already.
	// ErrNotFound if there is no such enrolment.
	RecordLesson(ctx context.Context, k Key, id LessonID, at time.Time) (Enrolment, error)

	// Complete notes that every rule was met at that time. The first call counts: a repeat changes
	// nothing. UpdatedAt becomes at unless it is later already. ErrNotFound if there is no such enrolment.
	Complete(ctx context.Context, k Key, at time.Time) error

	// OpenSince returns up to limit enrolments that are not completed and whose last fact is not older
	// than since, the oldest fact first (ties by person, module and cycle). A limit below 1 returns none.
	// It serves the repair after a crash.
	OpenSince(ctx context.Context, since time.Time, limit int) ([]Enrolment, error)

	// ExportVersions returns up to limit versions whose hash comes after the one given, by hash (byte
	// order). Each version that was there before the first page was asked for is on one page, whatever is
	// published meanwhile. It serves backups.
	ExportVersions(ctx context.Context, after Hash, limit int) ([]Version, error)

	// ExportEnrolments returns up to limit enrolments whose key comes after the one given, by person,
	// module and cycle (byte order), with the same promise.
	ExportEnrolments(ctx context.Context, after Key, limit int) ([]Enrolment, error)

	// ImportEnrolments records enrolments with all their facts, as they were exported. One that is there
	// already is left as it is; [ErrConflict] if it differs. After an error some of the others may be there.
	ImportEnrolments(ctx context.Context, list ...Enrolment) error
}
