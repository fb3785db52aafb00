package courses_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// newCatalogue returns a catalogue of sample modules.
func newCatalogue(t testing.TB, s courses.Store, ids ...string) *courses.Catalogue {
	t.Helper()
	c := courses.NewCatalogue(s, courses.NewRenderer(), clock)
	load(t, c, coursestest.Sample(ids...))
	return c
}

// load loads the root and returns what was wrong with it.
func load(t testing.TB, c *courses.Catalogue, root fstest.MapFS) []string {
	t.Helper()
	problems, err := c.Load(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	return brief(problems)
}

func module(t testing.TB, c *courses.Catalogue, id courses.ModuleID) *courses.Module {
	t.Helper()
	m, err := c.Module(id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// edit returns the sample module with another number and another first lesson.
func edit(id, number, body string) fstest.MapFS {
	root := coursestest.Sample(id)
	swap(id+"/modul.yaml", "version: 1.0.0", "version: "+number)(root)
	swap(id+"/01-eins.md", "Im Bürgeramt fehlt ein Ordner.", body)(root)
	return root
}

func TestCatalogueLoad(t *testing.T) {
	store := coursestest.NewMemory()
	c := newCatalogue(t, store, "a", "b")
	m := module(t, c, "a")
	v, files, err := store.Version(t.Context(), m.Hash)
	if err != nil || v.Module != "a" || v.Number != "1.0.0" || !v.Published.Equal(noon) || courses.HashOf(files) != m.Hash {
		t.Errorf("published %+v with %d files, %v", v, len(files), err)
	}
	if _, err := c.Module("c"); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("Module(c) error = %v, want ErrNotFound", err)
	}
	load(t, c, coursestest.Sample("a", "b"))
	if versions, _ := store.Versions(t.Context(), "a"); len(versions) != 1 {
		t.Errorf("%d versions after loading twice, want 1", len(versions))
	}
	load(t, c, coursestest.Sample("c"))
	if list := c.Modules(); len(list) != 3 {
		t.Errorf("%d modules after loading another root, want 3", len(list))
	}
}

func TestCatalogueOrder(t *testing.T) {
	root := coursestest.Sample("a", "b", "c", "d")
	for id, title := range map[string]string{"a": "Zoll", "b": "Ämter", "c": "Anfang", "d": "Übung"} {
		swap(id+"/modul.yaml", "Beispiel: "+id, title)(root)
	}
	c := courses.NewCatalogue(coursestest.NewMemory(), courses.NewRenderer(), clock)
	load(t, c, root)
	var got []string
	for _, m := range c.Modules() {
		got = append(got, m.Title)
	}
	if want := []string{"Ämter", "Anfang", "Übung", "Zoll"}; !slices.Equal(got, want) {
		t.Errorf("Modules = %v, want %v", got, want)
	}
}

func TestCatalogueKeepsAnUnfitModuleBack(t *testing.T) {
	store := coursestest.NewMemory()
	old := module(t, newCatalogue(t, store, "a"), "a")
	root := edit("a", "2.0.0", "[kaputt](nirgends.md)")
	for name, f := range coursestest.Sample("b") {
		root[name] = f
	}
	// A new process with the same store shows what was published last.
	c := courses.NewCatalogue(store, courses.NewRenderer(), clock)
	if got := load(t, c, root); !slices.Equal(got, []string{"a/01-eins.md:7:1 error link-target"}) {
		t.Errorf("problems = %v", got)
	}
	if m := module(t, c, "a"); m.Hash != old.Hash {
		t.Errorf("version %s is current, want the last published one", m.Version)
	}
	module(t, c, "b")
}

func TestCatalogueProblems(t *testing.T) {
	c := newCatalogue(t, coursestest.NewMemory(), "a")
	if got := load(t, c, edit("a", "1.0.0", "Neu.")); !slices.Equal(got, []string{"a/modul.yaml:0:0 warning version-unchanged"}) {
		t.Errorf("problems = %v", got)
	}
	root := coursestest.Sample("x")
	root["y/modul.yaml"] = root["x/modul.yaml"]
	root["y/01-eins.md"] = &fstest.MapFile{Data: []byte("---\ntitel: a\nid: b\ndauer: 5\n---\n")}
	root["leer/README.md"] = &fstest.MapFile{}
	root["README.md"] = &fstest.MapFile{}
	want := []string{
		"leer/modul.yaml:0:0 error manifest-missing", "leer/modul.yaml:0:0 error lessons-missing",
		"y/modul.yaml:0:0 error id-duplicate", "y/modul.yaml:0:0 warning folder-name",
	}
	if got := load(t, c, root); !slices.Equal(got, want) {
		t.Errorf("problems = %v, want %v", got, want)
	}
}

func TestCatalogueAt(t *testing.T) {
	store := &countingStore{Store: coursestest.NewMemory()}
	c := newCatalogue(t, store, "a", "b")
	old := module(t, c, "a")
	load(t, c, edit("a", "1.1.0", "Neu."))
	if now := module(t, c, "a"); now.Version != "1.1.0" {
		t.Fatalf("current version = %s", now.Version)
	}
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			m, err := c.At(t.Context(), "a", old.Hash)
			if err != nil || m.Version != "1.0.0" || lessonHTML(&m.Lessons[0]) != lessonHTML(&old.Lessons[0]) {
				t.Errorf("At(old) = %+v, %v", m, err)
			}
		})
	}
	wg.Wait()
	if n := store.versionCalls.Load(); n != 1 {
		t.Errorf("the store was read %d times for one version, want once", n)
	}
	for _, tt := range []struct {
		id courses.ModuleID
		h  courses.Hash
	}{{"b", old.Hash}, {"a", courses.Hash(strings.Repeat("0", 64))}, {"a", ""}, {"c", old.Hash}} {
		if _, err := c.At(t.Context(), tt.id, tt.h); !errors.Is(err, courses.ErrNotFound) {
			t.Errorf("At(%s, %.8s) error = %v, want ErrNotFound", tt.id, tt.h, err)
		}
	}
}

