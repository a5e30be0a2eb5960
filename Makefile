# Two commands do it all: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
export OMP_NUM_THREADS ?= 2
export PYTHONWARNINGS ?= ignore

.PHONY: run test ui lint types slow clean

run: $(INSTALLED)  ## the whole loop, twice, on the sample documents
	$(BIN)/agentar run --profile demo --rounds 2

test: $(INSTALLED)  ## the fast tests
	$(BIN)/pytest -q -n auto --dist loadfile

ui: $(INSTALLED)  ## the Dagster UI on the same instance, this machine only
	$(BIN)/agentar ui

slow: $(INSTALLED)  ## the tests that train, kill and start daemons
	$(BIN)/pytest -q -m slow

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

$(INSTALLED): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

clean:  ## the environment and what the demo made
	rm -rf $(VENV) .agentar
