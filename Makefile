# Every command of the project; `make` alone prints them. All of them do their own set-up.
#
#   make demo PORT=8010       on another port
#   make demo RESET=1         delete the demo's data and begin anew
#   make demo VAR=/some/where keep its data in another folder

.DEFAULT_GOAL := help
.PHONY: help setup demo story test chaos lint types check tools browser engine messages bench-import bench-beside \
	bench-left-out bench-match bench-race bench-search bench-send bench-compose bench-receipts bench-redirect bench-smtp \
	lock pictures gallery blocks clean

# Compiled modules are kept: each of the many processes of the trial and the tests would compile all of them anew.
# They are compiled as they are needed: half the time of installing goes into modules that nobody ever imports.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
PYTHON := $(VENV)/bin/python
TCMA := $(VENV)/bin/tcma
VAR ?= var
# Tests wait more than they work (for a clock, for a browser): one more worker than cores, and never more than four.
WORKERS := $(shell n=$$(getconf _NPROCESSORS_ONLN); if [ $$n -lt 3 ]; then echo $$((n + 1)); else echo 4; fi)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/*.po))

help: ## print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.installed $(TCMA) $(CATALOGUES) ## the virtual environment and what is built from sources

demo: setup ## run the whole product on this machine; Ctrl-C stops it, the data stay in var/
	@exec env TCMA_STOP_WITH_PARENT=1 $(TCMA) demo --var "$(VAR)" $(if $(RESET),--reset) $(if $(PORT),--port $(PORT))

story: setup ## run the main job from kit to credit in a throw-away place; prints JSON
	@exec $(TCMA) demo --once --json

# The import rule and types are checked beside the tests, which leave a core alone now and then.
test: setup tools ## everything that has to be true: lint, types, import rule, tests
	$(PYTHON) -m ruff check
	@nice sh -c '$(VENV)/bin/lint-imports --no-cache && $(PYTHON) -m mypy' & rules=$$!; \
	$(PYTHON) -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder; tests=$$?; \
	wait $$rules && exit $$tests

chaos: setup ## workers killed at every line and whatever else may happen to them, at length; prints figures
	@exec env TCMA_CHAOS=1 $(PYTHON) -m pytest tests/delivery/test_driving.py tests/delivery/test_refusing.py \
		tests/delivery/test_permutations.py tests/delivery/chaos tests/stories/test_killed_workers.py \
		tests/stories/test_three_weeks.py -q

bench-match: setup ## a registration beside 1,000,000 accounts, hard and soft match: p50 and p99 (ROWS=100000 is quicker)
	@exec $(PYTHON) -m bench.match

bench-race: setup ## fifty partners register one account at the same instant, 50 times in a row; 300 random lives of deals and commissions
	@exec env TCMA_RACE=1 $(PYTHON) -m pytest tests/deals/test_many_at_once.py tests/deals/test_any_order.py \
		tests/commissions/test_any_order.py -q

lint: setup ## ruff, and the import rule
	$(PYTHON) -m ruff check
	$(VENV)/bin/lint-imports --no-cache

types: setup ## mypy --strict
	$(PYTHON) -m mypy

check: setup ## check every kit in campaigns/ without publishing it
	@exec $(TCMA) publish --check campaigns/*/

bench-search: setup ## how long a search among 1,000,000 contacts takes, on servers of its own (ROWS=100000 is quicker)
	@exec env PYTHONPATH=. $(PYTHON) bench/search.py

blocks: setup browser ## write docs/blocks.md and its pictures anew, from the schemas of the blocks
	@exec $(PYTHON) -m tcma.trial.blocks

messages: setup ## collect the interface's texts, update the catalogues, and build them
	$(VENV)/bin/pybabel --quiet extract -F pyproject.toml --project tcma --add-location file --sort-by-file \
		-o locales/messages.pot .
	for language in de ar; do $(VENV)/bin/pybabel --quiet update -i locales/messages.pot -d locales -l $$language \
		--init-missing --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete || exit 1; done
	$(MAKE) --no-print-directory setup

bench-import: setup ## imports against ORM and email-validator: ratio, seconds, memory
	@exec $(PYTHON) -m bench.import_contacts

bench-left-out: setup ## 1,000,000 rows that were left out, taken along: first byte, memory (ROWS=100000 is quicker)
	@exec $(PYTHON) -m bench.left_out

bench-beside: setup ## an import beside a send that is on its way: what each takes of the other
	@exec $(PYTHON) -m bench.beside

