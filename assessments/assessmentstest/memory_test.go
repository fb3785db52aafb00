package assessmentstest_test

import (
	"testing"

	"lernamt/assessments"
	"lernamt/assessments/assessmentstest"
)

func TestMemory(t *testing.T) {
	assessmentstest.TestStore(t, func(*testing.T) assessments.Store { return assessmentstest.NewMemory() })
}
