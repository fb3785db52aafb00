package flow_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"lernamt/courses"
	"lernamt/courses/coursestest"
	"lernamt/server/internal/flow"
)

// An awayStore does not answer for some time.
type awayStore struct {
	courses.Store
	mu   sync.Mutex
	away bool
}

func (s *awayStore) PublishedSince(ctx context.Context, since time.Time) ([]courses.Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, errors.New("away")
	}
	return s.Store.PublishedSince(ctx, since)
}

func (s *awayStore) set(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// publishOn publishes modules as another node does.
func publishOn(t *testing.T, s courses.Store, root fstest.MapFS) {
	t.Helper()
	problems, err := courses.NewCatalogue(s, flow.NewRenderer(), time.Now).Load(t.Context(), root)
	if err != nil || courses.Unfit(problems) {
		t.Fatal(problems, err)
	}
}

// revised returns the sample module at a version, with one text of its assessment replaced.
func revised(id, version, old, text string) fstest.MapFS {
	root := coursestest.Sample(id)
	swap := func(file, old, text string) {
		root[id+file].Data = []byte(strings.ReplaceAll(string(root[id+file].Data), old, text))
	}
	swap("/modul.yaml", "version: 1.0.0", "version: "+version)
	swap("/90-pruefung.md", old, text)
	return root
}

func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &awayStore{Store: coursestest.NewMemory()}
		renderer := flow.NewRenderer()
		modules := courses.NewCatalogue(store, renderer, time.Now)
		if _, err := modules.Load(t.Context(), coursestest.Sample("a", "b")); err != nil {
			t.Fatal(err)
		}
		catalogue := flow.NewCatalogue(modules, renderer)
		ctx, stop := context.WithCancel(t.Context())
		var log strings.Builder
		var following sync.WaitGroup
		following.Go(func() { catalogue.Follow(ctx, slog.New(slog.NewTextHandler(&log, nil))) })
		wait := func(d time.Duration) { time.Sleep(d); synctest.Wait() }
		want := func(id courses.ModuleID, version string, points int) {
			t.Helper()
			c, err := catalogue.Current(id)
			if err != nil || c.Version != version || c.Exam.PassMark != points {
				t.Errorf("%s is at %s with %+v, %v; want %s with pass mark %d", id, c.Version, c.Exam, err, version, points)
			}
		}

		wait(time.Minute)
		publishOn(t, store, revised("a", "1.1.0", "bestehen: 60 %", "bestehen: 70 %"))
		wait(time.Second)
		want("a", "1.1.0", 70)

		// The assessment of a newer release may say what this one cannot read.
		publishOn(t, store, revised("b", "2.0.0", "bestehen: 60 %", "bestehen: 600 %"))
		publishOn(t, store, revised("a", "1.2.0", "bestehen: 60 %", "bestehen: 80 %"))
		wait(time.Minute)
		want("a", "1.2.0", 80)
		want("b", "1.0.0", 60)
		if _, err := catalogue.Courses(); err != nil {
			t.Errorf("Courses error = %v", err)
		}

		store.set(true)
		wait(time.Minute)
		publishOn(t, store, revised("b", "1.1.0", "bestehen: 60 %", "bestehen: 90 %"))
		store.set(false)
		wait(time.Second)
		want("b", "1.1.0", 90)
		stop()
		following.Wait()
		if n := strings.Count(log.String(), "cannot be followed"); n != 2 { // the assessment, and the store that was away
			t.Errorf("%d complaints, want 2:\n%s", n, &log)
		}
		if n := strings.Count(log.String(), "another node has published"); n != 3 {
			t.Errorf("%d versions were noted, want 3:\n%s", n, &log)
		}
	})
}
