# The book's commands. Each first makes .venv from requirements.txt when it is
# missing, unfinished (an interrupted make) or older than the pins.
#   make book              build the HTML book and say where it is
#   make lab               open the chapters in JupyterLab
#   make test              run every notebook and every check
#   make check             every check but the notebooks' run (under a minute)
#   make run N=FILE.ipynb  execute one notebook in place
#   make snippets          write the shared cells into the notebooks anew
#   make clean             remove what was built (keeps .venv)

SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/.complete
NOTEBOOKS := $(shell find chapters -name '*.ipynb' -not -path '*/.ipynb_checkpoints/*')
SUPPORTED := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(or $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done),python3)
PYTEST := $(BIN)/python -m pytest -p tests.strict --nbval \
	--nbval-sanitize-with tests/sanitize.cfg --nbval-cell-timeout 600 \
	-n 2 --dist loadfile -q -rs --durations 8
export PYDEVD_DISABLE_FILE_VALIDATION := 1

.PHONY: book lab test alone check run snippets clean
.DELETE_ON_ERROR:

book: $(READY)
	$(BIN)/jupyter-book build . -W -n --keep-going
	@echo "The book: file://$(CURDIR)/_build/html/index.html"

lab: $(READY)
	$(BIN)/jupyter lab chapters

test: $(READY) alone
	$(PYTEST) _build/alone tests

# Each notebook runs alone, in a folder that holds nothing else.
alone:
	@rm -rf _build/alone
	@for n in $(NOTEBOOKS); do d=_build/alone/$$(basename $$n .ipynb); \
		mkdir -p $$d && cp $$n $$d/ || exit 1; done

check: $(READY)
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/python -m pytest -q -m "not browser" \
		tests/test_contract.py tests/test_site.py

# PYTEST_CURRENT_TEST keeps TensorFlow's start-up lines out of the outputs, as
# under nbval (ipykernel catches them otherwise). The copy replaces the
# notebook only when the run has ended well.
run: $(READY)
	@test -n "$(N)" && test -f "$(N)" || { \
		echo "Name a notebook: make run N=chapters/01_background.ipynb"; exit 2; }
	@mkdir -p _build/run
	cp "$(N)" _build/run/
	cd _build/run && PYTEST_CURRENT_TEST=run ../../$(BIN)/jupyter nbconvert \
		--to notebook --execute --inplace "$(notdir $(N))"
	$(BIN)/python -m tests.normalise _build/run/$(notdir $(N))
	mv "_build/run/$(notdir $(N))" "$(N)"

snippets: $(READY)
	$(BIN)/python -m tests.snippets $(NOTEBOOKS)

clean:
	rm -rf _build .pytest_cache .ruff_cache

# .complete is written last: without it the folder is made anew.
$(READY): requirements.txt constraints.txt
	@$(PYTHON) -c '$(SUPPORTED)' 2>/dev/null || { echo "The book needs \
	Python 3.11, 3.12 or 3.13 with venv (Debian: apt install python3-venv), \
	but $(PYTHON) is: $$($(PYTHON) --version 2>&1). Install one, or name it: \
	make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }
	@test -f $(READY) || rm -rf .venv
	@rm -f $(READY)
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "Installing the packages of requirements.txt into .venv (minutes, once)"
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $(READY)
