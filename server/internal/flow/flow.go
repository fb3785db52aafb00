// Package flow holds the rules that span domains: what a person still has to do in a module, what follows from
// a passed assessment, and what the public body sees of it.
//
// Each step can be repeated. What a crash left undone between two stores is done by [Flow.Repair].
// Begin reading at standing.go.
package flow

import (
	"log/slog"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/people"
)

// A Flow joins the domains. Its fields are set once.
type Flow struct {
	Catalogue   *Catalogue
	Courses     *courses.Courses
	Assessments *assessments.Service
	Certs       *certs.Issuer
	People      people.Store
	Clock       func() time.Time
	Log         *slog.Logger
}
