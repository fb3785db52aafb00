package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/backup"
	"lernamt/server/internal/jobs"
	"lernamt/server/internal/mongo"
	"lernamt/server/internal/people"
	"lernamt/server/internal/sqlite"
)

// A store is either of the two databases.
type store interface {
	Courses() courses.Store
	Assessments() assessments.Store
	Certs() certs.Store
	People() people.Store
	Auth() auth.Store
	Audit() audit.Store
	Jobs() jobs.Store
	Ping(context.Context) error
	backup.Store
}

// openStore opens the database that the settings name, making the data folder if there is none. It refuses
// one that a restore has left unfinished.
func openStore(ctx context.Context, c *Config) (s store, closeStore func() error, err error) {
	if s, closeStore, err = openDatabase(ctx, c); err != nil {
		return nil, nil, err
	}
	if err := backup.Unfinished(ctx, s); err != nil {
		return nil, nil, errors.Join(err, closeStore())
	}
	return s, closeStore, nil
}

// openDatabase opens the database whatever it holds.
func openDatabase(ctx context.Context, c *Config) (s store, closeStore func() error, err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, nil, fmt.Errorf("data folder: %w", err)
	}
	if c.Store != "" {
		db, err := mongo.Open(ctx, c.Store)
		if err != nil {
			return nil, nil, err
		}
		return db, func() error { return db.Close(context.Background()) }, nil
	}
	db, err := sqlite.Open(ctx, c.database())
	if err != nil {
		return nil, nil, err
	}
	return db, db.Close, nil
}

// explain turns an error of starting up into one sentence for the operator.
func explain(err error) string {
	var path *fs.PathError
	var socket *net.OpError
	var host *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.Is(err, syscall.EADDRINUSE):
		return "the address is already in use; stop the other program or choose another one with --address (" + err.Error() + ")"
	case errors.Is(err, auth.ErrPasswordTooShort):
		return fmt.Sprintf("a password needs at least %d characters", auth.MinPassword)
	case errors.Is(err, mongo.ErrUnavailable):
		return "the database that LERNAMT_STORE names does not answer; is it running, and are address and password right?"
	case errors.As(err, &host):
		return "there is no host " + host.Name + "; choose another one with --address"
	case errors.Is(err, fs.ErrPermission) && errors.As(err, &path):
		return "no permission to use " + path.Path + "; check who owns it"
	case errors.Is(err, fs.ErrPermission) && errors.As(err, &socket):
		return "no permission to listen on " + socket.Addr.String() + "; ports below 1024 are for the system, choose another one with --address"
	}
	return err.Error()
}
