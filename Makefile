# Everything from a bare machine: `make demo` and `make test` set up what they need, then run.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

UV := $(or $(shell command -v uv),.tools/bin/uv)
RUN := $(UV) run --frozen --no-sync
DATA_DIR ?= data
DEMO ?=

# One process of tests a core, each with whole files: what a file's tests share is made once.
SIDE_BY_SIDE := -n auto --dist loadfile

# WeasyPrint draws with Pango, which no wheel brings; without HarfBuzz's subsetter it takes 1.6 times as long.
LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.PHONY: help
help:  ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

.PHONY: demo
demo: setup  ## run one month of a fictional region, from its inputs to its reports
	$(RUN) ent-report demo --data-dir $(DATA_DIR) $(DEMO)

.PHONY: test
test: setup java  ## run the tests
	$(RUN) pytest -q $(SIDE_BY_SIDE)

.PHONY: test-slow
test-slow: setup java browser  ## run the tests that take longer: whole months, kills, validators, a browser
	$(RUN) pytest -q -m slow $(SIDE_BY_SIDE)

.PHONY: check
check: setup  ## check format, lint and types
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy

.PHONY: format
format: setup  ## put the code in its format
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

.PHONY: bench
bench: setup  ## measure, as ratios within one run
	$(RUN) python -m tests.benchmarks

.PHONY: clean
clean:  ## remove what was installed here
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Set-up

.PHONY: setup
setup: libraries .venv/ready
	@.venv/bin/python -m compileall -q src flows

.venv/ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet --compile-bytecode
	@touch $@

.tools/bin/uv:
	@python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| $(MAKE) --no-print-directory packages PACKAGES="python3 python3-venv"
	python3 -m venv .tools
	.tools/bin/pip install --quiet uv

.PHONY: libraries
libraries:
	@known="$$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p)"; missing=""; \
	for library in libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0; do \
		[[ "$$known" == *"$$library"* ]] || missing="$$missing $$library"; done; \
	if [ -n "$$missing" ]; then $(MAKE) --no-print-directory packages PACKAGES="$(LIBRARIES)"; fi

.PHONY: java
java:
	@command -v java >/dev/null || $(MAKE) --no-print-directory packages PACKAGES="default-jre-headless"

.PHONY: browser
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| $(MAKE) --no-print-directory packages PACKAGES="chromium"

# Install Debian's packages: as root, or by sudo where it asks nothing; otherwise say what is to be installed.
.PHONY: packages
packages:
	@as=""; [ "$$(id -u)" = 0 ] || as="sudo -n"; \
	if command -v apt-get >/dev/null && { [ -z "$$as" ] || $$as true 2>/dev/null; }; then \
		echo "installing $(PACKAGES)"; \
		$$as apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null; \
	else \
		echo "missing, and this user may not install it: please install $(PACKAGES)" >&2; exit 1; \
	fi
