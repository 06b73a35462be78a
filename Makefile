# Everything a person needs; each target makes what it depends on.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test check format bench shots keys fuzz cruelty clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group dev
	$(BIN)/python -m compileall -q crmtui
	@touch $(STAMP)

demo: $(STAMP)   ## make a demo company and open the app on it
	$(BIN)/crmtui demo

test: $(STAMP)   ## run the tests
	$(BIN)/python -m pytest -n 2 -q

check: $(STAMP)  ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP) ## rewrite the sources in the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## measure every figure of benchmarks/README.md
	$(BIN)/python benchmarks/run_all.py

shots: $(STAMP)  ## take the README's pictures from the real app
	$(BIN)/python docs/shots.py

keys: $(STAMP)   ## write docs/keys.md and docs/query.md from the tables of actions and fields
	$(BIN)/python docs/keys.py
	$(BIN)/python docs/query.py

fuzz: $(STAMP)   ## put queries without end to the language, for half an hour
	$(BIN)/python -m pytest tests/query -q -n 2 --hypothesis-profile=fuzz

cruelty: $(STAMP) ## fetch 10,000 mails and send 1,000 while connections are cut and processes killed
	CRUELTY_IMAP="10000 100" $(BIN)/python -m pytest -q -s tests/flows/test_fetching_survives_everything.py
	CRUELTY_MAILS=1000 $(BIN)/python -m pytest -q -s tests/flows/test_delivery_cruelty.py

clean:
	rm -rf $(VENV) .demo build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
