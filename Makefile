# Thin on purpose: each target says one thing that a person would type.
PYTHON ?= python3
BIN := .venv/bin
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml

BROWSER := $(shell for name in chromium chromium-browser google-chrome; do command -v $$name && break; done)
CHOSEN := not house$(if $(BROWSER),, and not browser)

.PHONY: install dev run test check coverage audit conformance simulate fuzz bench lock

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

dev: .venv/installed-dev

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

run: install
	@$(BIN)/longwatch playground

# `make check` runs the tests marked `house`. Without Chromium those of the page are
# left out, and that is said. One more than two cores: much of the time they wait.
test: dev
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "$(CHOSEN)" $(ARGS)
	@test -n "$(BROWSER)" || echo "The browser tests were left out: there is no chromium here."

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q -n 2 -m house --whole tests/test_*.py tests/migrations
	$(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null
	@$(BIN)/python -m tests.house

coverage: dev
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "$(CHOSEN)" --cov --cov-report term:skip-covered $(ARGS)

# Asks a service on the internet for known holes, so it is no part of `check`.
audit: dev
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock

# The strict Slack held against Slack's rules, without the bot.
conformance: dev
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/conformance $(ARGS)

# Many lives of the bot, each from one seed, then a tenth as many real kills:
# make simulate SEEDS=2000. Whether planted bugs are found: make simulate ARGS=--mutants.
SEEDS ?= 200
simulate: dev
	$(BIN)/python -m tests.simulation --seeds $(SEEDS) --real $$(( ($(SEEDS) + 9) / 10 )) $(ARGS)

# Anything at all thrown at each parser that meets the outside: make fuzz SECONDS=300.
SECONDS ?= 300
fuzz: dev
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) $(ARGS)

bench: dev
	$(BIN)/python -m tests.bench --postgres

lock:
	$(COMPILE) --group build -o requirements.lock
	$(COMPILE) --group build --group dev -c requirements.lock -o requirements-dev.lock
