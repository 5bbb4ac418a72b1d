# Every command sets up what it needs; nothing has to be installed by hand but Python, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH := .venv-bench
BENCH_READY := $(BENCH)/.ready
# Pythons that the offline bundle brings wheels for; one alone halves it: make bundle BUNDLE_PYTHON=3.11
BUNDLE_PYTHON ?= 3.11 3.12
# A second Python of the bundle, for same-everywhere: make same-everywhere PYTHON312=/path/python3.12
PYTHON312 ?= python3.12
OTHER := .venv-other
OTHER_READY := $(OTHER)/.ready
OLDEST := .venv-oldest
OLDEST_READY := $(OLDEST)/.ready
CORES := $(shell nproc 2>/dev/null || echo 2)
# Tests of a browser wait more than they work: one process more than there are cores.
WORKERS := $(shell expr $(CORES) + 1)

.DEFAULT_GOAL := help
.PHONY: help plan app test docs test-fast behaviour findings check format bench bench-travel bench-geocode bench-coverage \
	bench-siting bench-zoning bench-roads bench-app bench-scale bench-province bench-records dirty-lists fuzz large-districts same-bytes same-everywhere audit bundle bundle-check guide eyes \
	constraints browser postgis clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

plan: $(READY)  ## Plan the embedded district (Hanyang) into out/hanyang
	$(BIN)/repair-circle plan data/hanyang --out out/hanyang

app: $(READY)  ## Open the planner in the browser
	$(BIN)/repair-circle app data/hanyang

test: $(READY) browser postgis  ## Run every test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q

behaviour: $(READY)  ## What the libraries under us do otherwise than one would think; run it with every upgrade
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q -m behaviour

findings:  ## Run every script of findings/, each in an environment of its own; takes minutes
	@for finding in findings/*.sh; do echo "$$finding"; bash "$$finding" || exit 1; done

test-fast: $(READY)  ## The tests without a browser, those that take long left out
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q -m "not browser and not slow"

check: $(READY)  ## Style, types and architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)  ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: bench-roads bench-travel bench-geocode bench-coverage bench-siting bench-zoning bench-app  ## All side-by-side runs

bench-roads bench-travel bench-geocode bench-coverage bench-siting bench-zoning bench-app: bench-%: $(BENCH_READY)
	$(BENCH)/bin/python -m benchmarks.$*

bench-scale: $(READY)  ## Stages from 161 to 10,000 estates; a build before beside them: make bench-scale BEFORE=/path
	nice $(BIN)/python -m benchmarks.scale $(if $(BEFORE),--before $(BEFORE))

bench-province: $(READY)  ## A province of 220,000 estates on two Dask workers of 4 GB; KILLS=3 kills some on the way
	nice $(BIN)/python -m benchmarks.scale.province --kills $(or $(KILLS),0)

bench-records: $(READY)  ## Siting beside published instances; those of TSPLIB from a folder: make bench-records TSPLIB=/path
	nice $(BIN)/python -m benchmarks.records $(if $(TSPLIB),--tsplib $(TSPLIB))

dirty-lists: $(READY)  ## Read 10,000 generated dirty lists: each must end right, in a question or a named error
	$(BIN)/python -m benchmarks.tables 10000

fuzz: $(READY)  ## Damage files of every kind 100,000 times: each must end in a result or a named error
	nice $(BIN)/python -m benchmarks.fuzz 100000

large-districts: $(READY)  ## Districts of 800 and 5,000 estates through init, check, plan and export; takes minutes
	LARGE_DISTRICTS=1 $(BIN)/python -m pytest -q -p no:xdist tests/cli/test_any_district.py

same-bytes: $(READY)  ## Plan the toy district in twelve surroundings: every file must be the same; takes minutes
	$(BIN)/python -m tests.same_bytes data/toy

same-everywhere: $(READY) $(OTHER_READY) $(OLDEST_READY)  ## The same with another Python and with the oldest libraries allowed
	$(BIN)/python -m tests.same_bytes data/toy --python $(OTHER)/bin/python $(OLDEST)/bin/python

audit: $(READY)  ## Licences and ages of everything installed; AGPL or an unknown licence is an error
	$(BIN)/python -m delivery.audit

bundle: $(READY)  ## Make dist/repair-circle-<version>-offline.zip for Windows and Linux
	$(BIN)/python -m delivery.bundle --python $(BUNDLE_PYTHON)

bundle-check: $(READY)  ## Install the bundle without a network, plan with it and open the app (Linux)
	$(BIN)/python delivery/check.py dist/repair-circle-*-offline.zip

docs: $(READY)  ## Build the documentation site into out/docs, in both languages; a warning is an error
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	$(BIN)/python docs/site/build.py out/docs

guide: $(READY) browser  ## Take the pictures of the user guide and of the readme anew
	GUIDE_PICTURES=1 $(BIN)/python -m pytest -q -p no:xdist tests/ui/test_guide.py

eyes: $(READY) browser  ## Hold every page against every rule of accessibility, in both languages and themes
	EYES=1 $(BIN)/python -m pytest -q -p no:xdist tests/ui/test_eyes.py

browser:  # Chromium and a Chinese face for the browser tests: installed when root, else named
	@if ! command -v chromium >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
			echo "Installing Chromium and a Chinese font for the browser tests"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
				apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
		else \
			echo "Chromium is missing: the browser tests will be skipped. As root: apt-get install chromium fonts-noto-cjk"; \
		fi; \
	fi

postgis:  # PostgreSQL with PostGIS for the tests of the database: installed when root, else they are skipped
	@if ! test -e /usr/share/postgresql/15/extension/postgis.control; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
			echo "Installing PostgreSQL 15 with PostGIS for the tests of the database"; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
				apt-get install -y -qq --no-install-recommends postgresql-15-postgis-3 >/dev/null; } \
				|| echo "PostGIS cannot be installed: its tests will be skipped"; \
		else \
			echo "PostGIS is missing: its tests will be skipped. As root: apt-get install postgresql-15-postgis-3"; \
		fi; \
	fi

constraints: $(READY)  ## Write down the versions that are installed now
	@{ echo "# Exact versions the product is tested with; made by 'make constraints'."; \
	   echo "colorama==0.4.6"; \
	   $(BIN)/pip freeze --exclude-editable | grep -vE '^(pip|setuptools|wheel|colorama)=='; } > constraints.txt

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

$(BENCH_READY): pyproject.toml
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	touch $@

$(OTHER_READY): pyproject.toml constraints.txt
	test -x $(OTHER)/bin/python || $(PYTHON312) -m venv $(OTHER)
	$(OTHER)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(OLDEST_READY): pyproject.toml $(READY)
	test -x $(OLDEST)/bin/python || $(PYTHON) -m venv $(OLDEST)
	$(BIN)/python -m delivery.oldest > $(OLDEST)/requirements.txt
	$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check -r $(OLDEST)/requirements.txt -e .
	touch $@

clean:  ## Remove what the commands made
	rm -rf out build dist $(VENV) $(BENCH) $(OTHER) $(OLDEST)
