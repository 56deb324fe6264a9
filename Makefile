# `make demo` and `make test` do everything on a machine with Python >= 3.11 and make; the second time they are quick.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO   := data/processed/demo
OUT    ?= data/processed/gate
INPUTS := pyproject.toml constraints.txt

# The folder with ud/ and text/ that models are trained on.
DATA   ?= ../shared/data

.PHONY: help demo test lint type unit gate bench docs sample screenshots models models-linguistics models-statements format clean

help:
	@echo "demo    analyse the sample case with a virtual environment of its own"
	@echo "test    install everything, then lint, type, unit and gate"
	@echo "models  train the models that ship: make models DATA=FOLDER (default $(DATA))"
	@echo "lint type unit gate bench docs sample screenshots format clean"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip

# Runtime dependencies only, and the small wrapper around Tesseract.
$(VENV)/.core: $(INPUTS) | $(BIN)/python
	@echo "Installing remissnlp ..."
	$(PIP) install -c constraints.txt -e '.[ocr]'
	@touch $@

# torch comes first and pinned, so that nothing that depends on it pulls another build.
$(VENV)/.all: $(INPUTS) | $(BIN)/python
	@echo "Installing remissnlp with all extras ..."
	$(PIP) install -c constraints.txt torch
	$(PIP) install -c constraints.txt -e '.[all]'
	@touch $@ $(VENV)/.core

# 4: finished, but a file could not be read (the scan, where Tesseract is missing). The command says so itself.
demo: $(VENV)/.core
	$(BIN)/remissnlp analyze data/raw -o $(DEMO) --overwrite || test $$? -eq 4

test: lint type unit gate

lint: $(VENV)/.all
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

type: $(VENV)/.all
	$(BIN)/mypy

unit: $(VENV)/.all
	$(BIN)/pytest -n 2 --dist loadfile

gate: $(VENV)/.all
	$(BIN)/python scripts/gate.py

bench: $(VENV)/.all
	$(BIN)/python benchmarks/bench.py

docs: $(VENV)/.all
	$(BIN)/python scripts/build_docs.py

sample: $(VENV)/.all
	$(BIN)/python scripts/build_sample.py

# Pictures of the report for the README, taken by the browser test (needs Chromium).
screenshots: $(VENV)/.all
	REMISSNLP_SCREENSHOTS=docs/img $(BIN)/pytest -q tests/test_report_browser.py -k screenshots

models: models-linguistics models-statements

models-linguistics: $(VENV)/.all
	$(BIN)/python scripts/train_linguistics.py $(DATA)

# How many lines of which file: as for the encoder that ships. Without a GPU it takes more than a day.
models-statements: $(VENV)/.all
	$(BIN)/remissnlp train encoder data/training/statements $(DATA)/text -o src/remissnlp/models/statements --overwrite \
		--sample riksdag_interpellations_1999-2024.txt.xz=120000 --sample riksdag_docs_sample.txt.xz=33000 \
		--sample laws_sfs_1980-2025.txt.xz=20000

format: $(VENV)/.all
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) data/processed/* build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
