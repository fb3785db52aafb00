package sqlite

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"time"

	"lernamt/courses"
)

type courseStore struct{ db *DB }

// Publish implements [courses.Store].
func (s courseStore) Publish(ctx context.Context, v courses.Version, files map[string][]byte) error {
	hashes := make(map[string][32]byte, len(files)) // computed here, not while all writers wait
	for path, data := range files {
		hashes[path] = sha256.Sum256(data)
	}
	return s.db.write(ctx, func(c *conn) error {
		added, err := c.exec("INSERT INTO version (hash, module, number, published) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
			v.Hash, v.Module, v.Number, v.Published)
		if err != nil || added == 0 {
			return err
		}
		for path, data := range files {
			hash := hashes[path]
			if err := publishFile(c, v.Hash, path, hash[:], data); err != nil {
				return fmt.Errorf("file %s of version %s: %w", path, v.Hash, err)
			}
		}
		return nil
	})
}

func publishFile(c *conn, version courses.Hash, path string, hash, data []byte) error {
	// No bytes would be bound as NULL.
	if _, err := c.exec("INSERT INTO content (sha256, bytes) VALUES (?, coalesce(?, x'')) ON CONFLICT DO NOTHING", hash, data); err != nil {
		return err
	}
	_, err := c.exec("INSERT INTO version_file (version, path, content) SELECT ?, ?, id FROM content WHERE sha256 = ?", version, path, hash)
	return err
}

const selectVersion = "SELECT hash, module, number, published FROM version "

func scanVersion(r row) (courses.Version, error) {
	return courses.Version{
		Hash: courses.Hash(r.text(0)), Module: courses.ModuleID(r.text(1)), Number: r.text(2), Published: r.time(3),
	}, nil
}

// Version implements [courses.Store].
func (s courseStore) Version(ctx context.Context, h courses.Hash) (courses.Version, map[string][]byte, error) {
	var v courses.Version
	files := map[string][]byte{}
	err := s.db.read(ctx, func(c *conn) (err error) {
		if v, err = one(c, courses.ErrNotFound, scanVersion, selectVersion+"WHERE hash = ?", h); err != nil {
			return err
		}
		// Versions never change, so the files may come from a later moment.
		_, err = all(ctx, c, func(r row) (struct{}, error) {
			files[r.text(0)] = r.bytes(1)
			return struct{}{}, nil
		}, "SELECT f.path, c.bytes FROM version_file f JOIN content c ON c.id = f.content WHERE f.version = ?", h)
		return err
	})
	if err != nil {
		return courses.Version{}, nil, fmt.Errorf("version %s: %w", h, err)
	}
	return v, files, nil
}

// Versions implements [courses.Store].
func (s courseStore) Versions(ctx context.Context, id courses.ModuleID) (list []courses.Version, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scanVersion, selectVersion+"WHERE module = ? ORDER BY published DESC, hash", id)
		return err
	})
	return list, err
}

// PublishedSince implements [courses.Store].
func (s courseStore) PublishedSince(ctx context.Context, since time.Time) ([]courses.Version, error) {
	return export(ctx, s.db, scanVersion, selectVersion+"WHERE published >= ? ORDER BY published DESC, hash", since.UnixMilli())
}

const selectEnrolment = "SELECT person, module, cycle, version, enrolled, completed, updated, lessons FROM enrolment "

func scanEnrolment(r row) (courses.Enrolment, error) {
	lessons, err := decodeTimes(r.text(7))
	return courses.Enrolment{
		Key:     courses.Key{Person: r.text(0), Module: courses.ModuleID(r.text(1)), Cycle: r.int(2)},
		Version: courses.Hash(r.text(3)), EnrolledAt: r.time(4), CompletedAt: r.time(5), UpdatedAt: r.time(6), Lessons: lessons,
	}, err
}

func enrolment(c *conn, k courses.Key) (courses.Enrolment, error) {
	e, err := one(c, courses.ErrNotFound, scanEnrolment, selectEnrolment+"WHERE person = ? AND module = ? AND cycle = ?", k.Person, k.Module, k.Cycle)
	if err != nil {
		return e, fmt.Errorf("enrolment in %s, cycle %d: %w", k.Module, k.Cycle, err)
	}
	return e, nil
}

// Enrol implements [courses.Store].
func (s courseStore) Enrol(ctx context.Context, e courses.Enrolment) (there courses.Enrolment, err error) {
	defer s.db.enrolments.forget(personModule{e.Person, e.Module})
	err = s.db.write(ctx, func(c *conn) (err error) {
		_, err = c.exec("INSERT INTO enrolment (person, module, cycle, version, enrolled, updated, lessons) VALUES (?, ?, ?, ?, ?, ?, '{}') ON CONFLICT DO NOTHING",
			e.Person, e.Module, e.Cycle, e.Version, e.EnrolledAt, e.EnrolledAt)
		if err != nil {
			return err
		}
		there, err = enrolment(c, e.Key)
		return err
	})
	return there, err
}

