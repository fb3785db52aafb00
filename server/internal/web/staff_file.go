package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"net"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"lernamt/server/internal/audit"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
)

const (
	// fileInMemory is how long a file may be, in bytes, to be made as a whole before it is sent.
	fileInMemory = 1 << 20
	// fileTimeout bounds how long a longer one may take: 1.4 million lines take about two minutes.
	fileTimeout = 30 * time.Minute
	// linePatience is how long a browser may take to fetch what was made for it last.
	linePatience = time.Minute
)

// errLong reports a file that is longer than fileInMemory.
var errLong = errors.New("web: the file is long")

// completionCSV serves GET /personal/:unit/abschluesse.csv: the same list as a file for a spreadsheet, UTF-8 with a
// byte-order mark and semicolons, as a German Excel expects. That of a whole body is sent while it is made, and does
// not need memory for its length.
func (s *Server) completionCSV(c *fiber.Ctx) error {
	unit, tree, role, err := s.scope(c, overseers...)
	if err != nil {
		return err
	}
	f := completionFile{server: s, tree: tree, units: tree.Below(unit.ID), filter: completionFilter(c), states: make(map[flow.State]string)}
	for _, key := range []string{"staff.family", "staff.given", "staff.unit", "staff.module", "staff.state", "staff.due", "staff.completed"} {
		f.head = append(f.head, s.say(c, key))
	}
	for _, st := range flow.States {
		f.states[st] = s.say(c, "state."+string(st))
	}
	var seen []string
	whole := bounded{most: s.heldFile}
	err = f.write(c.UserContext(), &whole, func(people []string) error {
		seen = append(seen, people...)
		return nil
	})
	if err != nil && !errors.Is(err, errLong) {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="abschluesse.csv"`)
	if errors.Is(err, errLong) {
		s.sendFile(c, &f, role)
		return nil
	}
	if err := s.noteLooks(c, role, audit.Exported, "completion", seen); err != nil {
		return err
	}
	return c.Send(whole.Bytes())
}

// sendFile sends a file while it is made. If that fails in between the connection is cut, so that no browser takes the
// beginning for the whole.
func (s *Server) sendFile(c *fiber.Ctx, f *completionFile, role people.Role) {
	actor, request, conn := learner(c), c.Locals(localRequest), c.Context().Conn()
	ctx, cancel := context.WithTimeout(context.Background(), fileTimeout) // that of the request ends with the handler
	out, in := io.Pipe()
	go func() {
		defer cancel()
		err := f.write(ctx, patient{in, conn}, func(people []string) error {
			return s.note(ctx, actor, role, audit.Exported, "completion", people)
		})
		if err != nil && !errors.Is(err, io.ErrClosedPipe) {
			s.Log.Error("list of completions failed", "request", request, "error", err)
		}
		in.CloseWithError(err)
	}()
	c.Locals(localPlain, true) // compressing would hold back what is made
	c.Context().SetBodyStream(out, -1)
}

// A completionFile is a list of completions as a file for a spreadsheet.
type completionFile struct {
	server *Server
	tree   *people.Tree
	units  []people.UnitID
	filter flow.Filter
	head   []string
	states map[flow.State]string
}

// write writes the lines, those of a few people at a time, and tells before whom they are about.
func (f *completionFile) write(ctx context.Context, w io.Writer, note func(people []string) error) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	lines := csv.NewWriter(w)
	lines.Comma, lines.UseCRLF = ';', true
	pending := [][]string{f.head}
	var about []string
	flush := func() error {
		if err := note(about); err != nil {
			return err
		}
		err := lines.WriteAll(pending)
		pending, about = pending[:0], nil
		return err
	}
	var broken error
	err := f.server.Flow.Completion(ctx, f.tree, f.units, f.filter, func(r flow.Record) bool {
		if id := string(r.Account.ID); len(about) == 0 || about[len(about)-1] != id {
			if len(about) == audit.MaxSubjects {
				broken = flush()
			}
			about = append(about, id)
		}
		pending = append(pending, f.line(&r))
		return broken == nil
	})
	if err = errors.Join(err, broken); err != nil {
		return err
	}
	return flush()
}

func (f *completionFile) line(r *flow.Record) []string {
	unit, _ := f.tree.Unit(r.Account.Unit)
	return []string{plainCell(r.Account.Family), plainCell(r.Account.Given), plainCell(unit.Name), plainCell(r.Title),
		f.states[r.State], isoDate(r.Due), isoDate(r.Completed)}
}

// bounded keeps what is written, up to a length.
type bounded struct {
	bytes.Buffer
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		return 0, errLong
	}
	return b.Buffer.Write(p)
}

// WriteString is there because that of the buffer knows no bound.
func (b *bounded) WriteString(s string) (int, error) { return b.Write([]byte(s)) }

// patient lets a connection live as long as its browser fetches: the deadline of an answer is too short for a long file.
type patient struct {
	io.Writer
	conn net.Conn
}

func (p patient) Write(b []byte) (int, error) {
	if err := p.conn.SetWriteDeadline(time.Now().Add(linePatience)); err != nil {
		return 0, err
	}
	return p.Writer.Write(b)
}

// plainCell keeps a spreadsheet from taking a text for a formula, also one that skips what is blank at
// its beginning or takes wide signs for narrow ones.
func plainCell(s string) string {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, blank))
	if strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + s
	}
	return s
}

// isoDate writes a day as a spreadsheet sorts it, in German time.
func isoDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone()).Format(time.DateOnly)
}
