# The commands of a working day. `make demo` and `make test` set up all they need themselves.
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export DUIJIE_HOME ?= $(CURDIR)/var

.PHONY: setup serve demo test check fix bench messages reference lock

setup: .venv/.ready  ## everything the other commands need

.venv/.ready: requirements.lock pyproject.toml tools/system_packages.sh src/duijie/web/frontend/package-lock.json $(wildcard src/duijie/locale/*/LC_MESSAGES/django.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Duijie needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	sh tools/system_packages.sh
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python tools/messages.py compile
	$(BIN)/python -m duijie.web.frontend
	@touch $@

serve: setup  ## the web app with its workers on http://127.0.0.1:8000
	$(BIN)/duijie serve

demo: setup  ## the main job on examples/
	$(BIN)/duijie demo --out out/demo

test: setup  ## the whole suite on SQLite, then what touches the database on PostgreSQL
	$(BIN)/python -m tools.suite

check: setup  ## style, types, import contracts, catalogues, generated references
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/reference.py --check
	$(BIN)/python -m tools.company_words --check

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup  ## every figure that README or docs quote (needs the measuring data, see benchmarks/README.md)
	$(BIN)/python -m benchmarks

messages: setup  ## new msgids into the catalogues
	$(BIN)/python tools/messages.py extract
	$(BIN)/python tools/messages.py compile

reference: setup  ## the generated pages of docs/reference
	$(BIN)/python tools/reference.py

lock: setup  ## newest versions that pyproject.toml allows
	$(BIN)/pip-compile --quiet --upgrade --extra dev --strip-extras --no-emit-index-url --no-emit-find-links --no-header --allow-unsafe --output-file requirements.lock pyproject.toml