bench-send: setup ## a step sent end to end against two other ways: ratios, rates, CPU, memory; the goals of docs/performance.md
	@exec $(PYTHON) -m bench.send

bench-compose: setup ## a reader's mail put together, against Jinja and EmailMessage; BRANDS=1000: every kit in so many brands
	@exec $(PYTHON) -m $(if $(BRANDS),bench.brands,bench.compose)

bench-receipts: setup ## 1,000,000 events of SES applied, per second
	@exec $(PYTHON) -m bench.receipts

bench-redirect: setup ## clicks a second against Flask with an INSERT each, and what is lost when everything is killed
	@exec $(PYTHON) -m bench.redirect

bench-smtp: setup ## mails by SMTP to a server with 20 ms replies, against smtplib
	@exec $(PYTHON) -m bench.smtp

lock: ## pin all dependencies with hashes in requirements.lock (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet -o requirements.lock

pictures: setup browser ## take the pictures of the README from a demo of its own
	@exec $(PYTHON) -m tcma.trial.pictures

gallery: setup browser ## every kit in each language in brands that are hard to dress in, side by side: var/gallery/index.html
	@exec $(PYTHON) -m tcma.trial.gallery

clean: ## remove what was built; the demo's data stay
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
	rm -f locales/*/LC_MESSAGES/*.mo

# A Python that has venv and for which every dependency has a wheel.
FIND_PYTHON = for found in $$PYTHON3 python3.13 python3.12 python3.11 python3; do \
	"$$found" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		2>/dev/null && break; found=; done; \
	[ -n "$$found" ] || { echo "Python 3.11, 3.12 or 3.13 with venv is needed, and none was found."; \
	echo "    Debian, Ubuntu: apt-get install python3 python3-venv"; echo "    macOS: brew install python@3.13"; \
	echo "or name one: make PYTHON3=/path/to/python3"; exit 1; }

$(VENV)/.installed: requirements.lock
	@$(PYTHON) -c 'import pip' 2>/dev/null || { $(FIND_PYTHON); "$$found" -m venv --clear $(VENV); }
	@echo "Installing the dependencies into $(VENV)" >&2
	@$(PYTHON) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(TCMA): $(VENV)/.installed Makefile
	@printf '%s\n' '#!/bin/sh' 'root=$$(cd "$$(dirname "$$0")/../.." && pwd)' \
		'PYTHONPATH="$$root" exec "$$root/$(PYTHON)" -P -m tcma.cli "$$@"' > $@
	@chmod +x $@

locales/%.mo: locales/%.po | $(VENV)/.installed
	@$(VENV)/bin/pybabel --quiet compile -i $< -o $@

CHROMIUM_FOUND = [ -x "$$CHROMIUM" ] || command -v chromium-headless-shell || command -v chromium || \
	command -v chromium-browser || \
	command -v google-chrome || command -v google-chrome-stable || \
	[ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ] || \
	[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]

tools: browser engine # what the tests need of the system

APERTIUM_FOUND = apertium -l 2>/dev/null | grep -q "^ *eng-spa$$"

engine: # the translation tests need a real one; root on Debian gets it, anybody else is told what to install
	@{ $(APERTIUM_FOUND); } || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		echo "Installing apertium for the translation tests" >&2 && apt-get -qq update && \
		DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends apertium apertium-eng-spa; } || { \
		echo "The translation tests need apertium with English and Spanish, and it was not found."; \
		echo "    Debian, Ubuntu:  apt-get install apertium apertium-eng-spa"; \
		echo "    elsewhere:       https://wiki.apertium.org/wiki/Installation"; exit 1; }

browser: # the browser tests need one; root on Debian gets it, anybody else is told what to install
	@{ $(CHROMIUM_FOUND); } >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		echo "Installing Chromium for the browser tests" >&2 && apt-get -qq update && \
		export DEBIAN_FRONTEND=noninteractive && apt-get -qq install --no-install-recommends fonts-noto-core && { \
		apt-get -qq install --no-install-recommends chromium-headless-shell || \
		apt-get -qq install --no-install-recommends chromium; }; } || { \
		echo "The browser tests need Chromium, and none was found."; \
		echo "    Debian, Ubuntu:  apt-get install chromium-headless-shell fonts-noto-core"; \
		echo "    Fedora:          dnf install chromium google-noto-sans-arabic-fonts"; \
		echo "    macOS:           brew install --cask chromium"; \
		echo "or set CHROMIUM to the path of a Chromium or Chrome."; exit 1; }
