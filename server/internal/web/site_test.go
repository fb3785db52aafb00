package web

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/demo"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
	"lernamt/server/internal/sqlite"
)

// noon is when every test begins.
var noon = time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)

// A clock shows what it is set to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// A record is a log that tests read.
type record struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

// lines returns the lines that contain the text.
func (r *record) lines(text string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []string
	for line := range strings.Lines(r.b.String()) {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

// A site is a server on a loopback address, over a database of its own with the demo body in it.
type site struct {
	*Server
	t     testing.TB
	db    *sqlite.DB
	watch *watch
	clock *clock
	log   *record
	root  string // address without a path
}

// folder is where the demo database lies that each site gets a copy of.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "lernamt-web-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// prepared makes the demo database once.
var prepared = sync.OnceValues(func() (string, error) {
	path := filepath.Join(folder, "demo.db")
	db, err := sqlite.Open(context.Background(), path)
	if err != nil {
		return "", err
	}
	c := &clock{at: noon}
	f, err := newFlow(&watch{}, db, c, slog.New(slog.DiscardHandler), time.UTC)
	if err != nil {
		return "", err
	}
	passwords, err := auth.NewPasswords()
	if err != nil {
		return "", err
	}
	if err := demo.Fill(context.Background(), db.People(), passwords, noon); err != nil {
		return "", err
	}
	if err := demo.Learn(context.Background(), f, noon); err != nil {
		return "", err
	}
	return path, db.Close()
})

// content returns the embedded modules and those made for tests.
func content() (fs.FS, error) {
	root := probes()
	err := fs.WalkDir(courses.Content(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(courses.Content(), path)
		root[path] = file(string(data))
		return err
	})
	return root, err
}

func newFlow(w *watch, db *sqlite.DB, c *clock, log *slog.Logger, zone *time.Location) (*flow.Flow, error) {
	source, err := content()
	if err != nil {
		return nil, err
	}
	renderer := flow.NewRenderer()
	store := watchedCourses{db.Courses(), w}
	modules := courses.NewCatalogue(store, renderer, c.now)
	problems, err := modules.Load(context.Background(), source)
	if err != nil {
		return nil, err
	}
	for _, p := range problems {
		if p.Severity == courses.SeverityError {
			return nil, p
		}
	}
	catalogue := flow.NewCatalogue(modules, renderer)
	if _, err := catalogue.Courses(); err != nil {
		return nil, err
	}
	return &flow.Flow{
		Catalogue:   catalogue,
		Courses:     &courses.Courses{Store: store, Catalogue: modules, Clock: c.now},
		Assessments: &assessments.Service{Store: watchedAttempts{db.Assessments(), w}, Clock: c.now, Rand: mathrand.Uint64, Grace: 30 * time.Second},
		Certs: &certs.Issuer{
			Store: watchedCerts{db.Certs(), w}, Clock: c.now, Zone: zone,
			Body: certs.Body{Name: "Stadt Musterstadt", Place: "Musterstadt", Responsible: "Personalamt"},
			VerifyURL: func(n certs.Number, code string) string {
				return "https://lernen.example/pruefen/" + string(n) + "/" + code
			},
		},
		People: watchedPeople{db.People(), w},
		Clock:  c.now,
		Log:    log,
	}, nil
}

// newSite starts a site. Each change is made before it answers.
func newSite(t testing.TB, changes ...func(*Server)) *site {
	t.Helper()
	path, err := prepared()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "site.db")
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), copied)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &site{t: t, db: db, watch: &watch{}, clock: &clock{at: noon}, log: &record{}}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.root = "http://" + ln.Addr().String()
	s.Server = s.server(ln.Addr().String())
	for _, change := range changes {
		change(s.Server)
	}
	s.serve(ln)
	return s
}

// server joins the domains as main does.
func (s *site) server(host string) *Server {
	s.t.Helper()
	log := slog.New(slog.NewTextHandler(s.log, nil))
	f, err := newFlow(s.watch, s.db, s.clock, log, Zone())
	if err != nil {
		s.t.Fatal(err)
	}
	keys, err := auth.NewKeys(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		s.t.Fatal(err)
	}
	return &Server{
		Config: Config{URL: &url.URL{Scheme: "http", Host: host}, Body: f.Certs.Body, Contact: "kontakt@musterstadt.example"},
		Auth: &auth.Service{Store: watchedAuth{s.db.Auth(), s.watch}, Accounts: f.People, Keys: keys,
			Passwords: passwords(s.t), Clock: s.clock.now},
		People: f.People,
		Flow:   f,
		Audit:  watchedAudit{s.db.Audit(), s.watch},
		Ping:   s.db.Ping,
		Clock:  s.clock.now,
		Log:    log,
	}
}

var onePasswords = sync.OnceValues(auth.NewPasswords)

func passwords(t testing.TB) *auth.Passwords {
	t.Helper()
	p, err := onePasswords()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// serve answers on the listener until the test ends.
func (s *site) serve(ln net.Listener) {
	s.t.Helper()
	app, err := s.App()
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, app, ln) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Error(err)
		}
	})
}

// account records a person with the demo's password, who may sign in with the ID as mailbox.
func (s *site) account(a people.Account) people.Account {
	s.t.Helper()
	template, err := s.db.People().Account(s.t.Context(), "demo-00")
	if err != nil {
		s.t.Fatal(err)
	}
	a.Email, a.Password, a.CreatedAt = string(a.ID)+"@musterstadt.example", template.Password, noon
	if a.Language == "" {
		a.Language = "de"
	}
	if a.Unit == "" {
		a.Unit = "umwelt"
	}
	if err := s.db.People().CreateAccount(s.t.Context(), a); err != nil {
		s.t.Fatal(err)
	}
	return a
}

// people returns the IDs of all accounts.
func (s *site) people() []people.AccountID {
	s.t.Helper()
	units, err := s.db.People().Units(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var ids []people.UnitID
	for _, u := range units {
		ids = append(ids, u.ID)
	}
	accounts, err := s.db.People().AccountsIn(s.t.Context(), ids, people.Cursor{}, 10_000)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []people.AccountID
	for _, a := range accounts {
		all = append(all, a.ID)
	}
	return all
}

// newcomer records a person who has done nothing yet and returns the ID, which is the mailbox too.
func (s *site) newcomer(id string) string {
	s.t.Helper()
	s.account(people.Account{ID: people.AccountID(id), Given: "Neu", Family: "Neumann"})
	return id
}
