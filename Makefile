# Everything here sets itself up: it needs Python ≥ 3.11, make and a package index.
# `make test PYTHON=python3.13` makes the environment anew with that one, and so does the next
# `make` with another.
PYTHON ?= python3
ASKED := .bootstrap/python
UV ?= $(shell command -v uv || echo .bootstrap/bin/uv)
BIN := .venv/bin
READY := .venv/.ready
DEMO_ARGS ?=
# Most of a test is waiting for an estate: more of them than cores run at once.
TEST_ARGS ?= -n 4 --dist worksteal
LAB_ARGS ?= -n 2 --dist loadfile
export UV_PYTHON_DOWNLOADS ?= never
# Tests start programs by the hundred: compiled once, not by each of them.
export UV_COMPILE_BYTECODE ?= 1
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test laws check bench lab pictures clean

help:  ## say what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(READY)  ## the console on the rehearsal estate
	@$(BIN)/vigie demo $(DEMO_ARGS)

test: $(READY)  ## every test that needs nothing but Python
	$(BIN)/pytest -m "not lab and not benchmark" --durations 10 --cpu 10 $(TEST_ARGS)

laws: $(READY)  ## play the nights of tests/laws alone, from SEED on, N of them
	$(BIN)/pytest tests/laws -k schedule --seed $(or $(SEED),0) --nights $(or $(N),1)

night: $(READY)  ## the same at length: new examples, more nights, more kills
	VIGIE_EXAMPLES=night VIGIE_NIGHTS=20000 VIGIE_CHAOS_KILLS=40 VIGIE_CHAOS_TIMES=20 \
		$(BIN)/pytest -m "not lab and not benchmark" --durations 10 --cpu 10 $(TEST_ARGS) \
		tests/unit tests/property tests/laws tests/chaos

check: $(READY)  ## lint, format, types, and which room may import which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## measure the budgets and write docs/reference/performance.md and foresight.md
	$(BIN)/pytest -m benchmark tests/benchmarks --performance-report docs/reference/performance.md \
		--foresight-report docs/reference/foresight.md

lab: $(READY)  ## real servers: Prometheus, Alertmanager, PostgreSQL, OpenSSH in tmux
	$(BIN)/pytest -m lab $(LAB_ARGS) tests/lab

pictures: $(READY)  ## draw docs/pictures from a rehearsal: screens, commands, a film of a burst
	PYTHONPATH=tests/support $(BIN)/python tests/pictures

clean:  ## remove what was made here
	rm -rf .venv .bootstrap .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

$(READY): pyproject.toml uv.lock $(ASKED) | $(filter .bootstrap/bin/uv,$(UV))
	$(UV) sync --locked --python "$$($(PYTHON) -c 'import sys; print(sys._base_executable)')"
	@touch $@

$(ASKED): FORCE
	@mkdir -p $(@D); echo "$(PYTHON)" | cmp -s - $@ || echo "$(PYTHON)" > $@

FORCE:

.bootstrap/bin/uv:
	$(PYTHON) -m venv .bootstrap
	.bootstrap/bin/python -m pip install --quiet "uv>=0.8"
