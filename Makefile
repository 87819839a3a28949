# Dossier. Two commands on a fresh machine: `make demo` and `make test`.
#
# PYTHON=python3.12 chooses the interpreter when .venv is made; without it, the first of 3.11 to 3.13.
# What was done is remembered by stamp files inside .venv, so that a second run starts at once.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# Tests start hundreds of processes; where no bytecode may be written, each compiles the whole package again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check build bench lock reference clean help

VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

demo: $(VENV)/.installed libs ## Install, then check and print the worked company
	$(BIN)/dossier check
	$(BIN)/dossier build

test: $(VENV)/.installed-dev libs ## Lint, types, tests with warnings as errors, and our own registers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2
	$(BIN)/dossier check

check: $(VENV)/.installed ## Check the registers of this repository
	$(BIN)/dossier check

build: $(VENV)/.installed libs ## Print every document into output/
	$(BIN)/dossier build

bench: $(VENV)/.installed-dev libs ## Measure speed; the table also goes to output/bench.json
	$(BIN)/python -m bench

lock: $(VENV)/.installed-dev ## Write the locked versions anew, as new as pyproject.toml allows
	scripts/lock.sh $(BIN)/python

reference: $(VENV)/.installed ## Write docs/registers.md from the schemas
	$(BIN)/dossier schema --reference > docs/registers.md.new
	mv docs/registers.md.new docs/registers.md

clean: ## Remove the environment, caches and everything printed
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	find output -mindepth 1 ! -name README.md -delete

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

# Set-up, below: nobody calls these by name.

.PHONY: libs
libs: $(VENV)/.made
	@scripts/native-libs.sh $(BIN)/python

$(VENV)/.made: scripts/venv.sh
	@scripts/venv.sh $(VENV) $(PYTHON)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml compliance/__init__.py $(VENV)/.made
	$(BIN)/python -m pip install --quiet -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -r requirements-dev.lock
	@touch $@
