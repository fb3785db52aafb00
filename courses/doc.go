// Package courses holds what people learn: modules and their lessons, written in Markdown, and how far
// each person has come in them.
//
// A [Module] is read from a folder (modul.yaml and Markdown files) by [Read], rendered once by a
// [Renderer], and published as a [Version] whose hash pins every byte. A person's way through it is an
// [Enrolment]; what it records are facts (this lesson was read then), never opinions about them:
// whether the module is complete is decided from the facts by [Enrolment.Missing] alone.
//
// The package knows nothing of HTTP, databases, questions or certificates. Questions reach the
// renderer as an injected goldmark extension whose nodes implement [Block]; storage is the [Store]
// interface, and coursestest holds the contract that every store must pass.
//
// A [Catalogue] publishes and finds modules, and [Courses] is what a server talks to: it holds the rules
// of taking a module.
//
// Begin reading at module.go and enrolment.go, then read.go (from a folder to a [Module]) and transform.go
// (what becomes of an author's Markdown).
package courses
