PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test cover check bench soak format locales docs

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch .venv/ready

locales: .venv/ready
	$(BIN)/python src/corecrm/locales/build.py

# Builds the demo bank in ./demo, shows its main screens and writes the quarterly report.
demo: .venv/ready locales
	$(BIN)/corecrm demo --into demo --overwrite

# Runs every test.
test: .venv/ready locales
	$(BIN)/pytest -m "not soak" -n auto --dist loadfile

# Runs every test and measures how much of the program they reach, which takes half as long again.
cover: .venv/ready locales
	$(BIN)/pytest -m "not soak" -n auto --dist loadfile --cov --cov-report= --cov-fail-under=0
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --fail-under=100 --include="*/rules/*,*/money.py"

# Checks style, types, layers, dependencies, translations and generated documents.
check: .venv/ready locales
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry src
	$(BIN)/python tests/tools/catalogue.py --check
	$(BIN)/python tests/tools/commands_md.py --check

# Measures speed as ratios in one run and writes docs/benchmarks.md.
bench: .venv/ready locales
	$(BIN)/python -m compileall -q src
	$(BIN)/python tests/bench/bench.py

# Runs the long form of the properties, kills and loads.
soak: .venv/ready locales
	$(BIN)/python -m pytest -m soak

# Rewrites what is generated: formatting, message catalogue, command reference.
format: .venv/ready
	$(BIN)/ruff format src tests
	$(BIN)/ruff check --fix src tests
	$(BIN)/python tests/tools/catalogue.py
	$(BIN)/python tests/tools/commands_md.py
