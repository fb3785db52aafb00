package backup

import (
	"reflect"
	"testing"
	"time"

	"lernamt/certs"
)

// A certificate with something in every field comes back as it was, so that none is forgotten here when one
// is added there.
func TestCertificateRecord(t *testing.T) {
	var e certs.Entry
	populate(t, reflect.ValueOf(&e).Elem(), new(int))
	if got := fromEntry(e).domain(); !reflect.DeepEqual(got, e) {
		t.Errorf("the record of\n%+v\nis read as\n%+v", e, got)
	}
}

// populate puts a different value into each field.
func populate(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		*at = time.Unix(int64(*n), 0).UTC()
		return
	case *[]byte:
		*at = []byte{byte(*n)}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			populate(t, v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		populate(t, v.Index(0), n)
	case reflect.String:
		v.SetString(string(rune('A' + *n)))
	case reflect.Int:
		v.SetInt(int64(*n))
	default:
		t.Fatalf("populate does not know a %s", v.Kind())
	}
}
