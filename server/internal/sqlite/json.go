package sqlite

import (
	"encoding/json"
	"fmt"
)

// array returns the JSON array of a list, which json_each turns into rows; no list is the empty array.
func array[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(list)
	return string(b), err
}

// object returns the JSON object of a map; no map is the empty object.
func object[K ~string, V any](m map[K]V) (string, error) {
	if len(m) == 0 {
		return "{}", nil
	}
	b, err := json.Marshal(m)
	return string(b), err
}

// decode reads the JSON in a column into v.
func decode(column string, v any) error {
	if err := json.Unmarshal([]byte(column), v); err != nil {
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return nil
}
