package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/demo"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/web"
)

// ServeCommand runs the server.
type ServeCommand struct {
	ServeConfig
}

// Run serves until the process is asked to stop.
func (cmd *ServeCommand) Run(config *Config) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	// The port comes first: a second start by mistake must not touch the data of the first.
	ln, err := net.Listen("tcp", cmd.Address)
	if err != nil {
		return err
	}
	defer ln.Close()
	db, closeStore, err := openStore(ctx, config)
	if err != nil {
		return err
	}
	server, err := cmd.build(ctx, config, db, ln.Addr())
	if err != nil {
		return errors.Join(err, closeStore())
	}
	app, err := server.App()
	if err != nil {
		return errors.Join(err, closeStore())
	}
	var jobs sync.WaitGroup
	jobs.Go(func() { cmd.background(ctx, db.Jobs(), server) })
	if config.Store != "" { // nobody else can publish in the embedded database
		jobs.Go(func() { server.Flow.Catalogue.Follow(ctx, server.Log) })
	}
	cmd.greet(server)
	err = server.Serve(ctx, app, ln)
	stop()
	jobs.Wait()
	return errors.Join(err, closeStore())
}

// build joins the domains on the store.
func (cmd *ServeCommand) build(ctx context.Context, config *Config, db store, addr net.Addr) (*web.Server, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	clock := now
	public, err := cmd.public(addr)
	if err != nil {
		return nil, err
	}
	catalogue, err := cmd.catalogue(ctx, db, clock, log)
	if err != nil {
		return nil, err
	}
	signIn, err := newAuth(config, db, clock)
	if err != nil {
		return nil, err
	}
	ring, err := cmd.folder(config, cmd.Body).Open(clock())
	if err != nil {
		return nil, err
	}
	warn(log, ring.Signer, clock())
	issuer, err := cmd.issuer(db.Certs(), ring, public, clock)
	if err != nil {
		return nil, err
	}
	f := &flow.Flow{
		Catalogue:   catalogue,
		Courses:     &courses.Courses{Store: db.Courses(), Catalogue: catalogue.Catalogue, Clock: clock},
		Assessments: &assessments.Service{Store: db.Assessments(), Clock: clock, Rand: mathrand.Uint64, Grace: assessments.DefaultGrace, NoWait: cmd.Demo},
		Certs:       issuer,
		People:      db.People(),
		Clock:       clock,
		Log:         log,
	}
	server := &web.Server{
		Config: web.Config{URL: public, Body: issuer.Body, Contact: cmd.Contact, Demo: cmd.Demo, AccessLog: cmd.AccessLog},
		Auth:   signIn,
		People: db.People(),
		Flow:   f,
		Keys:   ring.Public,
		Audit:  db.Audit(),
		Ping:   db.Ping,
		Clock:  clock,
		Log:    log,
	}
	if cmd.Demo {
		if err := demo.Fill(ctx, db.People(), signIn.Passwords, now()); err != nil {
			return nil, err
		}
		for _, l := range demo.Logins() {
			server.Config.DemoLogins = append(server.Config.DemoLogins, web.DemoLogin(l))
		}
	}
	return server, nil
}

// catalogue publishes the modules that come with Lernamt and those of the operator.
func (cmd *ServeCommand) catalogue(ctx context.Context, db store, clock func() time.Time, log *slog.Logger) (*flow.Catalogue, error) {
	renderer := flow.NewRenderer()
	modules := courses.NewCatalogue(db.Courses(), renderer, clock)
	sources := []fs.FS{courses.Content()}
	if cmd.Content != "" {
		if info, err := os.Stat(cmd.Content); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("LERNAMT_CONTENT %q must be a folder with modules", cmd.Content)
		}
		sources = append(sources, os.DirFS(cmd.Content))
	}
	for _, source := range sources {
		problems, err := modules.Load(ctx, source)
		if err != nil {
			return nil, fmt.Errorf("modules: %w", err)
		}
		for _, p := range problems {
			if p.Severity == courses.SeverityError {
				log.Error("module is not published", "problem", p.Error())
			}
		}
	}
	catalogue := flow.NewCatalogue(modules, renderer)
	_, err := catalogue.Courses() // reads every assessment, so that a broken one shows now
	return catalogue, err
}

func newAuth(config *Config, db store, clock func() time.Time) (*auth.Service, error) {
	keys, err := auth.LoadKeys(config.keys())
	if err != nil {
		return nil, err
	}
	passwords, err := auth.NewPasswords()
	if err != nil {
		return nil, err
	}
	return &auth.Service{Store: db.Auth(), Accounts: db.People(), Keys: keys, Passwords: passwords, Clock: clock}, nil
}

// greet tells the operator where the server is and, in a demo, how to get in.
func (cmd *ServeCommand) greet(s *web.Server) {
	fmt.Printf("Lernamt is ready at %s (stop with Ctrl-C)\n", s.Config.URL)
	for i, l := range s.Config.DemoLogins {
		if i == 0 {
			fmt.Printf("\nDemo sign-ins (the password of all is %q):\n", l.Password)
		}
		fmt.Printf("  %-36s %s\n", l.Email, strings.TrimPrefix(l.Role, "role."))
	}
	if n, err := s.People.CountAccounts(context.Background()); err == nil && n == 0 {
		fmt.Println("There are no accounts yet: create the first with `lernamt admin create`.")
	}
}

// now is the clock of everything: UTC with the precision that every store keeps.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
