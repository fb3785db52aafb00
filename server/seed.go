package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"lernamt/certs"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/seed"
	"lernamt/server/internal/web"
)

// SeedCommand fills an empty database with an invented body of any size.
type SeedCommand struct {
	People   int    `required:"" placeholder:"N" help:"How many people the body has."`
	Seed     uint64 `default:"1" placeholder:"S" help:"Another number gives another body; the same number the same on the same day."`
	Drawn    int    `default:"100" placeholder:"N" help:"How many certificates are drawn (default ${default}); the others share one sheet that says that it is test data."`
	Password string `env:"LERNAMT_SEED_PASSWORD" help:"Password of everybody; without it nobody can sign in (${env})."`
}

// Run makes the body.
func (cmd *SeedCommand) Run(config *Config) error {
	ctx, stop := interruptible()
	defer stop()
	plan := seed.Plan{
		People: cmd.People, Seed: cmd.Seed, Drawn: cmd.Drawn, Until: now().Truncate(24 * time.Hour),
		Issuer: &certs.Issuer{Body: certs.Body{Name: "Land Musterland", Place: "Musterstadt", Responsible: "Personalamt, Fortbildung"}, Zone: web.Zone()},
	}
	if cmd.Password != "" {
		passwords, err := auth.NewPasswords()
		if err != nil {
			return err
		}
		if err := auth.CheckPassword(cmd.Password); err != nil {
			return err
		}
		if plan.Password, err = passwords.Hash(ctx, cmd.Password); err != nil {
			return err
		}
	}
	db, closeStore, err := openStore(ctx, config)
	if err != nil {
		return err
	}
	began := time.Now()
	count, err := cmd.fill(ctx, db, plan)
	if err = errors.Join(err, closeStore()); err != nil {
		return err
	}
	fmt.Printf("Made in %s: %d units, %d people, %d enrolments, %d attempts, %d certificates.\n",
		time.Since(began).Round(time.Millisecond), count.Units, count.People, count.Enrolments, count.Attempts, count.Certificates)
	if cmd.Password != "" {
		fmt.Println("Sign in as personal@, personal.amt1@, admin@, datenschutz@, trainer@ or lernen@musterland.example.")
	}
	return nil
}

func (cmd *SeedCommand) fill(ctx context.Context, db store, plan seed.Plan) (seed.Count, error) {
	catalogue, err := (&ServeCommand{}).catalogue(ctx, db, now, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return seed.Count{}, err
	}
	if plan.Courses, err = catalogue.Courses(); err != nil {
		return seed.Count{}, err
	}
	bar := newBar(os.Stderr)
	defer bar.end()
	return seed.Fill(ctx, db, plan, func(done, total int) { bar.show("making people", done, total) })
}
