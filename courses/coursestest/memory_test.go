package coursestest_test

import (
	"testing"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

func TestMemory(t *testing.T) {
	coursestest.TestStore(t, func(*testing.T) courses.Store { return coursestest.NewMemory() })
}
