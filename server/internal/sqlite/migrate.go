package sqlite

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations holds the steps from an empty file to the present tables, in order. A step that was
// released is never edited; a file has gone through as many of them as its user_version says.
var migrations = func() []string {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		panic(err)
	}
	steps := make([]string, len(names))
	for i, name := range names {
		sql, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		steps[i] = string(sql)
	}
	return steps
}()

// migrate takes the steps that the file has not gone through yet, each whole or not at all.
func migrate(c *conn) error {
	version, err := one(c, nil, number, "PRAGMA user_version")
	if err != nil {
		return err
	}
	for n := version + 1; n <= len(migrations); n++ {
		sql := fmt.Sprintf("BEGIN IMMEDIATE;\n%s;\nPRAGMA user_version = %d;\nCOMMIT", migrations[n-1], n)
		if err := c.script(sql); err != nil {
			return fmt.Errorf("migration %d: %w", n, err)
		}
	}
	return nil
}
