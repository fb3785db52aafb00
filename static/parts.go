package static

// A Page is what pages/layout.html needs around the content. A page's data embeds it as its field Page.
type Page struct {
	Lang      string // BCP 47 language of the page, such as "de"
	Title     string // of the page, without the product's name
	Body      string // name of the public body that runs this installation
	Nav       []Link // main navigation
	Crumbs    []Link // from the start page to this page; the last one is this page. Empty on the start page
	Person    string // display name, empty when nobody is signed in
	CSRF      string // token for the forms of the header
	OtherLang Language
	Path      string // of this page with its query, where switching the language comes back to
	Flash     Alert  // outcome of the last action, none if its Kind is empty
	Demo      bool   // people and data are invented, and the page says so
}

// A Link leads to another page.
type Link struct {
	URL     string
	Label   string
	Current bool // this page, or the section it is in
}

// A Language is one the page can be switched to.
type Language struct {
	Code  string // BCP 47, such as "en"
	Label string // in that language itself, such as "English"
}

// An Alert is a message in a box, the data of part "alert".
type Alert struct {
	Kind  string // info, success, warning or danger
	Title string // one sentence
	Text  string // more, or empty
}

// A Badge is a short state, the data of part "badge". It always has an icon and a word.
type Badge struct {
	Kind string // done, running, overdue, open, right, wrong, genuine, expired, revoked or unknown
	Text string
}

// Progress is how much of something is done, the data of part "progress".
type Progress struct {
	Label string // of what, for assistive technology: "Fortschritt im Modul Datenpannen"
	Text  string // shown: "3 von 8 Lektionen"
	Value int    // 0..Max
	Max   int    // at least 1
}

// A Field is one labelled input, the data of part "field".
type Field struct {
	ID           string // of the element, unique in the page
	Name         string // in the form
	Label        string
	Hint         string // below the label, or empty
	Error        string // what is wrong and how to mend it, or empty
	Type         string // of the input; text if empty. Ignored for Rows and Choices
	Value        string
	Autocomplete string // WCAG 1.3.5, such as "username"; empty for none
	Optional     bool   // fields are required unless they say so
	Filter       bool   // narrows a list: not required, and not worth saying so
	Rows         int    // above 0 makes a textarea
	Choices      []Choice
}

// A Choice is one entry of a field that is a drop-down.
type Choice struct {
	Value    string
	Label    string
	Selected bool
}

// A Pager leads one step back and forth, the data of part "pager".
type Pager struct {
	Label string // of the navigation, such as "Lektionen" or "Seiten der Liste"
	Text  string // where we are, such as "Seite 2 von 7", or empty
	Prev  Link   // none if its URL is empty
	Next  Link
}

// Problems lists what is wrong in a form, the data of part "problems".
type Problems struct {
	Title string // one sentence
	Links []Link // each to the field, "#id", labelled with its error
}
