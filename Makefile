# One door for people and for CI: `make run`, `make test`, `make check`, `make bench`.
.DEFAULT_GOAL := help
.PHONY: help run test coverage check format bench quality soak chaos replicas day lock sbom audit clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 10

# The runtime's packages, exactly as locked. --no-deps: what is not in the lock is not installed.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Svodka needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 2; }
	@echo "Installing Svodka into $(VENV) (once) …"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements/run.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

run: $(VENV)/run.stamp  ## the bot: with BOT_TOKEN the real one, without it on this machine's sandbox
	@if [ -n "$$BOT_TOKEN" ] || grep -qsE "^[[:space:]]*(export[[:space:]]+)?BOT_TOKEN[[:space:]]*=[[:space:]]*[\"']?[^[:space:]#\"']" .env; \
	then exec $(BIN)/svodka run; else exec $(BIN)/svodka try; fi

test: $(VENV)/dev.stamp  ## the whole test suite
	$(BIN)/pytest -n logical --dist loadfile --no-loadscope-reorder

coverage: $(VENV)/dev.stamp  ## the same, and how much of the code it runs: a quarter slower
	$(BIN)/coverage erase
	$(BIN)/pytest --cov --cov-report=term:skip-covered

check: $(VENV)/dev.stamp  ## lint, format, types, the import arrow, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.locales

format: $(VENV)/dev.stamp  ## put the code into the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp  ## the benchmarks, a JSON line each
	$(BIN)/python -m tests.bench

quality: $(VENV)/dev.stamp  ## how well texts are understood: a table of figures, held against their floors
	$(BIN)/pytest tests/quality

soak: $(VENV)/dev.stamp  ## ten minutes (SOAK_S=600) of delivering while everything breaks; then nothing may be lost
	$(BIN)/python -m tests.soak

chaos: $(VENV)/dev.stamp  ## ten minutes (CHAOS_S=600) of collecting from a world in bad weather; then nothing may be missing
	$(BIN)/python -m tests.soak.collecting

replicas: $(VENV)/dev.stamp  ## three processes of one bot (REPLICAS_S=75), killed and put to sleep: everything is done once
	$(BIN)/python -m tests.soak.replicas

day: $(VENV)/dev.stamp  ## a day of one bot in ten minutes (DAY_S=600): what it has of memory, hour by hour
	$(BIN)/python -m tests.soak.day

# One lock for every platform and Python ≥ 3.11. No address is written: pip asks the registry it is set up with.
LOCK = $(VENV)/lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --quiet
lock:  ## remake requirements/*.txt from pyproject.toml
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	$(LOCK) $(LOCK_OPTIONS) --extra postgres -o requirements/run.txt
	$(LOCK) $(LOCK_OPTIONS) --extra postgres --extra dev -c requirements/run.txt -o requirements/dev.txt

sbom: $(VENV)/run.stamp  ## what an installation consists of, as build/sbom.cdx.json (CycloneDX)
	@mkdir -p build
	$(BIN)/python deploy/sbom.py > build/sbom.cdx.json

audit:  ## hold the locked packages against published advisories; fails where one can't be looked up
	$(PYTHON) -m venv $(VENV)/audit && $(VENV)/audit/bin/pip install --quiet pip-audit
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt

clean:  ## remove what was built (not data/)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*
