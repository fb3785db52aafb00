package main

import (
	"fmt"
	"runtime/debug"
)

// version is set when a release is built.
var version = "development"

// VersionCommand prints what is running.
type VersionCommand struct{}

// Run prints the version of Lernamt and of the Go that built it.
func (VersionCommand) Run() error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("built without module support")
	}
	fmt.Printf("lernamt %s (%s)\n", version, info.GoVersion)
	return nil
}
