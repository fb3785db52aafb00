package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lernamt/courses"
	"lernamt/server/internal/demo"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/jobs"
	"lernamt/server/internal/journey"
	"lernamt/server/internal/mongo"
	"lernamt/server/internal/mongo/mongotest"
)

const (
	nodeCount     = 3
	nodesLearner  = "juergen.thiele@musterstadt.example"
	nodesModule   = "datenpannen"
	nodesTimeout  = time.Minute
	seenWithin    = 2 * time.Second
	takenWithin   = jobs.Lasting + jobs.Lasting/4 + 2*time.Second // the last for a busy machine
	killedAtVisit = 2                                             // of the page that hands in an assessment: the one that is passed
)

// TestNodes starts three processes on one MongoDB. People are signed in and out on all of them at once, what one
// publishes all of them show, and the journey goes on, from one to the next with each request, when the
// one that does the background work is killed while an assessment is handed in.
//
// On the stand-in each process has one connection: that several processes change one document at the same moment is not
// tried there, because it loses such changes. LERNAMT_TEST_MONGO names a server that does not.
func TestNodes(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), nodesTimeout)
	defer cancel()
	n := startNodes(t, ctx, mongotest.URI(t))
	db, err := mongo.Open(ctx, n.store)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.WithoutCancel(ctx))

	n.signInAndOut(t, ctx)
	n.guess(t, ctx)
	n.publish(t, ctx, db)

	before, err := db.Jobs().Lease(ctx, workBackground)
	if err != nil || before.Holder == "" {
		t.Fatalf("lease of the background work = %+v, %v", before, err)
	}
	front := httptest.NewServer(n)
	defer front.Close()
	var report strings.Builder
	err = journey.Run(ctx, journey.Plan{
		URL: front.URL, Password: demo.Password, Report: &report,
		Learner: nodesLearner, Family: "Thiele", Unit: "meldestelle",
		HR: "personal@musterstadt.example", Module: nodesModule, PDF: filepath.Join(t.TempDir(), "zertifikat.pdf"),
	})
	if err != nil {
		t.Errorf("%v\n%s", err, report.String())
	}
	n.wantKilled(t)
	wantOneCertificate(t, ctx, db)
	wantTakenOver(t, ctx, db, before, n.killedAt)
}

// nodes are the processes of one installation, and the proxy before them.
type nodes struct {
	store, data string
	urls        []string
	processes   []*exec.Cmd

	mu       sync.Mutex
	next     int
	answered [nodeCount]int
	handIns  int
	killedAt time.Time
}

// startNodes starts them one after the other. They share the database and the folder with the keys.
func startNodes(t *testing.T, ctx context.Context, store string) *nodes {
	t.Helper()
	n := &nodes{store: store, data: t.TempDir()}
	for range nodeCount {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := ln.Addr().String()
		ln.Close()
		// The test's own program is lernamt by that name; see TestMain.
		p := exec.CommandContext(ctx, "lernamt", "--data", n.data, "--store", store, "serve", "--demo", "--address", address, "--url", "")
		var log bytes.Buffer
		p.Stdout, p.Stderr = io.Discard, &log
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			p.Process.Kill()
			p.Wait()
			if t.Failed() {
				t.Logf("log of the node at %s:\n%s", address, &log)
			}
		})
		n.urls = append(n.urls, "http://"+address)
		n.processes = append(n.processes, p)
		n.await(t, ctx, "http://"+address)
	}
	return n
}

