# Two commands do all: `make chat` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.complete
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# make setup WHEELS=folder installs from a folder that make wheels has filled, without a network.
WHEELS ?=
FROM_WHERE := $(if $(WHEELS),--no-index --find-links $(WHEELS))

.PHONY: setup wheels chat check test evals

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt $(FROM_WHERE) torch
	$(PIP) install -c constraints.txt $(FROM_WHERE) -e '.[dev]'
	touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

# For a machine of the same kind and Python; what comes as source only is built here, not there.
wheels: | $(BIN)/python
	$(PIP) wheel -c constraints.txt -w wheels torch 'setuptools>=77' '.[dev]'

chat: setup
	$(BIN)/python -m ingest
	$(BIN)/python -m qa_app chat

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m 'not slow'

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

evals: setup
	$(BIN)/python -m ingest
	$(BIN)/python -m evals report
