package courses

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A Catalogue knows the current version of every module and finds the older ones that people still
// learn. It is safe for concurrent use; reading what is current takes no lock.
type Catalogue struct {
	store    Store
	renderer *Renderer
	clock    func() time.Time

	loading sync.Mutex // held while the shelf is replaced, and for news
	news    news
	current atomic.Pointer[shelf]
	older   *cache
}

// A shelf is the current version of every module. It is never changed.
type shelf struct {
	byTitle []*Module
	byID    map[ModuleID]*edition
}

// An edition is one version of a module, ready to be shown.
type edition struct {
	module *Module
	media  map[string][]byte // by path
}

// NewCatalogue returns an empty catalogue. clock tells when versions are published.
func NewCatalogue(store Store, r *Renderer, clock func() time.Time) *Catalogue {
	c := &Catalogue{store: store, renderer: r, clock: clock, older: newCache(mostOlder)}
	c.news.began = clock()
	c.current.Store(&shelf{})
	return c
}

// Load reads every folder of root as a module, publishes it and makes it current. Modules that were
// loaded before from elsewhere stay.
//
// A module with errors is not published: its last published version, if there is one, stays current.
// The paths of the problems begin with the module's folder. The error tells that root or the store
// failed; the catalogue is then as it was before.
func (c *Catalogue) Load(ctx context.Context, root fs.FS) ([]Problem, error) {
	c.loading.Lock()
	defer c.loading.Unlock()
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return nil, err
	}
	var problems []Problem
	loaded := make(map[ModuleID]*edition)
	for _, entry := range entries {
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		found, err := c.loadFolder(ctx, root, entry.Name(), loaded)
		if err != nil {
			return nil, fmt.Errorf("module in %s: %w", entry.Name(), err)
		}
		problems = append(problems, found...)
	}
	c.put(loaded)
	return problems, nil
}

// put makes editions current, beside those of other modules; loading is held.
func (c *Catalogue) put(editions map[ModuleID]*edition) {
	byID := maps.Clone(c.current.Load().byID)
	if byID == nil {
		byID = make(map[ModuleID]*edition, len(editions))
	}
	maps.Copy(byID, editions)
	c.current.Store(&shelf{byTitle: sortedByTitle(byID), byID: byID})
}

// loadFolder publishes the module in one folder of root and adds it to loaded.
func (c *Catalogue) loadFolder(ctx context.Context, root fs.FS, folder string, loaded map[ModuleID]*edition) ([]Problem, error) {
	sub, err := fs.Sub(root, folder)
	if err != nil {
		return nil, err
	}
	files, err := Files(sub)
	var refused Problem
	if errors.As(err, &refused) {
		refused.File = path.Join(folder, refused.File)
		return []Problem{refused}, nil
	}
	if err != nil {
		return nil, err
	}
	m, problems := read(files, c.renderer)
	rep := &report{file: manifestFile}
	if _, taken := loaded[m.ID]; taken {
		rep.errorf(0, 0, "id-duplicate", "Die id „%s“ hat schon ein anderes Modul.", m.ID)
	} else if err := c.publish(ctx, m, files, Unfit(problems), rep, loaded); err != nil {
		return nil, err
	}
	if m.ID != "" && string(m.ID) != folder {
		rep.warnf(0, 0, "folder-name", "Der Ordner heißt anders als das Modul (%s). Verweise von anderen Modulen finden es so nicht.", m.ID)
	}
	problems = append(problems, rep.problems...)
	for i := range problems {
		problems[i].File = path.Join(folder, problems[i].File)
	}
	return problems, nil
}

func (c *Catalogue) publish(ctx context.Context, m *Module, files map[string][]byte, unfit bool, rep *report, loaded map[ModuleID]*edition) error {
	if !validID(m.ID) {
		return nil
	}
	versions, err := c.store.Versions(ctx, m.ID)
	if err != nil {
		return err
	}
	if unfit {
		if len(versions) == 0 {
			return nil
		}
		last, err := c.fetch(ctx, m.ID, versions[0].Hash)
		if err == nil {
			loaded[m.ID] = last
		}
		return err
	}
	if slices.ContainsFunc(versions, func(v Version) bool { return v.Number == m.Version && v.Hash != m.Hash }) {
		rep.warnf(0, 0, "version-unchanged", "Der Inhalt ist anders als in der veröffentlichten Fassung %s. Erhöhen Sie version.", m.Version)
	}
	err = c.store.Publish(ctx, Version{Module: m.ID, Number: m.Version, Hash: m.Hash, Published: c.clock()}, files)
	if err == nil {
		loaded[m.ID] = newEdition(m, files)
	}
	return err
}

func newEdition(m *Module, files map[string][]byte) *edition {
	e := &edition{module: m, media: make(map[string][]byte, len(m.media))}
	for name := range m.media {
		e.media[name] = files[name]
	}
	return e
}

func sortedByTitle(byID map[ModuleID]*edition) []*Module {
	list := make([]*Module, 0, len(byID))
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		list = append(list, byID[id].module)
	}
	german := collate.New(language.German)
	slices.SortStableFunc(list, func(a, b *Module) int { return german.CompareString(a.Title, b.Title) })
	return list
}

// Modules returns the current modules, sorted by title as a German dictionary does.
func (c *Catalogue) Modules() []*Module { return slices.Clone(c.current.Load().byTitle) }

// Module returns the current version of a module, or ErrNotFound.
func (c *Catalogue) Module(id ModuleID) (*Module, error) {
	if e, ok := c.current.Load().byID[id]; ok {
		return e.module, nil
	}
	return nil, fmt.Errorf("module %q: %w", id, ErrNotFound)
}

// At returns a module at a version, or ErrNotFound. An older version is read from the store and rendered
// once for all who ask at the same time, and kept for a while.
func (c *Catalogue) At(ctx context.Context, id ModuleID, h Hash) (*Module, error) {
	e, err := c.edition(ctx, id, h)
	if err != nil {
		return nil, err
	}
	return e.module, nil
}

// File returns a picture, film or other file that a module shows, with its content type, or ErrNotFound.
// The hash may be in its short form. The bytes are shared and must not be changed.
func (c *Catalogue) File(ctx context.Context, id ModuleID, h Hash, name string) (data []byte, contentType string, err error) {
	if h, err = c.whole(ctx, id, h); err != nil {
		return nil, "", err
	}
	e, err := c.edition(ctx, id, h)
	if err != nil {
		return nil, "", err
	}
	data, ok := e.media[name]
	if !ok {
		return nil, "", fmt.Errorf("file %q of module %q: %w", name, id, ErrNotFound)
	}
	return data, e.module.media[name].contentType, nil
}
