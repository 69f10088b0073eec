# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export RAPPEL_DATA ?= $(CURDIR)/data

.PHONY: install demo test lint lock clean

install: $(STAMP)

$(STAMP): requirements.lock requirements-dev.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Rappel needs Python 3.11 or newer: make PYTHON=/path/to/python"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies (a few minutes the first time) ..."
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -q -r requirements.lock -r requirements-dev.lock
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -q --no-deps --no-build-isolation -e .
	@touch $@

demo: install
	$(BIN)/rappel demo

test: install
	$(BIN)/python -m tests.browser_setup
	$(BIN)/python -m pytest -n auto --cov --cov-report=term

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: install
	$(BIN)/python -m tests.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* build dist
