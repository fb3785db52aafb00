// Package web is the face of Lernamt: it turns requests into calls of the domains and their answers
// into pages.
//
// Handlers are methods of [Server], one file for each noun. routes.go lists every route with who may
// use it; errors.go alone turns errors into statuses and sentences; render.go writes pages. Rules do
// not live here.
package web

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
)

const (
	bodyLimit      = 1 << 20 // bytes; the only larger form has a limit of its own: see limits
	headerLimit    = 16 << 10
	writeBuffer    = 24 << 10 // a page leaves in one packet to the kernel
	requestTimeout = 10 * time.Second
)

// Config is what the pages need to know of the installation.
type Config struct {
	URL     *url.URL // public address, without a path
	Body    certs.Body
	Contact string // address for questions, may be empty
	Demo    bool   // the people are invented, and each page says so
	// DemoLogins are listed on the sign-in page of a demo.
	DemoLogins []DemoLogin
	AccessLog  bool // one line for each request, without the address it came from
}

// A DemoLogin is an account that a demo shows to everybody.
type DemoLogin struct {
	Role     string // message key
	Email    string
	Password string
}

// A Server answers requests. Its fields are set once, before App is called.
type Server struct {
	Config Config
	Auth   *auth.Service
	People people.Store
	Flow   *flow.Flow
	Keys   certs.Keys // by which strangers check certificates
	Audit  audit.Store
	Ping   func(context.Context) error // whether the store answers
	Clock  func() time.Time
	Log    *slog.Logger

	views   *views
	pages   *skeletons
	guesses *guesses
	silent  silent

	heldFile int // fileInMemory, less in tests
}

// App returns the application with every route in place.
func (s *Server) App() (*fiber.App, error) {
	views, err := parseViews()
	if err != nil {
		return nil, err
	}
	s.views, s.pages, s.guesses = views, newSkeletons(), newGuesses()
	if s.heldFile == 0 {
		s.heldFile = fileInMemory
	}
	app := fiber.New(fiber.Config{
		AppName:               "Lernamt",
		Immutable:             true,
		DisableStartupMessage: true,
		ErrorHandler:          s.fail,
		BodyLimit:             bodyLimit,
		ReadBufferSize:        headerLimit,
		WriteBufferSize:       writeBuffer,
		ReadTimeout:           30 * time.Second,
		WriteTimeout:          60 * time.Second,
		IdleTimeout:           120 * time.Second,
		UnescapePath:          true,
	})
	app.Server().HeaderReceived = limits
	app.Server().ConnState = s.silent.note
	app.Use(s.frame, compress)
	for _, r := range routes {
		app.Add(r.method, r.path, s.guard(r), s.bind(r.handle))
		if r.method == get {
			app.Add(fiber.MethodHead, r.path, s.guard(r), s.bind(r.handle)) // the body is left out on the way
		}
	}
	app.Use(func(c *fiber.Ctx) error { return fiber.ErrNotFound })
	return app, nil
}

// Serve answers requests on the listener until ctx ends, then lets those under way finish.
func (s *Server) Serve(ctx context.Context, app *fiber.App, ln net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- app.Listener(listener{ln, &s.silent}) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.silent.close()
	if err := app.ShutdownWithTimeout(requestTimeout); err != nil {
		s.Log.Warn("requests were still under way at the end", "error", err)
		return nil
	}
	return <-failed
}
