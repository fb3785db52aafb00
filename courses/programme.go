package courses

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
)

// ProgrammesFile is the name of the list of programmes in the root of [Content].
const ProgrammesFile = "programme.yaml"

// A ProgrammeID names a programme, in the alphabet of a [ModuleID].
type ProgrammeID string

// A Programme is an ordered set of modules, such as a year of training or a yearly refresher.
type Programme struct {
	ID          ProgrammeID `yaml:"id"`
	Title       string      `yaml:"titel"`
	Summary     string      `yaml:"kurz"`
	Modules     []ModuleID  `yaml:"module"`      // in the order recommended
	EveryMonths int         `yaml:"alle_monate"` // how often it is to be repeated; 0 is once
}

// ReadProgrammes reads a list of programmes in YAML. Each needs id, titel and at least one module, and
// holds each module once; two programmes do not share an id.
func ReadProgrammes(data []byte) ([]Programme, error) {
	var list []Programme
	if err := yaml.UnmarshalWithOptions(data, &list, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("programmes: %w", err)
	}
	seen := make(map[ProgrammeID]bool)
	var broken []error
	for _, p := range list {
		switch {
		case !validID(p.ID) || p.Title == "" || len(p.Modules) == 0 || p.EveryMonths < 0:
			broken = append(broken, fmt.Errorf("programmes: %q lacks id, titel or module", p.ID))
		case seen[p.ID]:
			broken = append(broken, fmt.Errorf("programmes: the id %q stands twice", p.ID))
		}
		seen[p.ID] = true
		for i, id := range p.Modules {
			if !validID(id) || slices.Contains(p.Modules[:i], id) {
				broken = append(broken, fmt.Errorf("programmes: %s names the module %q wrongly or twice", p.ID, id))
			}
		}
	}
	return list, errors.Join(broken...)
}
