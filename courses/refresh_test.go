package courses_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

// A node is a catalogue on a store that it shares, with a clock of its own.
type node struct {
	*courses.Catalogue
	now time.Time
}

func newNode(t *testing.T, s courses.Store, at time.Time, root fstest.MapFS) *node {
	t.Helper()
	n := &node{now: at}
	n.Catalogue = courses.NewCatalogue(s, courses.NewRenderer(), func() time.Time { return n.now })
	load(t, n.Catalogue, root)
	return n
}

func anyModule(*courses.Module) error { return nil }

// refresh refreshes and wants these modules to be new, such as "a 1.1.0".
func (n *node) refresh(t *testing.T, want ...string) {
	t.Helper()
	list, err := n.Refresh(t.Context(), anyModule)
	if err != nil {
		t.Errorf("Refresh error = %v", err)
	}
	var got []string
	for _, m := range list {
		got = append(got, string(m.ID)+" "+m.Version)
		if current, err := n.Module(m.ID); err != nil || current != m {
			t.Errorf("%s is not current after it was returned", m.ID)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("Refresh = %v, want %v", got, want)
	}
}

func TestRefresh(t *testing.T) {
	store := coursestest.NewMemory()
	first := newNode(t, store, noon, coursestest.Sample("a", "b"))
	second := newNode(t, store, noon, coursestest.Sample("a", "b"))
	first.refresh(t)
	second.refresh(t)

	first.now = noon.Add(time.Hour)
	load(t, first.Catalogue, edit("a", "1.1.0", "Ein Ordner ist weg."))
	load(t, first.Catalogue, coursestest.Sample("neu"))
	second.refresh(t, "a 1.1.0", "neu 1.0.0")
	second.refresh(t)
	first.refresh(t)
	if list := second.Modules(); len(list) != 3 {
		t.Errorf("%d modules, want 3", len(list))
	}

	// What a node loads again does not stand against what was published later.
	load(t, second.Catalogue, coursestest.Sample("a"))
	second.refresh(t, "a 1.1.0")

	// A node that starts later: the module that it does not have was published before.
	third := newNode(t, store, noon.Add(2*time.Hour), coursestest.Sample("a", "b"))
	third.refresh(t, "a 1.1.0")
	if _, err := third.Module("neu"); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("a module that was taken out is there again: %v", err)
	}
}

// TestRefreshClocks lets a node whose clock is slow publish.
func TestRefreshClocks(t *testing.T) {
	store := coursestest.NewMemory()
	fast := newNode(t, store, noon, coursestest.Sample("a", "b"))
	slow := newNode(t, store, noon.Add(-time.Hour), coursestest.Sample("a", "b"))
	fast.now = noon.Add(time.Minute)
	load(t, fast.Catalogue, edit("b", "1.1.0", "Ein Ordner ist weg."))
	slow.refresh(t, "b 1.1.0")
	fast.refresh(t)
	slow.now = noon.Add(-30 * time.Minute)
	load(t, slow.Catalogue, edit("a", "1.1.0", "Ein Ordner ist weg."))
	// Published before a was by the clocks: on both nodes the other one is current.
	slow.refresh(t, "a 1.0.0")
	fast.refresh(t)
	slow.now = noon.Add(30 * time.Second) // still before what fast has seen
	load(t, slow.Catalogue, edit("a", "1.2.0", "Ein Ordner ist fort."))
	fast.refresh(t, "a 1.2.0")

	far := newNode(t, store, noon.AddDate(5, 0, 0), coursestest.Sample("c"))
	fast.refresh(t, "c 1.0.0")
	fast.now = noon.Add(2 * time.Minute)
	load(t, slow.Catalogue, coursestest.Sample("d"))
	slow.now = noon.Add(2 * time.Minute)
	load(t, slow.Catalogue, edit("a", "1.3.0", "Kein Ordner ist fort."))
	far.refresh(t)
	fast.refresh(t, "a 1.3.0", "d 1.0.0")
}

// TestRefreshRefuses leaves out, and asks for only once, what a newer release has published.
func TestRefreshRefuses(t *testing.T) {
	store := &countingStore{Store: coursestest.NewMemory()}
	first := newNode(t, store, noon, coursestest.Sample("a", "b"))
	second := newNode(t, store, noon, coursestest.Sample("a", "b"))
	first.now = noon.Add(time.Hour)
	load(t, first.Catalogue, edit("a", "1.1.0", "Ein Ordner ist weg."))
	first.now = noon.Add(2 * time.Hour)
	load(t, first.Catalogue, edit("a", "1.2.0", "Ein Ordner ist fort."))
	load(t, first.Catalogue, edit("b", "1.1.0", "Ein Ordner ist weg."))
	unfit := errors.New("a question of an unknown kind")
	refuse := func(m *courses.Module) error {
		if m.Version == "1.2.0" {
			return unfit
		}
		return nil
	}
	list, err := second.Refresh(t.Context(), refuse)
	if !errors.Is(err, unfit) || !strings.Contains(err.Error(), `module "a"`) || len(list) != 2 {
		t.Errorf("Refresh = %d modules, %v, want 2 and the reason", len(list), err)
	}
	if m := module(t, second.Catalogue, "a"); m.Version != "1.1.0" {
		t.Errorf("a is at %s, want the last one that can be used", m.Version)
	}
	before := store.versionCalls.Load()
	if list, err := second.Refresh(t.Context(), refuse); err != nil || len(list) != 0 || store.versionCalls.Load() != before {
		t.Errorf("Refresh again = %d modules, %v after %d readings", len(list), err, store.versionCalls.Load()-before)
	}

	files := map[string][]byte{"modul.yaml": []byte("id: b\n")}
	v := courses.Version{Module: "b", Number: "1.3.0", Hash: courses.HashOf(files), Published: first.now.Add(time.Minute)}
	if err := store.Publish(t.Context(), v, files); err != nil {
		t.Fatal(err)
	}
	list, err = second.Refresh(t.Context(), refuse)
	if m := module(t, second.Catalogue, "b"); m.Version != "1.1.0" || len(list) != 0 || err == nil {
		t.Errorf("Refresh = %d modules, %v; b is at %s, want 1.1.0 still", len(list), err, m.Version)
	}
}

// TestRefreshFails changes nothing and catches up later.
func TestRefreshFails(t *testing.T) {
	store := coursestest.NewMemory()
	first := newNode(t, store, noon, coursestest.Sample("a"))
	second := newNode(t, store, noon, coursestest.Sample("a"))
	load(t, first.Catalogue, coursestest.Sample("b"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if list, err := second.Refresh(ctx, anyModule); err == nil || len(list) != 0 || len(second.Modules()) != 1 {
		t.Errorf("Refresh = %d modules, %v", len(list), err)
	}
	second.refresh(t, "b 1.0.0")
}