// Enrolment implements [courses.Store].
func (s courseStore) Enrolment(ctx context.Context, k courses.Key) (e courses.Enrolment, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		e, err = enrolment(c, k)
		return err
	})
	return e, err
}

// Latest implements [courses.Store].
func (s courseStore) Latest(ctx context.Context, person string, id courses.ModuleID) (courses.Enrolment, error) {
	e, err := s.db.enrolments.find(ctx, personModule{person, id}, func() (e courses.Enrolment, err error) {
		err = s.db.read(ctx, func(c *conn) (err error) {
			e, err = one(c, courses.ErrNotFound, scanEnrolment, selectEnrolment+"WHERE person = ? AND module = ? ORDER BY cycle DESC LIMIT 1", person, id)
			return err
		})
		if errors.Is(err, courses.ErrNotFound) {
			err = fmt.Errorf("enrolment in %s: %w", id, err)
		}
		return e, err
	})
	e.Lessons = maps.Clone(e.Lessons)
	return e, err
}

// A personModule names the enrolments of a person in a module.
type personModule struct {
	person string
	module courses.ModuleID
}

// EnrolmentsOf implements [courses.Store].
func (s courseStore) EnrolmentsOf(ctx context.Context, people ...string) (list []courses.Enrolment, err error) {
	if len(people) > courses.MostPeople {
		return nil, fmt.Errorf("enrolments of %d people: at most %d at once", len(people), courses.MostPeople)
	}
	asked, err := array(people)
	if err != nil {
		return nil, err
	}
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scanEnrolment, selectEnrolment+"WHERE person IN (SELECT value FROM json_each(?)) ORDER BY person, module, cycle", asked)
		return err
	})
	return list, err
}

// RecordLesson implements [courses.Store].
func (s courseStore) RecordLesson(ctx context.Context, k courses.Key, id courses.LessonID, at time.Time) (e courses.Enrolment, err error) {
	defer s.db.enrolments.forget(personModule{k.Person, k.Module})
	at = at.UTC().Truncate(time.Millisecond)
	err = s.db.write(ctx, func(c *conn) (err error) {
		if e, err = enrolment(c, k); err != nil || e.Done(id) {
			return err
		}
		e.Lessons[id], e.UpdatedAt = at, later(at, e.UpdatedAt)
		lessons, err := encodeTimes(e.Lessons)
		if err != nil {
			return err
		}
		_, err = c.exec("UPDATE enrolment SET lessons = ?, updated = ? WHERE person = ? AND module = ? AND cycle = ?",
			lessons, e.UpdatedAt, k.Person, k.Module, k.Cycle)
		return err
	})
	if err != nil {
		return courses.Enrolment{}, err
	}
	return e, nil
}

// Complete implements [courses.Store].
func (s courseStore) Complete(ctx context.Context, k courses.Key, at time.Time) error {
	defer s.db.enrolments.forget(personModule{k.Person, k.Module})
	return s.db.write(ctx, func(c *conn) error {
		e, err := enrolment(c, k)
		if err != nil || !e.CompletedAt.IsZero() {
			return err
		}
		_, err = c.exec("UPDATE enrolment SET completed = ?, updated = ? WHERE person = ? AND module = ? AND cycle = ?",
			at, later(at, e.UpdatedAt), k.Person, k.Module, k.Cycle)
		return err
	})
}

// OpenSince implements [courses.Store].
func (s courseStore) OpenSince(ctx context.Context, since time.Time, limit int) (list []courses.Enrolment, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scanEnrolment, selectEnrolment+"WHERE completed IS NULL AND updated >= ? ORDER BY updated, person, module, cycle LIMIT ?",
			since.UnixMilli(), max(limit, 0))
		return err
	})
	return list, err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// encodeTimes and decodeTimes turn the times of lessons into a JSON object of milliseconds and back.
func encodeTimes(lessons map[courses.LessonID]time.Time) (string, error) {
	ms := make(map[courses.LessonID]int64, len(lessons))
	for id, at := range lessons {
		ms[id] = at.UnixMilli()
	}
	return object(ms)
}

func decodeTimes(column string) (map[courses.LessonID]time.Time, error) {
	ms, err := decodePlain(column, func(p *plain) map[courses.LessonID]int64 { return members[courses.LessonID](p, (*plain).number) })
	if err != nil {
		return nil, fmt.Errorf("lessons: %w", err)
	}
	lessons := make(map[courses.LessonID]time.Time, len(ms))
	for id, at := range ms {
		lessons[id] = time.UnixMilli(at).UTC()
	}
	return lessons, nil
}
