package assessments

import "github.com/yuin/goldmark/ast"

// essay is the rules of free text. Software never marks it, so it earns nothing by itself.
type essay struct{}

func (essay) claim(*reader, ast.Node) claim { return noClaim } // the setting Typ says it

func (essay) read(r *reader, _ *Question, _ []ast.Node) {}

func (essay) canonical(q *Question, values []string) (Answer, error) { return one(q, values) }

func (essay) share(*Question, Answer) share { return share{of: 1} }

func (essay) values(q *Question, _ uint64, f fields) ([]string, error) { return f.choices(q) }

func (essay) view(q *Question, o ViewOptions, v *QuestionView) { viewText(q, o, v, nil) }
