# Thin on purpose: each target says one thing that a person would type.
PYTHON ?= python3
BIN := .venv/bin
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml

.PHONY: install dev run test check bench lock

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

# Without Chromium the browser tests are left out, and that is said.
test: dev
	@if command -v chromium >/dev/null; then \
	  $(BIN)/python -m pytest -n 2 $(ARGS); \
	else \
	  $(BIN)/python -m pytest -n 2 -m "not browser" $(ARGS) && \
	  echo "The browser tests were left out: there is no chromium here."; \
	fi

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: dev
	$(BIN)/python -m tests.bench

lock:
	$(COMPILE) --group build -o requirements.lock
	$(COMPILE) --group build --group dev -c requirements.lock -o requirements-dev.lock
