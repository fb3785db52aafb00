package courses

import (
	"fmt"
	"regexp"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// mostHighlighted bounds the code that is highlighted, in bytes: lexers are not made for more.
const mostHighlighted = 32 << 10

var languageForm = regexp.MustCompile(`^[A-Za-z0-9+#_.-]{1,32}$`)

// renderCode writes a code block. Tokens get chroma's class names (k, s, c1, ...), never styles.
func renderCode(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	language := ""
	if fenced, ok := n.(*ast.FencedCodeBlock); ok && languageForm.Match(fenced.Language(source)) {
		language = string(fenced.Language(source))
	}
	code := string(n.Lines().Value(source))
	w.WriteString(`<pre class="code" tabindex="0"><code`)
	if language != "" {
		fmt.Fprintf(w, ` class="language-%s"`, escaped(language))
	}
	w.WriteString(">")
	if !highlight(w, language, code) {
		w.Write(escaped(code))
	}
	w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

// highlight writes the code with its tokens marked, or returns false and writes nothing.
func highlight(w util.BufWriter, language, code string) bool {
	if language == "" || len(code) > mostHighlighted {
		return false
	}
	lexer := lexers.Get(language)
	if lexer == nil {
		return false
	}
	tokens, err := chroma.Tokenise(chroma.Coalesce(lexer), nil, code)
	if err != nil {
		return false
	}
	for _, t := range tokens {
		if class := tokenClass(t.Type); class != "" {
			fmt.Fprintf(w, `<span class="%s">%s</span>`, class, escaped(t.Value))
		} else {
			w.Write(escaped(t.Value))
		}
	}
	return true
}

// tokenClass returns the class of a token's type or of the nearest type above it.
func tokenClass(t chroma.TokenType) string {
	for t > 0 {
		if class := chroma.StandardTypes[t]; class != "" {
			return class
		}
		if t == t.Parent() {
			break
		}
		t = t.Parent()
	}
	return ""
}
