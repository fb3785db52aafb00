package courses_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lernamt/courses"
	"lernamt/courses/coursestest"
)

func TestLessonRules(t *testing.T) {
	tests := []struct {
		name, body string
		want       []string // problems on lines counted from the body's first, as line:column severity rule
	}{
		{"H1", "# Titel\n", []string{"6:1 error heading-h1"}},
		{"skipped level", "## A\n\n#### B\n", []string{"8:1 error heading-skip"}},
		{"H3 first", "Text\n\n### B\n", []string{"8:1 error heading-skip"}},
		{"back up is fine", "## A\n\n### B\n\n## C\n\n### D\n", nil},
		{"empty heading", "##\n", []string{"6:1 error heading-empty"}},
		{"broken link", "Ein [Link](03-drei.md) da.", []string{"6:5 error link-target"}},
		{"link in the second line of a list", "- a\n- b [x](y.md)", []string{"7:5 error link-target"}},
		{"absolute path", "[x](/admin)", []string{"6:1 error link-target"}},
		{"out of the folder", "[x](../../etc/passwd)", []string{"6:1 error link-target"}},
		{"encoded way out", "[x](%2e%2e/%2e%2e/etc/passwd)", []string{"6:1 error link-target"}},
		{"another module", "[x](../datenschutz/) [y](../datenschutz/modul.yaml)", nil},
		{"a lesson of another module", "[x](../datenschutz/01-a.md)", []string{"6:1 error link-target"}},
		{"script link", "[x](javascript:alert(1))", []string{"6:1 error link-scheme"}},
		{"script link in disguise", "[x](<JaVaScRiPt&colon;alert(1)>)", []string{"6:1 error link-scheme"}},
		{"script link by numbers", "[x](&#106;avascript:alert(1))", []string{"6:1 error link-scheme"}},
		{"script link by escapes", "[x](javascript\\:alert(1))", []string{"6:1 error link-scheme"}},
		{"script link with a tab", "[x](<java\tscript:alert(1)>)", []string{"6:1 error link-form"}},
		{"script autolink", "<javascript:alert(1)>", []string{"6:1 error link-scheme"}},
		{"script by reference", "[x][r]\n\n[r]: vbscript:x", []string{"6:1 error link-scheme"}},
		{"data link", "[x](data:text/html,x)", []string{"6:1 error link-scheme"}},
		{"other host", "[x](//evil.example/x)", []string{"6:1 error link-target"}},
		{"password in a link", "[x](https://a:b@c.example)", []string{"6:1 error link-form"}},
		{"endless address", "[x](https://a.example/" + strings.Repeat("b", 2000) + ")", []string{"6:1 error link-form"}},
		{"broken link address", "[x](https://[::1)", []string{"6:1 error link-form"}},
		{"missing picture", "![x](bilder/kette.png)", []string{"6:1 error image-missing"}},
		{"picture from elsewhere", "![x](https://example.org/x.png)", []string{"6:1 error image-missing"}},
		{"picture without alt", "![](bilder/kette.svg)", []string{"6:1 error image-alt"}},
		{"picture with blank alt", "a ![ ](bilder/kette.svg)", []string{"6:3 error image-alt"}},
		{"lesson as a picture", "![x](02-zwei.md)", []string{"6:1 error image-missing"}},
		{"html", "<b>fett</b>\n\n<div>\n", []string{"6:1 warning html", "6:8 warning html", "8:1 warning html"}},
		{"comment", "a <!-- b -->\n\n<!-- c -->", nil},
		{"unknown callout", "> [!INFO]\n> x", []string{"6:3 warning callout"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, problems := lesson(t, tt.body)
			want := []string{}
			for _, w := range tt.want {
				want = append(want, "01-eins.md:"+w)
			}
			if got := brief(problems); !slices.Equal(got, want) {
				t.Errorf("problems\n got %q\nwant %q", got, want)
			}
			wantSafe(t, lessonHTML(&m.Lessons[0]))
		})
	}
}

