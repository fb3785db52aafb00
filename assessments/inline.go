package assessments

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var (
	kindGap = ast.NewNodeKind("AssessmentGap")
	kindBox = ast.NewNodeKind("AssessmentBox")
)

// A gapNode is [[...]] in a question.
type gapNode struct {
	ast.BaseInline
	source string // with its brackets
	index  int    // of the gap in its question; -1 until a question has taken it
}

func (n *gapNode) Kind() ast.NodeKind { return kindGap }

func (n *gapNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Source": n.source}, nil)
}

// A boxNode is [x] or [ ] at the beginning of a list item in a question.
type boxNode struct {
	ast.BaseInline
	checked bool
}

func (n *boxNode) Kind() ast.NodeKind { return kindBox }

func (n *boxNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

func (n *boxNode) String() string {
	if n.checked {
		return "[x] "
	}
	return "[ ] "
}

// An inlineParser reads gaps and boxes before goldmark takes their brackets for links. It leaves
// everything outside questions alone.
type inlineParser struct{}

func (inlineParser) Trigger() []byte { return []byte{'['} }

func (inlineParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if checked, n := box(line); n > 0 && opensItem(parent) && inQuestions(parent, block.Source(), pc) {
		block.Advance(n)
		return &boxNode{checked: checked}
	}
	if !bytes.HasPrefix(line, []byte("[[")) {
		return nil
	}
	end := bytes.Index(line, []byte("]]"))
	if end < 0 || bytes.ContainsAny(line[2:end], "[]") || !inQuestions(parent, block.Source(), pc) {
		return nil
	}
	block.Advance(end + 2)
	return &gapNode{source: string(line[:end+2]), index: -1}
}

// box reads [x], [X] or [ ] with the white space after it and returns its length, 0 if there is none.
func box(line []byte) (checked bool, n int) {
	if len(line) < 4 || line[0] != '[' || line[2] != ']' || !strings.ContainsRune("xX ", rune(line[1])) {
		return false, 0
	}
	n = len(line) - len(bytes.TrimLeft(line[3:], " \t"))
	if n == 3 {
		return false, 0
	}
	return line[1] != ' ', n
}

// opensItem reports whether the block that is being read is at the beginning of a list item.
func opensItem(parent ast.Node) bool {
	item := parent.Parent()
	return item != nil && item.Kind() == ast.KindListItem && item.FirstChild() == parent && !parent.HasChildren()
}

// placeholder is what stands in rendered HTML where the i-th gap of a question is.
func placeholder(i int) string { return fmt.Sprintf("<!--gap:%d-->", i) }

// A nodeRenderer renders the nodes of this package. Outside questions they show as they were written.
type nodeRenderer struct{}

func (nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(KindBlock, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkSkipChildren, nil
	})
	reg.Register(kindGap, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if gap := n.(*gapNode); entering && gap.index >= 0 {
			_, _ = w.WriteString(placeholder(gap.index))
		} else if entering {
			_, _ = w.Write(util.EscapeHTML([]byte(gap.source)))
		}
		return ast.WalkContinue, nil
	})
	reg.Register(kindBox, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString(n.(*boxNode).String())
		}
		return ast.WalkContinue, nil
	})
}
