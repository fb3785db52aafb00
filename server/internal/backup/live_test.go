package backup_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lernamt/server/internal/backup"
)

// TestBackupOfLiveStore backs up a store without a snapshot, as MongoDB is read, while others write in the order of
// package flow, and wants what the package promises: everything from before is in it, every reference leads to a
// record, and what is noted as done has its consequences.
func TestBackupOfLiveStore(t *testing.T) {
	s := openSQLite(t)
	populate(t, s, 2)
	var written atomic.Int64
	stop, stopped := make(chan struct{}), make(chan struct{})
	written.Store(2)
	go func() {
		defer close(stopped)
		for i := 2; ; i++ {
			select {
			case <-stop:
				return
			default:
				one(t, s, i)
				written.Store(int64(i + 1))
			}
		}
	}()
	incomplete := false
	for range 5 {
		before := int(written.Load())
		var file bytes.Buffer
		slowly := func(string, int, int) { time.Sleep(5 * time.Millisecond) }
		_, err := backup.Write(t.Context(), s, &file, backup.Header{}, slowly)
		must(t, err)
		r := parsed(t, unpack(t, file.Bytes()))
		incomplete = incomplete || len(r["account"]) > before
		for i := range before {
			if r["account"][fmt.Sprint("p", i)] == nil {
				t.Errorf("person %d was there before the backup began and is not in it", i)
			}
		}
		checkReferences(t, r)
	}
	close(stop)
	<-stopped
	if !incomplete {
		t.Error("nobody wrote during a backup: the test shows nothing")
	}
}

// parsed returns the records of a file by kind and key: that of a way through a module is person/module/cycle.
func parsed(t *testing.T, text string) map[string]map[string]map[string]any {
	t.Helper()
	records := make(map[string]map[string]map[string]any)
	for line := range strings.Lines(text) {
		var record map[string]map[string]any
		if json.Unmarshal([]byte(line), &record) != nil {
			continue // the first line
		}
		for kind, fields := range record {
			if records[kind] == nil {
				records[kind] = make(map[string]map[string]any)
			}
			key := fmt.Sprint(fields["id"], fields["hash"])
			switch kind {
			case "enrolment", "attempt":
				key = fmt.Sprintf("%v/%v/%v", fields["person"], fields["module"], fields["cycle"])
			case "certificate":
				key = fmt.Sprintf("%v/%v/%v", fields["person"], fields["subject"], fields["cycle"])
			}
			records[kind][strings.ReplaceAll(key, "<nil>", "")] = fields
		}
	}
	return records
}

func checkReferences(t *testing.T, r map[string]map[string]map[string]any) {
	t.Helper()
	needs := func(from, key, kind string, to any) {
		if r[kind][fmt.Sprint(to)] == nil {
			t.Errorf("%s %s refers to %s %v, which is not in the backup", from, key, kind, to)
		}
	}
	for key, a := range r["attempt"] {
		needs("attempt", key, "enrolment", key)
		if a["settled"] == true && r["enrolment"][key]["completed"] == nil {
			t.Errorf("attempt %s is settled and its enrolment is open", key)
		}
	}
	for key, e := range r["enrolment"] {
		needs("enrolment", key, "account", e["person"])
		needs("enrolment", key, "version", e["version"])
		if e["completed"] != nil {
			needs("enrolment", key, "certificate", key)
		}
	}
	for key, c := range r["certificate"] {
		needs("certificate", key, "account", c["person"])
	}
	for key, a := range r["account"] {
		needs("account", key, "unit", a["unit"])
	}
	for key, a := range r["audit"] {
		needs("audit", key, "account", a["actor"])
	}
}
