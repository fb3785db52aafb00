# Lernamt. Everything that developers and CI call is here.

GO ?= go
BIN := .bin/lernamt
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
AXE_VERSION := 4.14.1
AXE := .cache/axe-$(AXE_VERSION)/node_modules/axe-core/axe.min.js
E2E_TOOLS := chromium pdfinfo pdftotext pdftoppm pdfsig zbarimg qpdf mutool certutil npm

.PHONY: run demo test lint e2e e2e-tools crash bench fuzz clean build

build: ## build the one binary
	@$(GO) build -trimpath -o $(BIN) ./server

run: build ## serve the demo body at http://127.0.0.1:8080
	@$(BIN) --data .data serve --demo

demo: build ## play the whole journey over HTTP and leave .data/demo/zertifikat.pdf
	@$(BIN) journey --out .data/demo

test: ## unit and contract tests; only Go is needed
	$(GO) test -timeout 10m ./...

lint: ## format, vet, staticcheck, architecture, templates, go.mod, forbidden words
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not formatted: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags e2e ./...
	$(GO) run $(STATICCHECK) -tags e2e ./...
	$(GO) test -run 'Architecture' ./server
	$(GO) test ./static
	$(GO) run ./server lint courses/content
	$(GO) mod tidy -diff
	@! git grep -nwE 'T[O]DO|F[I]XME|X[X]X|n[o]lint' -- '*.go' '*.html' '*.css' '*.js' '*.md' '*.yaml' Makefile .ci

e2e: e2e-tools $(AXE) ## a real browser takes every journey; LERNAMT_SHOTS=1 leaves pictures in .cache/shots
	LERNAMT_AXE=$(CURDIR)/$(AXE) LERNAMT_SHOTS=$(if $(LERNAMT_SHOTS),$(CURDIR)/.cache/shots) \
		$(GO) test -p 1 -tags e2e -count 1 -timeout 20m ./certs ./server/e2e

e2e-tools: ## say what e2e lacks on this machine
	@missing=; for tool in $(E2E_TOOLS); do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	test -z "$$missing" || { echo "make e2e needs:$$missing"; \
	echo "Debian: apt-get install chromium poppler-utils zbar-tools qpdf mupdf-tools libnss3-tools npm"; exit 1; }

$(AXE): # checks accessibility; pinned, never committed
	npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix .cache/axe-$(AXE_VERSION) axe-core@$(AXE_VERSION)

crash: ## kill the program 50 times under 32 clients and look for what it had acknowledged
	$(GO) test -tags crash -run '^TestCrash$$' -count 1 -v -timeout 11m ./server

bench: ## the figures, as ratios within one run
	$(GO) test -run '^$$' -bench . -timeout 30m ./...

fuzz: ## each fuzz target for 20 seconds
	@$(GO) list ./... | while read -r pkg; do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime 20s $$pkg </dev/null || exit 1; \
		done; done

clean: ## remove what was built; data stays
	rm -rf .bin .cache