func TestCatalogueFile(t *testing.T) {
	c := newCatalogue(t, coursestest.NewMemory(), "a", "b")
	old := module(t, c, "a")
	load(t, c, edit("a", "1.1.0", "Neu."))
	now := module(t, c, "a")
	for _, h := range []courses.Hash{old.Hash, courses.Hash(old.Hash.Short()), now.Hash, courses.Hash(now.Hash.Short())} {
		data, contentType, err := c.File(t.Context(), "a", h, "bilder/kette.svg")
		if err != nil || contentType != "image/svg+xml" || !strings.HasPrefix(string(data), "<svg") {
			t.Errorf("File(%.13s) = %.20q, %s, %v", h, data, contentType, err)
		}
	}
	for _, tt := range []struct {
		id   courses.ModuleID
		h    courses.Hash
		name string
	}{
		{"a", now.Hash, "modul.yaml"}, {"a", now.Hash, "90-pruefung.md"}, {"a", now.Hash, "../b/bilder/kette.svg"},
		{"a", now.Hash, ""}, {"a", "", "bilder/kette.svg"}, {"a", now.Hash[:11], "bilder/kette.svg"},
		{"b", courses.Hash(old.Hash.Short()), "bilder/kette.svg"}, {"x", courses.Hash(old.Hash.Short()), "bilder/kette.svg"},
	} {
		if _, _, err := c.File(t.Context(), tt.id, tt.h, tt.name); !errors.Is(err, courses.ErrNotFound) {
			t.Errorf("File(%s, %s, %q) error = %v, want ErrNotFound", tt.id, tt.h, tt.name, err)
		}
	}
}

func TestCatalogueNoticesDamage(t *testing.T) {
	store := coursestest.NewMemory()
	h := courses.Hash(strings.Repeat("a", 64))
	if err := store.Publish(t.Context(), courses.Version{Module: "a", Hash: h}, map[string][]byte{"modul.yaml": {}}); err != nil {
		t.Fatal(err)
	}
	c := newCatalogue(t, store)
	if _, err := c.At(t.Context(), "a", h); err == nil || errors.Is(err, courses.ErrNotFound) {
		t.Errorf("At(damaged) error = %v, want one that is no absence", err)
	}
}

// TestCatalogueWaiterOutlivesCaller makes the caller who renders give up: who waits for the same
// version must get it nonetheless.
func TestCatalogueWaiterOutlivesCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &slowStore{Store: coursestest.NewMemory()}
		c := newCatalogue(t, store, "a")
		old := module(t, c, "a")
		load(t, c, edit("a", "1.1.0", "Neu."))

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := c.At(ctx, "a", old.Hash); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("At with a short deadline error = %v", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if m, err := c.At(t.Context(), "a", old.Hash); err != nil || m.Version != "1.0.0" {
				t.Errorf("At of the waiter = %v, %v", m, err)
			}
		})
		wg.Wait()
	})
}

// A countingStore counts the versions that are read.
type countingStore struct {
	courses.Store
	versionCalls atomic.Int64
}

func (s *countingStore) Version(ctx context.Context, h courses.Hash) (courses.Version, map[string][]byte, error) {
	if _, _, err := s.Store.Version(ctx, h); err == nil {
		s.versionCalls.Add(1)
	}
	return s.Store.Version(ctx, h)
}

// A slowStore takes a minute to read a version.
type slowStore struct{ courses.Store }

func (s *slowStore) Version(ctx context.Context, h courses.Hash) (courses.Version, map[string][]byte, error) {
	select {
	case <-time.After(time.Minute):
		return s.Store.Version(ctx, h)
	case <-ctx.Done():
		return courses.Version{}, nil, ctx.Err()
	}
}
