# Two commands do everything: `make crawl` and `make test`. Both set up .venv first.
PYTHON ?= python3
BIN := .venv/bin
# Some images have it set: every start of newsspider would compile all of it again, and each crawl of the tests is a start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup crawl test soak lint collected format bench lock audit clean

setup: .venv/.ready

.venv/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "newsspider needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 2; }
	@echo "setting up .venv from requirements.txt, which takes a minute or two …"
	@$(PYTHON) -m venv .venv
	@# compiled by all cores, which pip leaves to one; a library's templates that are no Python may fail
	@{ $(BIN)/python -m pip install --disable-pip-version-check --no-compile --require-hashes -r requirements.txt && \
	   $(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable . && \
	   { $(BIN)/python -m compileall -q -j 0 .venv/lib newsspider || true; }; } \
	   > .venv/setup.log 2>&1 || { tail -n 20 .venv/setup.log; echo "setting up failed; all of it stands in .venv/setup.log"; exit 1; }
	@touch $@

crawl: setup ## crawl the bundled sample newsroom, or SITE=https://www.example.com
ifdef SITE
	@$(BIN)/python -m scrapy crawl news -a urls=$(SITE)
else
	@$(BIN)/python -m newsspider.sample.crawl
endif

test: setup ## lint, then every test; the crawls first, four files at a time, since they mostly wait
	@$(MAKE) --no-print-directory --jobs=2 lint collected
	$(BIN)/python -m pytest -q -n 4 --dist loadfile --no-loadscope-reorder

collected: setup # pytest compiles the tests once, while mypy is at work, and not once for each of the four
	@$(BIN)/python -m pytest -q --collect-only > .venv/collected.log 2>&1 || true # the run itself says what can't be

soak: setup ## the tests that take minutes
	$(BIN)/python -m pytest -q -s -m soak

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## quality and speed, on the shipped pages and on ../shared/data where present
	$(BIN)/python -m benchmarks.gate
	$(BIN)/python -m benchmarks.peers
	$(BIN)/python -m benchmarks.crawl_speed
	$(BIN)/python -m benchmarks.frontier_scale
	$(BIN)/python -m benchmarks.neardup
	$(BIN)/python -m benchmarks.dedupe_speed
	$(BIN)/python -m benchmarks.dedupe_scale

lock: ## write requirements.txt anew from pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --allow-unsafe --generate-hashes --all-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file requirements.txt pyproject.toml

audit: ## ask the package index for known holes in what requirements.txt names; needs the network
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && .venv-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit; } || \
	   { echo "make audit: nothing was checked: pip-audit can't be installed; see that the package index answers, then try again"; exit 1; }
	@.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.txt || \
	   { echo "make audit: not passed: the holes are listed above, or, where there is no list, the index didn't answer and nothing was checked"; exit 1; }

clean:
	rm -rf .venv .venv-audit build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
