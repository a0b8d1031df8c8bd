# Every target sets itself up in .venv from a bare python3 (3.11 to 3.13) with venv; nothing else is installed by hand.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check

# `make demo DRAWS=50 PARTICIPANTS=16 SEED=7 WORKERS=1`; what is not given comes from the study file.
STUDY ?= studies/woolley2016.yaml
DEMO := out/demo
RUN_OPTIONS = $(if $(DRAWS),--draws $(DRAWS)) $(if $(PARTICIPANTS),--participants $(PARTICIPANTS)) \
	$(if $(SEED),--seed $(SEED)) $(if $(WORKERS),--workers $(WORKERS))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo serve test lint format docs bench bench-web lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

setup: $(READY)  ## make .venv ready (every other target does this by itself)

# The lock names each file by its hash; the package itself is linked, so that an edited source is what runs.
# --no-compile: most library files are never imported, and those that are compile on first use; it halves the wait.
$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c "import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else 'allostasis needs Python 3.11 to 3.13, and $(PYTHON) is %d.%d. Choose another: make PYTHON=python3.12' % v)"
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the locked dependencies into $(VENV) (a minute or two, once) ..."
	@$(PIP) install --quiet --no-compile --require-hashes --requirement requirements-dev.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## rerun a published trial in a virtual population and write its report
	@rm -rf $(DEMO)
	$(BIN)/allostasis run $(STUDY) -o $(DEMO) $(RUN_OPTIONS)
	@echo "The report: $(CURDIR)/$(DEMO)/report.html"

serve: $(READY)  ## serve the archive on this machine (PORT=8000)
	$(BIN)/allostasis serve --port $(or $(PORT),8000)

# A file of tests stays together, so that what it compiles is compiled once.
TEST_PROCESSES ?= 2

test: $(READY)  ## run the tests (PYTEST_ARGS="tests/doors -x" to choose, TEST_PROCESSES=0 for one process)
	$(BIN)/pytest --numprocesses $(TEST_PROCESSES) --dist loadfile $(PYTEST_ARGS)

lint: $(READY)  ## format, lint, types, rooms
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)  ## put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)  ## build the documentation into docs/_build/html; a warning is an error
	$(BIN)/python docs/generate.py
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --builder html docs docs/_build/html
	@echo "The documentation: $(CURDIR)/docs/_build/html/index.html"

# The peers are not needed for anything else and have an environment of their own.
BENCH := .venv-bench
BENCH_READY := $(BENCH)/.ready

$(BENCH_READY): requirements-bench.lock pyproject.toml
	@command -v gfortran > /dev/null || { echo "make bench compares with numbalsoda, which is built from source and needs a Fortran compiler (gfortran, e.g. apt install gfortran). Install one, or measure the engine alone: make setup, then .venv/bin/python benchmarks/bench.py --only scaling,processes,cold,tangents,limits,trial"; exit 1; }
	@test -x $(BENCH)/bin/python || { echo "Making $(BENCH) ..."; $(PYTHON) -m venv $(BENCH); }
	@echo "Installing the locked dependencies and the peers into $(BENCH) (a few minutes, once) ..."
	@$(BENCH)/bin/python -m pip --disable-pip-version-check install --quiet --no-compile --require-hashes --requirement requirements-bench.lock
	@$(BENCH)/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

bench: $(BENCH_READY)  ## measure the engine, against other solvers too (BENCH_ARGS="--only peers" to choose)
	$(BENCH)/bin/python benchmarks/bench.py $(BENCH_ARGS)

bench-web: $(READY)  ## time the archive with 10,000 made-up articles (BENCH_ARGS="--by-kind --seconds 10")
	$(BIN)/python benchmarks/bench_web.py $(BENCH_ARGS)

# One version of each library for all Pythons, so that results do not depend on the Python. UPGRADE=--upgrade takes the newest.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)

lock: $(READY)  ## rewrite the lock files from pyproject.toml
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --group docs --constraint requirements.lock --output-file requirements-dev.lock
	$(LOCK) --group bench --group docs --constraint requirements-dev.lock --output-file requirements-bench.lock

clean:  ## remove what was built (not .venv, not results)
	rm -rf build dist docs/_build docs/generated .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
