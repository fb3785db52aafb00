package journey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"lernamt/assessments"
)

// What a server may answer to a [Learner], besides having done what was asked.
var (
	ErrSignedOut = errors.New("journey: signed out")
	ErrRefused   = errors.New("journey: refused")
)

// A Learner takes single steps, for tests that interrupt them. When a step returns nil the server has acknowledged
// it; after another error it may have happened or not, and can be taken again.
type Learner struct {
	*client
	email, password string
	token           string // against forgery; good as long as the session
}

// NewLearner returns a person who is not signed in yet. Many share one transport.
func NewLearner(ctx context.Context, base, email, password string, transport http.RoundTripper) *Learner {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // no options, no error
	}
	return &Learner{email: email, password: password, client: &client{ctx: ctx, base: base, http: &http.Client{
		Jar: jar, Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}}
}

// SignIn begins a session, unless there is one.
func (l *Learner) SignIn() error {
	p, err := l.get("/katalog")
	if errors.Is(err, ErrSignedOut) {
		if err := l.identify(); err != nil {
			return err
		}
		p, err = l.get("/katalog")
	}
	if err != nil {
		return err
	}
	l.token = p.token()
	return nil
}

// Session signs in and returns the value of the Cookie header and the token against forgery, for clients of
// another making.
func Session(ctx context.Context, base, email, password string) (cookies, token string, err error) {
	l := NewLearner(ctx, base, email, password, nil)
	if err := l.SignIn(); err != nil {
		return "", "", err
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", "", err
	}
	var all []string
	for _, c := range l.http.Jar.Cookies(u) {
		all = append(all, c.Name+"="+c.Value)
	}
	return strings.Join(all, "; "), l.token, nil
}

func (l *Learner) identify() error {
	p, err := l.get("/anmelden")
	if err != nil {
		return err
	}
	l.token = p.token()
	_, err = l.post("/anmelden", map[string][]string{"email": {l.email}, "passwort": {l.password}})
	return err
}

// token returns what the forms of the page carry against forgery.
func (p *page) token() string {
	_, rest, _ := strings.Cut(string(p.body), `name="_csrf" value="`)
	token, _, _ := strings.Cut(rest, `"`)
	return token
}

// Enrol enrols in the module.
func (l *Learner) Enrol(module string) error {
	_, err := l.post("/module/"+module+"/einschreibung", nil)
	return err
}

// Open reads the page of a lesson.
func (l *Learner) Open(module, lesson string) error {
	_, err := l.get("/module/" + module + "/lektion/" + lesson)
	return err
}

// Finish says that the lesson was read.
func (l *Learner) Finish(module, lesson string) error {
	_, err := l.post("/module/"+module+"/lektion/"+lesson+"/gelesen", nil)
	return err
}

// Sit begins a sitting, or goes on with the one that is running. It returns the sitting's path and the right
// answers by field. ErrRefused if there is none to begin.
func (l *Learner) Sit(module string, exam *assessments.Assessment) (string, map[string][]string, error) {
	r, err := l.post("/module/"+module+"/pruefung", nil)
	if err != nil {
		return "", nil, err
	}
	path := r.location
	p, err := l.get(path)
	if err != nil {
		return "", nil, err
	}
	return path, p.solve(exam), nil
}

// Answer saves values as the page does by itself, and returns the digests of the answers that the server
// says are saved, by question.
func (l *Learner) Answer(sitting string, values map[string][]string) (map[assessments.QuestionID]string, error) {
	r, err := l.post(sitting, values, "X-Form-Token", l.token) // by which the page's script is known
	if err != nil {
		return nil, err
	}
	var reply struct {
		Was map[string]string `json:"was"`
	}
	if err := json.Unmarshal(r.body, &reply); err != nil {
		return nil, fmt.Errorf("%s: %w: %.100q", sitting, err, r.body)
	}
	saved := make(map[assessments.QuestionID]string)
	for field, digest := range reply.Was {
		if id, ok := strings.CutPrefix(field, assessments.WasField("")); ok {
			saved[assessments.QuestionID(id)] = digest
		}
	}
	return saved, nil
}

// Submit ends the sitting, with what was answered before.
func (l *Learner) Submit(sitting string) error {
	_, err := l.post(sitting+"/abgabe", map[string][]string{"sicher": {"ja"}})
	return err
}

// A reply is what the server answered to a write.
type reply struct {
	location string
	body     []byte
}

func (l *Learner) get(path string) (*page, error) {
	request, err := http.NewRequestWithContext(l.ctx, http.MethodGet, l.base+path, nil)
	if err != nil {
		return nil, err
	}
	r, err := l.ask(request)
	if err == nil && r.location != "" {
		err = fmt.Errorf("GET %s: %w: sent to %s", path, ErrRefused, r.location)
	}
	return &page{path: path, body: r.body}, err
}

func (l *Learner) post(path string, values map[string][]string, header ...string) (reply, error) {
	fields := url.Values{"_csrf": {l.token}}
	for name, v := range values {
		fields[name] = v
	}
	request, err := http.NewRequestWithContext(l.ctx, http.MethodPost, l.base+path, strings.NewReader(fields.Encode()))
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	return l.ask(request)
}

func (l *Learner) ask(request *http.Request) (reply, error) {
	response, err := l.http.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 16<<20))
	if err != nil {
		return reply{}, err
	}
	r := reply{location: response.Header.Get("Location"), body: body}
	what := fmt.Sprintf("%s %s: %s", request.Method, request.URL.Path, response.Status)
	switch {
	case response.StatusCode == http.StatusUnauthorized, strings.HasPrefix(r.location, "/anmelden"):
		return r, fmt.Errorf("%s: %w", what, ErrSignedOut)
	case response.StatusCode >= 400:
		return r, fmt.Errorf("%s: %w", what, ErrRefused)
	}
	return r, nil
}
