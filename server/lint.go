package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/flow"
)

// LintCommand checks modules before they are published.
type LintCommand struct {
	Folders []string `arg:"" placeholder:"DIR" help:"Folders of modules, or folders that hold them."`
	Levels  bool     `help:"Also list each lesson with its words and its level by the Wiener Sachtextformel (a school year)."`
}

// Run prints one line for each problem. It fails if one of them keeps a module from being published.
func (cmd *LintCommand) Run() error {
	var modules []string
	for _, folder := range cmd.Folders {
		found, err := moduleFolders(folder)
		if err != nil {
			return err
		}
		modules = append(modules, found...)
	}
	renderer := flow.NewRenderer()
	failed := 0
	for _, folder := range modules {
		errors, err := cmd.lint(renderer, folder)
		if err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
		failed += errors
	}
	if failed > 0 {
		return fmt.Errorf("%d errors in %d modules", failed, len(modules))
	}
	return nil
}

// moduleFolders returns folder if it is a module, else the modules directly in it.
func moduleFolders(folder string) ([]string, error) {
	if _, err := os.Stat(filepath.Join(folder, "modul.yaml")); err == nil {
		return []string{folder}, nil
	}
	found, err := filepath.Glob(filepath.Join(folder, "*", "modul.yaml"))
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s: %w", folder, fs.ErrNotExist)
	}
	for i := range found {
		found[i] = filepath.Dir(found[i])
	}
	return found, err
}

// lint prints the problems of one module and returns how many are errors.
func (cmd *LintCommand) lint(r *courses.Renderer, folder string) (failed int, err error) {
	m, problems, err := courses.Read(os.DirFS(folder), r)
	if err != nil {
		return 0, err
	}
	if file := m.Assessment; file != nil {
		_, found := assessments.Parse(file.Front, file.Body, file.Line, r.Markdown(), r.Context(m, file.File), courses.FragmentOf)
		for _, p := range found {
			problems = append(problems, courses.Problem{File: file.File, Line: p.Line, Rule: p.Rule, Severity: courses.Severity(p.Severity), Message: p.Message})
		}
	}
	for _, l := range m.Lessons {
		for _, c := range l.Chunks {
			if block, ok := c.Block.(*assessments.Block); ok {
				for _, p := range block.Problems {
					problems = append(problems, courses.Problem{File: l.File, Line: p.Line, Rule: p.Rule, Severity: courses.Severity(p.Severity), Message: p.Message})
				}
			}
		}
	}
	for _, p := range problems {
		p.File = filepath.Join(folder, p.File)
		word := "Hinweis"
		if p.Severity == courses.SeverityError {
			word = "Fehler"
			failed++
		}
		fmt.Printf("%s [%s]\n", p.Error(), word)
	}
	if cmd.Levels {
		for i := range m.Lessons {
			text := m.Lessons[i].Plain()
			fmt.Printf("%-70s %5d words, level %4.1f\n", filepath.Join(folder, m.Lessons[i].File), len(strings.Fields(text)), courses.WienerSachtext(text))
		}
	}
	return failed, nil
}
