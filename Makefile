# Everything works in a fresh clone with Python 3.11 or later, make and a package index; each target sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EMBEDDINGS := $(VENV)/embeddings
SHARED ?= ../shared
SPACY := $(VENV)/spacy
export OMP_NUM_THREADS := 1

.PHONY: demo test lint model evaluate clean bench-batch docs dist bench

demo: $(VENV)/.base ## Set up and label the example article
	$(BIN)/stance read examples/harbour-town-talks.txt

test: $(VENV)/.test ## Set up, lint, type-check and test
	$(BIN)/ruff check classifier tests scripts benchmarks
	$(BIN)/mypy
	$(BIN)/pytest

model: $(VENV)/.test ## Train the attribution tagger (where the data are present) and the default model (the accurate one, which stands on it, then with scripts/train_accurate_model.py)
	if [ -d $(SHARED)/data/polnear ]; then $(BIN)/python -m classifier.text.attribution_training --polnear $(SHARED)/data/polnear --output classifier/data/models/attribution.npz; fi
	$(BIN)/python scripts/train_default_model.py --shared $(SHARED)

evaluate: $(VENV)/.test ## The fast model with domains left out in groups, within Ukraine by article, and the development set; takes hours; writes docs/evaluation.md
	$(BIN)/stance evaluate --shared $(SHARED) --output docs/evaluation.md

clean: ## Remove what the other targets made
	rm -rf $(VENV) build dist site *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[html,test,lint]"
	touch $@ $(VENV)/.base

bench-batch: $(VENV)/.test $(VENV)/.bench-spacy ## Score 20,000 articles end to end; writes its table into docs/benchmarks.md (needs PolNeAR in $(SHARED))
	$(BIN)/python benchmarks/batch.py --polnear $(SHARED)/data/polnear --spacy-python $(SPACY)/bin/python --write docs/benchmarks.md

docs: $(VENV)/.docs ## Build the documentation into site/; a warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

$(VENV)/.docs: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[docs]"
	touch $@

dist: | $(VENV)/bin/python ## Build the wheel, install it into an empty environment and try it there
	$(BIN)/python -m pip install --quiet build
	rm -rf build dist
	$(BIN)/python -m build --wheel --outdir dist .
	$(BIN)/python scripts/try_wheel.py dist/*.whl

bench: $(VENV)/.bench $(VENV)/.bench-embeddings $(VENV)/.bench-spacy ## Compare with what users would pick instead; writes docs/benchmarks.md (peers that are not installed are left out, with the reason)
	$(BIN)/python benchmarks/peers.py --polnear $(SHARED)/data/polnear --python minilm=$(EMBEDDINGS)/bin/python --python spacy=$(SPACY)/bin/python --write docs/benchmarks.md

$(VENV)/.bench: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[bench]"
	touch $@

# An environment of its own, as torch slows the start of the others and takes a gigabyte or more; without it the peer is left out.
$(VENV)/.bench-embeddings: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m venv $(EMBEDDINGS)
	$(EMBEDDINGS)/bin/python -m pip install --quiet --editable ".[bench-embeddings]" || echo "the embeddings cannot be installed here; their peer is left out"
	touch $@

$(VENV)/.bench-spacy: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m venv $(SPACY)
	$(SPACY)/bin/python -m pip install --quiet --editable ".[bench-spacy]" || echo "spaCy cannot be installed here; its peer is left out"
	touch $@