func TestRender(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"external link", "[BSI](https://www.bsi.bund.de/x?a=1&b=2)", `<p><a href="https://www.bsi.bund.de/x?a=1&amp;b=2" class="external" rel="noopener noreferrer external">BSI</a></p>`},
		{"escapes in a link", `[x](https://example.org/a\_b?c=1&amp;copy;=2)`, `<p><a href="https://example.org/a_b?c=1&amp;copy;=2"`},
		{"autolink", "<https://example.org/a?b>", `<p><a href="https://example.org/a?b" class="external" rel="noopener noreferrer external">https://example.org/a?b</a></p>`},
		{"mail", "<amt@example.org>", `<p><a href="mailto:amt@example.org">amt@example.org</a></p>`},
		{"anchor", "[x](#größe--maß)", `<p><a href="#s-groesse-mass">x</a></p>`},
		{"own assessment", "[x](90-pruefung.md)", `<p><a href="/module/beispiel">x</a></p>`},
		{"lesson", "[*x*](02-zwei.md)", `<p><a href="/module/beispiel/lektion/zwei"><em>x</em></a></p>`},
		{"lesson by an odd path", "[x](./a/../02-zwei.md)", `<p><a href="/module/beispiel/lektion/zwei">x</a></p>`},
		{"offered file", "[x](bilder/merk%20blatt.pdf)", `<p><a href="/module/beispiel/datei/HASH/bilder/merk%20blatt.pdf">x</a></p>`},
		{"refused link keeps its text", "[a *b*](javascript:x)", `<p>a <em>b</em></p>`},
		{"headings", "## Größe & *Maß*\n\n## Gro\u0308ße & Maß\n\n## 日本", `<h2 id="s-groesse-mass">Größe &amp; <em>Maß</em></h2>
<h2 id="s-groesse-mass-1">` + "Gro\u0308ße" + ` &amp; Maß</h2>
<h2 id="s-abschnitt">日本</h2>`},
		{"html is dropped", "a <b onclick=x>b</b>\n\n<script>alert(1)</script>\n\nc", "<p>a b</p>\n<p>c</p>"},
		{"picture in text", `a ![b "c"](bilder/kette.svg) d`, `<p>a <img src="/module/beispiel/datei/HASH/bilder/kette.svg" alt="b &quot;c&quot;" width="300" height="60" loading="lazy"> d</p>`},
		{"missing picture", `![ein Bild](x.png)`, "<figure>\n<span class=\"missing\">ein Bild</span>\n</figure>"},
		{"film with captions", `![Ein Gang](film.mp4 "Der Gang")`, `<figure>
<video controls preload="metadata" src="/module/beispiel/datei/HASH/film.mp4" aria-label="Ein Gang"><track kind="captions" src="/module/beispiel/datei/HASH/film.vtt" srclang="de" default></video>
<figcaption>Der Gang</figcaption>
</figure>`},
		{"sound", `![Ein Anruf](ton.mp3)`, `<figure>
<audio controls preload="metadata" src="/module/beispiel/datei/HASH/ton.mp3" aria-label="Ein Anruf"></audio>
</figure>`},
		{"code", "```sql\nselect '<a>' -- x\n```", `<pre class="code" tabindex="0"><code class="language-sql"><span class="k">select</span><span class="w"> </span><span class="s1">'&lt;a&gt;'</span><span class="w"> </span><span class="c1">-- x
</span></code></pre>`},
		{"code in no language", "```\"><script>\n<a>\n```", "<pre class=\"code\" tabindex=\"0\"><code>&lt;a&gt;\n</code></pre>"},
		{"table", "| a | |\n| --: | --- |\n| 1 | 2 |", `<div class="table-scroll" tabindex="0" role="region" aria-label="Tabelle 1">
<table>
<thead>
<tr>
<th scope="col" class="align-right">a</th>
<td></td>
</tr>
</thead>
<tbody>
<tr>
<td class="align-right">1</td>
<td>2</td>
</tr>
</tbody>
</table>
</div>`},
		{"callout", "> [!warning]\n> a\n>\n> b", "<div class=\"callout callout-warning\" role=\"note\">\n<p class=\"callout-title\">Warnung</p>\n<p>a</p>\n<p>b</p>\n</div>"},
		{"callout with its text apart", "> [!NOTE]\n>\n> a", "<div class=\"callout callout-note\" role=\"note\">\n<p class=\"callout-title\">Hinweis</p>\n<p>a</p>\n</div>"},
		{"quote", "> a", "<blockquote>\n<p>a</p>\n</blockquote>"},
		{"task list", "- [ ] a\n- [x] **b**\n- [y] c", "<ul>\n" +
			"<li><span class=\"box\" role=\"img\" aria-label=\"offen\">☐</span> a</li>\n" +
			"<li><span class=\"box\" role=\"img\" aria-label=\"erledigt\">☑</span> <strong>b</strong></li>\n" +
			"<li>[y] c</li>\n</ul>"},
		{"definition list", "Panne\n: Ein Vorfall.", "<dl>\n<dt>Panne</dt>\n<dd>Ein Vorfall.</dd>\n</dl>"},
		{"struck out", "~~a~~", "<p><del>a</del></p>"},
		{"German quotes stay", "„a“ -- 'b'...", "<p>„a“ -- 'b'...</p>"},
	}
	files := func(folder fstest.MapFS) {
		for _, name := range []string{"bilder/merk blatt.pdf", "film.mp4", "film.vtt", "ton.mp3"} {
			put(name, "x")(folder)
		}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, _ := read(t, func(folder fstest.MapFS) {
				files(folder)
				put("01-eins.md", "---\ntitel: Eins\nid: eins\ndauer: 5\n---\n"+tt.body)(folder)
			})
			got := strings.ReplaceAll(lessonHTML(&m.Lessons[0]), m.Hash.Short(), "HASH")
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("HTML\n got %s\nwant %s", got, tt.want)
			}
			wantSafe(t, got)
		})
	}
}

func TestEnglishLabels(t *testing.T) {
	m, problems := read(t, swap("modul.yaml", "sprache: de", "sprache: en"))
	html := lessonHTML(&m.Lessons[0]) + lessonHTML(&m.Lessons[1])
	for _, want := range []string{`callout-title">Tip<`, `aria-label="Table 1: Übersicht"`, `aria-label="Back to the text"`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s (%v)", want, html, problems)
		}
	}
}

func TestOutline(t *testing.T) {
	m, _ := lesson(t, "## A *b*\n\n### C\n\n#### D\n\n> ## in a quote\n\n## A b\n")
	want := []courses.Heading{{Level: 2, ID: "s-a-b", Text: "A b"}, {Level: 3, ID: "s-c", Text: "C"}, {Level: 2, ID: "s-a-b-1", Text: "A b"}}
	if got := m.Lessons[0].Outline; !slices.Equal(got, want) {
		t.Errorf("Outline = %+v, want %+v", got, want)
	}
}

func TestInjectedLinks(t *testing.T) {
	r := courses.NewRenderer()
	r.Links.Lesson = func(id courses.ModuleID, l courses.LessonID) string { return "/x/" + string(id) + "." + string(l) }
	m, _, err := courses.Read(coursestest.SampleModule("m"), r)
	if err != nil {
		t.Fatal(err)
	}
	if html := lessonHTML(&m.Lessons[1]); !strings.Contains(html, `href="/x/m.eins"`) {
		t.Errorf("no injected address in %s", html)
	}
}
