# AskCart. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

GOLANGCI_VERSION := v2.15.0
BIN := $(CURDIR)/bin
MODULES = $(shell go list -m -f '{{.Dir}}' | sed 's|^$(CURDIR)/||')
PACKAGES = $(addprefix ./,$(addsuffix /...,$(MODULES)))
HAVE_CC := $(shell command -v $${CC:-cc} >/dev/null 2>&1 && echo yes)
LOCAL := go run ./deploy/local

.PHONY: help up dev seed invariants down test test-go test-web e2e lint fmt generate verify bench tidy

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2}'

up: ## start the whole shop on this machine, seed it, and say what listens where (Ctrl-C stops it)
	@$(LOCAL) up $(ARGS)

dev: ## run everything, and SVC=name rebuilt and restarted on save
	@$(LOCAL) dev $(SVC)

seed: ## put the demo catalogue into the running shop
	@$(LOCAL) seed

invariants: ## check that the running shop lost or doubled nothing
	@$(LOCAL) invariants

down: ## stop the running shop
	@$(LOCAL) down

test: test-go test-web ## run every test, with the race detector where there is a C compiler

test-go:
ifeq ($(HAVE_CC),yes)
	go test -race -timeout 300s $(PACKAGES)
else
	@echo "NO C COMPILER: the race detector is off in this run"
	go test -timeout 300s $(PACKAGES)
endif

test-web: frontend/node_modules/.package-lock.json
	cd frontend && npm test

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json

frontend/e2e/node_modules/.package-lock.json: frontend/e2e/package-lock.json
	cd frontend/e2e && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json

e2e: frontend/e2e/node_modules/.package-lock.json ## buy something in a browser (needs chromium)
	cd frontend/e2e && npm test

lint: $(BIN)/golangci-lint-$(GOLANGCI_VERSION) frontend/node_modules/.package-lock.json ## check the code's form
	$(BIN)/golangci-lint-$(GOLANGCI_VERSION) run $(PACKAGES)
	cd frontend && npm run lint && npm run typecheck

$(BIN)/golangci-lint-$(GOLANGCI_VERSION):
	GOBIN=$(BIN) GOWORK=off go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv $(BIN)/golangci-lint $@

fmt: frontend/node_modules/.package-lock.json ## put the code into its form
	gofmt -w $(MODULES)
	cd frontend && npm run fmt

generate: frontend/node_modules/.package-lock.json ## make what is made from the code: OpenAPI, client types, event and env docs
	$(LOCAL) generate
	cd frontend && npm run generate

verify: generate ## check that generated files are current, modules build alone and for macOS
	@git diff --exit-code --stat -- docs frontend/src/api '*.env.example' || { echo "generated files are not current: commit what make generate made"; exit 1; }
	@for m in $(MODULES); do echo "$$m alone"; (cd $$m && GOWORK=off go build ./... && GOWORK=off go mod tidy -diff) || exit 1; done
	go work sync && git diff --exit-code --stat -- go.work '*go.mod' '*go.sum'
	GOOS=darwin GOARCH=arm64 go vet $(PACKAGES)
	go mod verify

bench: ## measure, as ratios against baselines of the same run
	$(LOCAL) bench $(ARGS)

tidy: ## tidy every module
	@for m in $(MODULES); do (cd $$m && GOWORK=off go mod tidy) || exit 1; done
	go work sync
