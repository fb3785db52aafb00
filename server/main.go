// Lernamt is a digital-skills training and certification platform for the public service: one binary
// that serves modules, examines, and issues certificates.
//
// main reads the settings, chooses the store, joins the domains, and hands them to the web. Its
// subcommands are in files of their own.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"
)

// cli is the command line.
type cli struct {
	Config

	Serve ServeCommand `cmd:"" help:"Answer requests until interrupted."`
	Admin struct {
		Create AdminCreateCommand `cmd:"" help:"Create the first account, an administrator."`
	} `cmd:"" help:"Look after accounts."`
	Keys struct {
		List         KeysListCommand   `cmd:"" help:"List the keys that sign and those that did."`
		Rotate       KeysRotateCommand `cmd:"" help:"Make a new key and destroy the private part of the one before."`
		ExportPublic KeysExportCommand `cmd:"" help:"Write all public keys, by which certificates are checked offline."`
	} `cmd:"" help:"Look after the keys that sign certificates."`
	Certs struct {
		Verify  CertsVerifyCommand  `cmd:"" help:"Check PDFs, and tokens of QR codes, by the database or offline by public keys."`
		Revoke  CertsRevokeCommand  `cmd:"" help:"Revoke a certificate."`
		Reissue CertsReissueCommand `cmd:"" help:"Correct the name on a certificate by one that supersedes it."`
	} `cmd:"" help:"Look after certificates."`
	Backup  BackupCommand  `cmd:"" help:"Write everything into one file, also while the server runs."`
	Restore RestoreCommand `cmd:"" help:"Make an empty database hold what a backup holds."`
	Move    MoveCommand    `cmd:"" help:"Copy everything into another database, from the embedded one to MongoDB or back."`
	Seed    SeedCommand    `cmd:"" help:"Fill an empty database with an invented body of any size, to try it out."`
	Journey JourneyCommand `cmd:"" help:"Play the main job over HTTP against a demo server of its own."`
	Lint    LintCommand    `cmd:"" help:"Check modules before they are published."`
	Version VersionCommand `cmd:"" help:"Print the version."`
}

func main() { os.Exit(run()) }

// run runs the command line and returns the exit status: 2 for a wrong word or setting, and for what
// could not be checked; 1 for what failed.
func run() int {
	var c cli
	parser := kong.Must(&c, kong.Name("lernamt"), kong.Description("Training and certification for the public service."))
	ctx, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "lernamt:", err)
		return 2
	}
	if err := ctx.Run(&c.Config); err != nil {
		fmt.Fprintln(os.Stderr, "lernamt:", explain(err))
		if errors.Is(err, errUnchecked) {
			return 2
		}
		return 1
	}
	return 0
}
