# Lernamt. Everything that developers and CI call is here.

GO ?= go
BIN := .bin/lernamt

.PHONY: run demo test lint e2e bench fuzz clean build

build: ## build the one binary
	@$(GO) build -trimpath -o $(BIN) ./server

run: build ## serve the demo body at http://127.0.0.1:8080
	@$(BIN) --data .data serve --demo

demo: build ## play the whole journey over HTTP and leave .data/demo/zertifikat.pdf
	@$(BIN) journey --out .data/demo

test: ## unit and contract tests; only Go is needed
	$(GO) test -timeout 10m ./...

clean: ## remove what was built; data stays
	rm -rf .bin .cache
