// Package assessments examines: it parses questions out of Markdown, draws them from pools, keeps a
// person's attempt, marks it and tells what was right and why.
//
// An [Assessment] is what an author wrote, a module's examined question set. An [Attempt] is one
// sitting of it: drawn, shuffled and frozen when it starts. Marking ([Question.Mark]) is pure: the same
// question and answer always earn the same points, and it happens on the server only.
//
// The package knows nothing of modules, HTTP, databases or certificates. [NewExtension] makes a
// goldmark extension that finds the checks in a lesson; [Parse] reads a whole assessment; storage is
// the [Store] interface, and assessmentstest holds the contract that every store must pass.
//
// Begin reading at question.go, then attempt.go and service.go.
package assessments
