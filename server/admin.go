package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"lernamt/server/internal/auth"
	"lernamt/server/internal/people"
)

// AdminCreateCommand creates an administrator's account.
type AdminCreateCommand struct {
	Email  string `required:"" help:"Address to sign in with."`
	Given  string `required:"" help:"Given name."`
	Family string `required:"" help:"Family name."`
	Body   string `env:"LERNAMT_BODY" default:"Stadt Musterstadt" help:"Name of the top unit, made if there is none (${env})."`
}

// Run asks for a password, or reads one line from standard input where that is not a terminal, and
// records the account.
func (cmd *AdminCreateCommand) Run(config *Config) error {
	if !strings.Contains(cmd.Email, "@") {
		return fmt.Errorf("--email %q is not an address", cmd.Email)
	}
	password, err := readPassword()
	if err != nil {
		return err
	}
	if err := auth.CheckPassword(password); err != nil {
		return err
	}
	ctx := context.Background()
	db, closeStore, err := openStore(ctx, config)
	if err != nil {
		return err
	}
	err = cmd.create(ctx, db.People(), password)
	if errors.Is(err, people.ErrExists) {
		err = fmt.Errorf("there is already an account with the address %s", cmd.Email)
	}
	if err = errors.Join(err, closeStore()); err == nil {
		fmt.Printf("Created the administrator %s.\n", cmd.Email)
	}
	return err
}

func (cmd *AdminCreateCommand) create(ctx context.Context, s people.Store, password string) error {
	passwords, err := auth.NewPasswords()
	if err != nil {
		return err
	}
	hash, err := passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	top, err := cmd.topUnit(ctx, s)
	if err != nil {
		return err
	}
	return s.CreateAccount(ctx, people.Account{
		ID:        people.AccountID(rand.Text()),
		Email:     cmd.Email,
		Given:     cmd.Given,
		Family:    cmd.Family,
		Unit:      top,
		Grants:    []people.Grant{{Role: people.Admin, Unit: top}},
		Language:  "de",
		Password:  hash,
		CreatedAt: now(),
	})
}

// topUnit returns the unit at the top of the body, making it if there is none.
func (cmd *AdminCreateCommand) topUnit(ctx context.Context, s people.Store) (people.UnitID, error) {
	units, err := s.Units(ctx)
	if err != nil {
		return "", err
	}
	if top := people.NewTree(units).Children(""); len(top) > 0 {
		return top[0], nil
	}
	u := people.Unit{ID: people.UnitID(rand.Text()), Name: cmd.Body}
	return u.ID, s.CreateUnit(ctx, u)
}

func readPassword() (string, error) {
	if fd := int(os.Stdin.Fd()); term.IsTerminal(fd) {
		fmt.Fprintf(os.Stderr, "Password (at least %d characters): ", auth.MinPassword)
		password, err := term.ReadPassword(fd)
		fmt.Fprintln(os.Stderr)
		return string(password), err
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line != "" {
		return line, nil
	}
	return "", fmt.Errorf("no password on standard input: %w", err)
}
