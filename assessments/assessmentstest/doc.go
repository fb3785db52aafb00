// Package assessmentstest holds what other packages need to test against package assessments: the
// contract that every [assessments.Store] must pass ([TestStore]) and a store in memory that passes it
// ([NewMemory]).
//
// Begin reading at contract.go.
package assessmentstest
