package certstest_test

import (
	"testing"

	"lernamt/certs"
	"lernamt/certs/certstest"
)

func TestMemory(t *testing.T) {
	certstest.TestStore(t, func(*testing.T) certs.Store { return certstest.NewMemory() })
}