// await waits until the node is well.
func (n *nodes) await(t *testing.T, ctx context.Context, base string) {
	t.Helper()
	for {
		if status, _ := visit(ctx, base+"/gesund", ""); status == http.StatusOK {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the node at %s does not answer", base)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// visit gets a page without following where it leads.
func visit(ctx context.Context, address, cookies string) (status int, body string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, err.Error()
	}
	request.Header.Set("Cookie", cookies)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(content)
}

// wantStatus visits a page on every node.
func (n *nodes) wantStatus(t *testing.T, ctx context.Context, path, cookies string, want int) {
	t.Helper()
	for _, base := range n.urls {
		if got, _ := visit(ctx, base+path, cookies); got != want {
			t.Errorf("%s on %s: status %d, want %d", path, base, got, want)
		}
	}
}

// signInAndOut signs in on each node and out on the next.
func (n *nodes) signInAndOut(t *testing.T, ctx context.Context) {
	t.Helper()
	for i, base := range n.urls {
		cookies, token, err := journey.Session(ctx, base, nodesLearner, demo.Password)
		if err != nil {
			t.Fatal(err)
		}
		n.wantStatus(t, ctx, "/zertifikate", cookies, http.StatusOK)
		form := strings.NewReader(url.Values{"_csrf": {token}}.Encode())
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, n.urls[(i+1)%nodeCount]+"/abmelden", form)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Cookie", cookies)
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusSeeOther {
			t.Errorf("signing out: %s", response.Status)
		}
		n.wantStatus(t, ctx, "/zertifikate", cookies, http.StatusSeeOther)
	}
}

// guess guesses passwords, on one node after the other, and wants the wait after the free guesses to count them all.
func (n *nodes) guess(t *testing.T, ctx context.Context) {
	t.Helper()
	const free, enough = 5, 9 // a node by itself would let 15 pass
	for i := range enough {
		err := journey.NewLearner(ctx, n.urls[i%nodeCount], "niemand@musterstadt.example", "geraten", nil).SignIn()
		if err == nil {
			t.Fatal("a guess was right")
		}
		if strings.Contains(err.Error(), "429") {
			if i < free {
				t.Errorf("guess %d is refused: %v", i+1, err)
			}
			return
		}
	}
	t.Errorf("%d guesses were tried", enough)
}

// publish publishes a new version and a new module as a fourth node would, and wants all to show both in time.
func (n *nodes) publish(t *testing.T, ctx context.Context, db *mongo.DB) {
	t.Helper()
	cookies, _, err := journey.Session(ctx, n.urls[0], nodesLearner, demo.Password)
	if err != nil {
		t.Fatal(err)
	}
	root := fstest.MapFS{}
	republish(t, root, "it-grundschutz", "it-grundschutz", "Grundschutz, neu gefasst")
	republish(t, root, "it-grundschutz", "knoten", "Ein Modul vom vierten Knoten")
	problems, err := courses.NewCatalogue(db.Courses(), flow.NewRenderer(), now).Load(ctx, root)
	if err != nil || courses.Unfit(problems) {
		t.Fatalf("publish: %v, %v", problems, err)
	}
	published := time.Now()
	for _, base := range n.urls {
		for {
			_, body := visit(ctx, base+"/katalog", cookies)
			if strings.Contains(body, "Grundschutz, neu gefasst") && strings.Contains(body, "Ein Modul vom vierten Knoten") {
				break
			}
			if time.Since(published) > seenWithin {
				t.Errorf("%s does not show what was published %v ago", base, time.Since(published))
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// republish adds a module that comes with Lernamt under an id and a title of its own.
func republish(t *testing.T, root fstest.MapFS, from, id, title string) {
	t.Helper()
	err := fs.WalkDir(courses.Content(), from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(courses.Content(), name)
		if filepath.Base(name) == "modul.yaml" {
			lines := strings.Split(string(data), "\n")
			for i, line := range lines {
				switch key, _, _ := strings.Cut(line, ":"); key {
				case "id":
					lines[i] = "id: " + id
				case "titel":
					lines[i] = fmt.Sprintf("titel: %q", title)
				case "version":
					lines[i] = "version: 99.0.0"
				}
			}
			data = []byte(strings.Join(lines, "\n"))
		}
		root[id+strings.TrimPrefix(name, from)] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ServeHTTP hands each request to the next node, and to the one after it if that does not answer.
func (n *nodes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	n.mu.Lock()
	first := n.next
	n.next++
	if strings.HasSuffix(r.URL.Path, "/abgabe") {
		if n.handIns++; n.handIns == killedAtVisit {
			first = 0 // it does the background work, and is killed while it has this request
			time.AfterFunc(10*time.Millisecond, n.kill)
		}
	}
	n.mu.Unlock()
	for i := range nodeCount {
		node := (first + i) % nodeCount
		response, content, err := forward(r, n.urls[node], body)
		if err != nil {
			continue
		}
		n.mu.Lock()
		n.answered[node]++
		n.mu.Unlock()
		for name, values := range response.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(response.StatusCode)
		w.Write(content)
		return
	}
	http.Error(w, "no node answers", http.StatusBadGateway)
}

// forward sends the request to one node and returns the whole answer.
func forward(r *http.Request, base string, body []byte) (*http.Response, []byte, error) {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, base+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	request.Header, request.Host = r.Header, r.Host
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return response, content, err
}

// kill ends the first node as a power cut would.
func (n *nodes) kill() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.processes[0].Process.Signal(os.Kill)
	n.killedAt = time.Now()
}

// wantKilled wants that all nodes had their share, and that the first is gone.
func (n *nodes) wantKilled(t *testing.T) {
	t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	for i, count := range n.answered {
		if count < 3 {
			t.Errorf("node %d answered %d requests", i, count)
		}
	}
	if n.killedAt.IsZero() {
		t.Fatal("no node was killed")
	}
	if err := n.processes[0].Wait(); err == nil {
		t.Error("the killed node says that all is well")
	}
}

func wantOneCertificate(t *testing.T, ctx context.Context, db *mongo.DB) {
	t.Helper()
	account, err := db.People().AccountByEmail(ctx, nodesLearner)
	if err != nil {
		t.Fatal(err)
	}
	list, err := db.Certs().Of(ctx, string(account.ID))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, c := range list {
		if c.Subject == nodesModule {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d certificates for one module, want one", found)
	}
}

// wantTakenOver waits until another node does the background work.
func wantTakenOver(t *testing.T, ctx context.Context, db *mongo.DB, before jobs.Lease, killed time.Time) {
	t.Helper()
	for ctx.Err() == nil {
		l, err := db.Jobs().Lease(ctx, workBackground)
		if err != nil {
			t.Fatal(err)
		}
		if l.Term > before.Term && l.Holder != "" && l.Holder != before.Holder {
			if took := time.Since(killed); took > takenWithin {
				t.Errorf("taken over after %v, want at most %v", took, takenWithin)
			}
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("nobody has taken over")
}
