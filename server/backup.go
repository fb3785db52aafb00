package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"lernamt/server/internal/backup"
	"lernamt/server/internal/sqlite"
)

// BackupCommand writes everything into one file, while the server runs or not.
type BackupCommand struct {
	File string `arg:"" help:"File to write; it must not be there yet."`
}

// Run writes the backup.
func (cmd *BackupCommand) Run(config *Config) error {
	ctx, stop := interruptible()
	defer stop()
	db, closeStore, err := openSnapshot(ctx, config)
	if err != nil {
		return err
	}
	began := time.Now()
	bar := newBar(os.Stderr)
	err = backup.Unfinished(ctx, db)
	var t backup.Trailer
	if err == nil {
		t, err = backup.Create(ctx, db, cmd.File, backup.Header{Created: now(), Release: version}, bar.show)
	}
	bar.end()
	if err = errors.Join(err, closeStore()); err != nil {
		return err
	}
	tell("Wrote", t.Kinds, began)
	fmt.Printf("Backup %.16s is complete in %s. It names people and holds hashes of their passwords: keep it like the database.\n", t.SHA256, cmd.File)
	fmt.Printf("Not in it, to be kept apart from it: the keys of this installation, which are the files in %s besides the database.\n", config.Data)
	return nil
}

// RestoreCommand makes the database hold what a backup holds.
type RestoreCommand struct {
	File    string `arg:"" type:"existingfile" help:"Backup to restore."`
	Replace bool   `help:"Remove everything that is in the database first."`
}

// Run restores the backup.
func (cmd *RestoreCommand) Run(config *Config) error {
	ctx, stop := interruptible()
	defer stop()
	file, err := os.Open(cmd.File)
	if err != nil {
		return err
	}
	defer file.Close()
	db, closeStore, err := openDatabase(ctx, config)
	if err != nil {
		return err
	}
	began := time.Now()
	bar := newBar(os.Stderr)
	h, t, err := backup.Restore(ctx, db, file, cmd.Replace, bar.show)
	bar.end()
	if err = errors.Join(err, closeStore()); err != nil {
		return err
	}
	tell("Restored and read back", t.Kinds, began)
	fmt.Printf("The database holds backup %.16s of %s. Everybody has to sign in again.\n", t.SHA256, h.Created.Local().Format(time.DateTime))
	return nil
}

// MoveCommand copies everything into another database.
type MoveCommand struct {
	To      string `required:"" placeholder:"URI" help:"mongodb:// address of the database to fill, or the data folder of an embedded one."`
	Replace bool   `help:"Remove everything that is in that database first."`
}

// Run moves the data and tells what to do next. What was moved stays where it was.
func (cmd *MoveCommand) Run(config *Config) error {
	ctx, stop := interruptible()
	defer stop()
	target, err := cmd.target(config)
	if err != nil {
		return err
	}
	from, closeFrom, err := openDatabase(ctx, config) // not a snapshot: an embedded database in use is refused
	if err != nil {
		return err
	}
	to, closeTo, err := openDatabase(ctx, target)
	if err != nil {
		return errors.Join(err, closeFrom())
	}
	began := time.Now()
	bar := newBar(os.Stderr)
	sums, err := backup.Move(ctx, from, to, cmd.Replace, bar.show)
	bar.end()
	if err = errors.Join(err, closeTo(), closeFrom()); err != nil {
		return err
	}
	tell("Moved and read back on both sides", sums, began)
	fmt.Println("Start the servers on the new database, with the same keys. The old one is unchanged; remove it when you no longer need it.")
	return nil
}

// target returns the settings of the database to fill.
func (cmd *MoveCommand) target(from *Config) (*Config, error) {
	to := *from
	if strings.HasPrefix(cmd.To, "mongodb://") || strings.HasPrefix(cmd.To, "mongodb+srv://") {
		to.Store = cmd.To
	} else if strings.Contains(cmd.To, "://") {
		return nil, fmt.Errorf("--to must begin with mongodb:// or be a folder")
	} else {
		to.Store, to.Data = "", cmd.To
	}
	if to.Store == from.Store && filepath.Clean(to.Data) == filepath.Clean(from.Data) {
		return nil, errors.New("--to names the database that is to be moved")
	}
	return &to, nil
}

// openSnapshot opens the database for a backup. The embedded one may be in use.
func openSnapshot(ctx context.Context, c *Config) (store, func() error, error) {
	if c.Store != "" {
		return openDatabase(ctx, c)
	}
	db, err := sqlite.OpenSnapshot(ctx, c.database())
	if err != nil {
		return nil, nil, err
	}
	return db, db.Close, nil
}

// interruptible returns a context that ends when the operator stops the program.
func interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// tell says what was done, in the order of the file.
func tell(done string, sums backup.Summary, began time.Time) {
	fmt.Printf("%s %d records in %s:\n", done, sums.Records(), time.Since(began).Round(time.Millisecond))
	for _, name := range backup.Kinds() {
		fmt.Printf("  %-12s %9d  %.16s\n", name, sums[name].Count, sums[name].SHA256)
	}
}
