PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: night web test soak check fix docs bench
.DEFAULT_GOAL := help

help: ## show this help
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | expand -t 10

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $(STAMP)

night: $(STAMP) ## run a whole night of the invented county through Airflow
	@HERATE_PROGRESS=1 $(BIN)/herate night --airflow --generate $(if $(AS_OF),--as-of $(AS_OF)) $(if $(INHABITANTS),--inhabitants $(INHABITANTS))

web: $(STAMP) ## serve the lists of the last night on this machine, with a demo login
	@$(BIN)/herate web --demo

test: $(STAMP) ## pass the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

soak: $(STAMP) ## repeat tests of faults, tampering, recording at once, intervals and properties many times over
	HERATE_FAULTS=30 HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -rP tests/faults tests/audit/test_tampering.py tests/web/test_many_at_once.py tests/worklist/test_lives.py tests/worklist/test_episodes.py tests/stewardship/test_coverage.py tests/second_opinion tests/night/test_comparing.py

check: $(STAMP) ## lint, types, import contracts, generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python docs/write_pages.py --check

fix: $(STAMP) ## format and mend what can be mended by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(STAMP) ## write the generated pages again
	$(BIN)/python docs/write_pages.py

bench: $(STAMP) ## measure a night's evaluation beside DuckDB and a bare read
	$(BIN)/python -m bench
