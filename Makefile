# The front door. `make trace` is the main job, `make test` runs everything that CI runs.
# Each sets up what it needs in .venv on a bare machine with Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: trace test slow build docs bench lint format indexes clean

trace: $(VENV)/.installed
	@$(BIN)/g7kg trace

test: $(VENV)/.developed lint
	$(BIN)/python -m pytest -n auto

slow: $(VENV)/.developed
	$(BIN)/python -m pytest -m slow

build: $(VENV)/.installed
	$(BIN)/g7kg build -o dist

docs: $(VENV)/.developed
	$(BIN)/python tools/docs -o dist/docs

bench: $(VENV)/.developed
	$(BIN)/python benchmarks/quick.py

lint: $(VENV)/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m g7kg.layout --check ontology/*.ttl ontology/vocabularies/*.ttl ontology/alignments/*.ttl data/*/*.ttl

format: $(VENV)/.developed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m g7kg.layout ontology/*.ttl ontology/vocabularies/*.ttl ontology/alignments/*.ttl data/*/*.ttl

indexes: $(VENV)/.installed
	tools/make-indexes

clean:
	rm -rf $(VENV) dist build

# Debian parts venv from Python; where it is missing, take it from the package archive, or virtualenv, whichever is there.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "g7kg needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); tools/with-venv $(PYTHON) $(VENV); }

$(VENV)/.installed: $(BIN)/python pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . >&2
	@touch $@

$(VENV)/.developed: $(BIN)/python pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' >&2
	@touch $@ $(VENV)/.installed
