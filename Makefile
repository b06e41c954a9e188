# `make` shows what there is. Every target sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make
SETUP := $(STAMPS)/setup
GRAPHIQL := $(STAMPS)/graphiql

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(SETUP): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	    hatchling editables trove-classifiers
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation \
	    --constraint constraints.txt --editable '.[dev]'
	@mkdir -p $(STAMPS) && touch $@

# Without Node everything else works, and GraphiQL's page says what is missing.
$(GRAPHIQL): $(wildcard gateway/ui/src/* gateway/ui/examples/* gateway/ui/package*.json gateway/ui/*.mjs)
	@if command -v npm >/dev/null 2>&1; then \
	    cd gateway/ui && npm ci --no-audit --no-fund --loglevel=error && node build.mjs && \
	    cd ../.. && mkdir -p $(STAMPS) && touch $@; \
	else \
	    echo "Node is not installed: GraphiQL's page will say so, all else works."; \
	fi

.PHONY: setup
setup: $(SETUP) ## Make the virtual environment

.PHONY: graphiql
graphiql: $(GRAPHIQL) ## Build GraphiQL's page (needs Node 20)

.PHONY: run
run: $(SETUP) $(GRAPHIQL) ## Migrate, fill an empty database with demo data, serve at http://127.0.0.1:8000
	$(BIN)/gateway migrate
	$(BIN)/gateway seed --if-empty
	$(BIN)/gateway serve

.PHONY: test
test: $(SETUP) $(GRAPHIQL) ## Run all tests, on SQLite and on a real PostgreSQL
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

.PHONY: check
check: lint test ## Format, lint, types, layers, tests: what CI runs

.PHONY: lint
lint: $(SETUP) ## Format, lint, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(SETUP) ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: schema
schema: $(SETUP) ## Write schema.graphql anew
	$(BIN)/gateway schema > schema.graphql

.PHONY: golden
golden: $(SETUP) ## Write the planner's golden cases anew; read the difference
	GATEWAY_TEST_REWRITE=1 $(BIN)/python -m pytest --quiet tests/planner/test_golden.py

.PHONY: migration
migration: $(SETUP) ## Write a migration for what the models changed: make migration name="add a column"
	$(BIN)/python -m gateway.migrations "$(name)"

.PHONY: identity
identity: $(SETUP) ## Measure on generated people how well one person is told from another
	$(BIN)/python -m tests.identity.measure

.PHONY: bench
bench: $(SETUP) ## Measure against a hand-written app and an ordinary one
	$(BIN)/python -m benchmarks

.PHONY: bench-import
bench-import: $(SETUP) ## Measure the import of customers with their orders
	$(BIN)/python -m benchmarks.importing

VENDOR := $(STAMPS)/vendor

# The vendors' packages stay apart: they want other versions of what the gateway rests on.
$(VENDOR)/done: $(wildcard tests/vendor/package*.json tests/vendor/*.txt)
	cd tests/vendor && npm ci --no-audit --no-fund --loglevel=error
	$(PYTHON) -m venv --clear $(VENDOR)
	$(VENDOR)/bin/python -m pip install --quiet --disable-pip-version-check \
	    --constraint tests/vendor/requirements.txt setuptools
	$(VENDOR)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation \
	    --requirement tests/vendor/requirements.txt
	@touch $@

.PHONY: vendor-check
vendor-check: $(SETUP) $(VENDOR)/done ## Hold our stand-ins of the systems against the vendors' own clients (needs Node 20)
	$(BIN)/python -m tests.vendor $(abspath $(VENDOR))/bin/python
