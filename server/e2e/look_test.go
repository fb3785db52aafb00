//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Widths in CSS pixels and colour schemes that every page is looked at in. 320 is what WCAG 2.2, success
// criterion 1.4.10, asks for.
const (
	wide   = 1280
	narrow = 320
	light  = "light"
	dark   = "dark"
)

// device makes the tab look like a device of that width whose owner wants that colour scheme.
func (p *tab) device(width int64, scheme string) {
	p.t.Helper()
	height := int64(900)
	if width == narrow {
		height = 640
	}
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// look measures the page at both widths in both schemes, and takes pictures where asked.
func (p *tab) look(name string) {
	p.t.Helper()
	at := p.where()
	if p.bare {
		// axe waits with timers, which do not run while scripts are off. Those of the page stay unloaded.
		p.scriptless(false)
		defer p.scriptless(true)
	}
	if !eval[bool](p, `typeof axe === "object"`) {
		p.eval(axe + `;0`)
	}
	for _, width := range []int64{wide, narrow} {
		for _, scheme := range []string{light, dark} {
			p.device(width, scheme)
			// At the end of the page a bar that sticks to the window lies over nothing.
			p.eval(`scrollTo({top: document.documentElement.scrollHeight, behavior: "instant"}), 0`)
			p.eval(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))`)
			if beyond := eval[string](p, overflow); beyond != "" {
				p.t.Errorf("%s (%s) at %d px scrolls sideways because of %s", name, at, width, beyond)
			}
			rules := allRules
			if scheme == dark {
				rules = colourRules
			}
			for _, v := range eval[[]violation](p, "("+measure+")("+rules+")") {
				p.t.Errorf("%s (%s) at %d px, %s: axe %s (%s): %s\n\t%s", name, at, width, scheme, v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n\t"))
			}
			p.shoot(fmt.Sprintf("%s-%d-%s", name, width, scheme))
		}
	}
	p.device(wide, light)
	if lang := eval[string](p, `document.documentElement.lang`); lang != "de" && lang != "en" {
		p.t.Errorf("%s (%s): language %q", name, at, lang)
	}
}

// A violation is a rule that a page breaks, with the elements that do.
type violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

// In the light scheme every rule of WCAG 2.0 to 2.2, levels A and AA, and axe's best practices are checked. The
// dark one changes nothing but colours, so there only the rules about them are.
const (
	allRules    = `{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: {"target-size": {enabled: true}}}`
	colourRules = `{runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}}`
)

// measure runs axe-core with such rules.
const measure = `rules => axe.run(document, {...rules, resultTypes: ["violations"]}).then(r => r.violations.map(v => ({
	id: v.id, impact: v.impact ?? "", help: v.help,
	nodes: v.nodes.slice(0, 5).map(n => n.target.join(" ") + ": " + n.html.slice(0, 160) + " -- " + (n.any[0]?.message ?? n.failureSummary ?? "")),
})))`

// overflow names the first elements that make the page wider than the window, if it is.
const overflow = `(() => {
	const width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= width) return "";
	const clipped = e => { for (let a = e.parentElement; a; a = a.parentElement) if (getComputedStyle(a).overflowX !== "visible") return true; return false };
	return [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > width + 0.5 && !clipped(e))
		.slice(0, 3).map(e => e.tagName.toLowerCase() + "." + e.className).join(", ") || "something unknown";
})()`

func (p *tab) shoot(name string) {
	p.t.Helper()
	if shots == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	p.must(err)
	p.must(os.WriteFile(filepath.Join(shots, name+".png"), picture, 0o644))
}
