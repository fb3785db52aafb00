package courses

import (
	"bytes"
	"fmt"
)

// Bounds of a page. Parsing Markdown takes time with the square of a paragraph's length and of the
// depth of quotes, a table's HTML grows with rows times columns, and many links may share one long
// address: without bounds a small file could stop a server.
const (
	mostPage      = 256 << 10 // bytes
	mostParagraph = 16 << 10  // bytes between two blank lines
	mostDepth     = 20        // quotes within quotes
	mostColumns   = 30        // of a table
	mostAddress   = 2000      // bytes of a link's address
)

// unreadable says on which line and why, in German, a page must not be parsed; "" if it may.
func unreadable(data []byte) (line int, message string) {
	if len(data) > mostPage {
		return 0, fmt.Sprintf("Die Seite ist größer als %d KB. Teilen Sie sie auf.", mostPage>>10)
	}
	paragraph := 0
	for row := range bytes.Lines(data) {
		line++
		if paragraph += len(row); len(bytes.TrimSpace(row)) == 0 {
			paragraph = 0
		}
		switch {
		case paragraph > mostParagraph:
			return line, fmt.Sprintf("Der Absatz ist länger als %d KB. Setzen Sie Leerzeilen.", mostParagraph>>10)
		case quoteDepth(row) > mostDepth:
			return line, fmt.Sprintf("Zitate sind tiefer als %d-mal ineinander geschachtelt.", mostDepth)
		case bytes.Count(row, []byte("|")) > mostColumns+1:
			return line, fmt.Sprintf("Die Tabelle hat mehr als %d Spalten.", mostColumns)
		}
	}
	return 0, ""
}

// quoteDepth counts the marks > with which a line begins.
func quoteDepth(row []byte) int {
	depth := 0
	for _, b := range row {
		switch b {
		case '>':
			depth++
		case ' ', '\t', '-', '*', '+':
		default:
			return depth
		}
	}
	return depth
}
