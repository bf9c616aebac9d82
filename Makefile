# The front door. `make help` lists the commands; each does its own set-up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export TF_CPP_MIN_LOG_LEVEL ?= 3
export OMP_NUM_THREADS ?= 1

.PHONY: help demo test lint verify attacks fuzz versions bench clean

help: ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(BIN)/.ready ## release the lab, grade the sample class, show the scores and where the reports are
	@$(BIN)/gradlab release lab --out dist
	@$(BIN)/gradlab sample-class lab --out build/class
	@$(BIN)/gradlab grade build/class --assignment lab --out build/graded

test: $(BIN)/.ready lint ## ruff, mypy and every test
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(BIN)/.ready
	@$(BIN)/ruff check .
	@$(BIN)/mypy

$(BIN)/.ready: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "gradlab needs Python 3.10 or newer; say which with: make demo PYTHON=python3.12"; exit 1; }
	@echo "Installing TensorFlow, otter-grader and the rest into $(VENV) (about a minute, once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

verify: $(BIN)/.ready ## prove that the checks judge rightly: answers, mutants, regrades
	@$(BIN)/gradlab verify lab

attacks: $(BIN)/.ready ## grade hostile submissions as root, as an ordinary user and in a container
	@$(BIN)/python tests/attacks/run.py

MINUTES ?= 10
fuzz: $(BIN)/.ready ## feed random bytes to every reader of untrusted ones, MINUTES=10 to each
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	@for reader in notebook values answer evidence compiled graph builds judge; do \
		echo "$$reader ..."; $(BIN)/python tests/attacks/fuzz.py $$reader $$((60 * $(MINUTES))) || exit 1; done

versions: $(BIN)/.ready ## the toolkit and both notebooks with the oldest and the newest Python and libraries
	@tests/versions.sh python3.10 oldest
	@tests/versions.sh python3.13 newest

QUICK ?=
bench: $(BIN)/.ready ## time a class beside otter, nbgrader and the bare code (QUICK=--quick), and what isolation costs
	@$(BIN)/python benchmarks/side_by_side $(QUICK)
	@$(BIN)/python benchmarks/isolation_price.py

clean: ## remove what the commands made (not the virtual environment)
	@rm -rf build dist
