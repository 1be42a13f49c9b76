# The two commands: make run serves the site, make test proves it. Both set up what they need.
SHELL := /bin/sh
.DEFAULT_GOAL := help

HOST ?= 127.0.0.1
PORT ?= 8000
PY := .venv/bin/python
INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
PIP := $(PY) $(INSTALL)
LOCK := .venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.12 --no-header --no-emit-index-url
WORKERS ?= 3
VAR_DIR ?= var
export VAR_DIR HOST PORT
# Some machines keep no compiled code; then each of the many processes of a run would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run admin doctor test tools faults soak sbom audit bench bench-detector bench-ranking bench-learning cluster lint format messages lock clean screenshots

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: .venv/base $(VAR_DIR)/static.made ## Serve the site with its content at http://127.0.0.1:8000 (PORT=…, HOST=…)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_first_content
	@echo "http://$(HOST):$(PORT)/  (stop: Ctrl+C; the editors' pages: make admin, then /admin/)"
	@exec .venv/bin/gunicorn --config python:helpcenter.gunicorn_conf

admin: .venv/base ## Make the first owner's account
	@$(PY) manage.py migrate --verbosity 0
	@echo "An account that may do everything. It adds the others at /admin/, each with a role: docs/editors/roles.md"
	@$(PY) manage.py createsuperuser

doctor: ## Say what is wrong with the installation, and what to do
	@python=$(PY); "$$python" -c "" 2>/dev/null || python=$$(scripts/find-python) && "$$python" -m troubleshoot.doctor

test: lint tools ## Run the tests: on PostgreSQL what touches the database, then everything on SQLite
	@scripts/need chromium-headless-shell chromium-headless-shell fonts fonts-noto-cjk postgres postgresql xgettext gettext openssl openssl redis-server redis-server nginx nginx-light curl curl systemd-analyze systemd strace strace faketime faketime
	scripts/with-postgresql $(PY) -m pytest -n $(WORKERS) -m "django_db and not once" --no-header -q
	$(PY) -m pytest -n $(WORKERS)

faults: .venv/dev .venv/tools ## Try to break every promise at the figures given: faults, attacks (docs/reliability.md, docs/threat-model.md)
	@scripts/need chromium-headless-shell chromium-headless-shell fonts fonts-noto-cjk postgres postgresql openssl openssl redis-server redis-server nginx nginx-light curl curl strace strace faketime faketime
	FULL=1 $(PY) -m pytest -m measured tests/faults tests/security
	FULL=1 $(PY) -m pytest -n $(WORKERS) -m "not measured" --durations 20 tests/faults tests/security

soak: .venv/dev ## Have readers, verdicts, publishing and outages for half an hour: memory and open files must not grow (SOAK_SECONDS=…)
	@scripts/need nginx nginx-light postgres postgresql redis-server redis-server openssl openssl curl curl
	$(PY) -m pytest tests/faults/soak.py -rP

sbom: .venv/dev ## Write the bill of materials anew, after a change of requirements/base.txt
	$(PY) scripts/sbom > deploy/sbom.cdx.json

tools: .venv/tools ## Install what the tests take beside Python: axe-core, the Nu HTML checker, a client of Statuspage

audit: .venv/dev .venv/lighthouse ## Judge pages by Lighthouse and on a slow line, which depends on the machine's speed
	@scripts/need chromium chromium fonts fonts-noto-cjk
	$(PY) -m benchmarks.audit

bench: .venv/dev .venv/wagtail/made ## Measure what has a bar, each beside what it is compared with (QUICK=1: only try it)
	@scripts/need wrk wrk nginx nginx-light valgrind valgrind
	$(PY) -m benchmarks $(if $(QUICK),--quick)

bench-detector: .venv/dev ## Try by simulation how soon and how surely surges are noticed (QUICK=1: only try it)
	$(PY) -m benchmarks.detector $(if $(QUICK),--quick)

bench-ranking: .venv/dev ## Hold our order of remedies against the best there is, and against others (QUICK=1: only try it)
	@scripts/need valgrind valgrind
	$(PY) -m benchmarks.ranking $(if $(QUICK),--quick)

bench-learning: .venv/dev ## Try by simulation how well a guide learns from verdicts (QUICK=1: only try it)
	$(PY) -m benchmarks.learning $(if $(QUICK),--quick)

cluster: .venv/dev ## Two nodes behind nginx on this machine, with PostgreSQL and Redis (ONCE=1: end after the smoke test)
	@scripts/need nginx nginx-light postgres postgresql redis-server redis-server openssl openssl curl curl
	@scripts/cluster $(if $(ONCE),--once)

lint: .venv/dev ## Judge style, types, templates, layers and migrations
	.venv/bin/ruff check --quiet .
	.venv/bin/ruff format --quiet --check .
	.venv/bin/djade --target-version 6.1 --check $$(git ls-files 'templates/*.html')
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check --fail-level WARNING

format: .venv/dev ## Format code and templates
	.venv/bin/ruff check --fix --quiet . || true
	.venv/bin/ruff format --quiet .
	.venv/bin/djade --target-version 6.1 $$(git ls-files 'templates/*.html') || true

screenshots: .venv/dev ## Take pictures of every reader's page into docs/screenshots
	@scripts/need chromium-headless-shell chromium-headless-shell fonts fonts-noto-cjk
	$(PY) -m scripts.screenshots

messages: .venv/base ## Gather readers' strings for translation, and compile the catalogues
	@scripts/need xgettext gettext
	scripts/messages $(PY)

lock: .venv/dev ## Write requirements/*.txt anew from the .in files
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) requirements/wagtail.in -o requirements/wagtail.txt

clean: ## Remove what the two commands made, but for var/
	rm -rf .venv tests/tools/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Compressing takes its time: only when a file or a package is newer.
$(VAR_DIR)/static.made: .venv/base $(shell find static -type f)
	@$(PY) manage.py collectstatic --noinput --verbosity 0 && touch $@

.venv/made:
	@python=$$(scripts/find-python) && "$$python" -m venv --clear .venv && touch $@

.venv/base: .venv/made requirements/base.txt
	@$(PIP) -r requirements/base.txt && touch $@

.venv/dev: .venv/base requirements/dev.txt
	@$(PIP) -r requirements/dev.txt && touch $@

# What the benchmarks put beside the site, apart from all that it runs with.
.venv/wagtail/made: .venv/made requirements/wagtail.txt
	@$(PY) -m venv --clear .venv/wagtail
	@.venv/wagtail/bin/python $(INSTALL) -r requirements/wagtail.txt && touch $@

.venv/tools: .venv/made tests/tools/package-lock.json
	@scripts/need node nodejs npm npm java default-jre-headless
	@cd tests/tools && npm ci --omit=dev --silent
	@touch $@

.venv/lighthouse: .venv/tools
	@cd tests/tools && npm ci --silent
	@touch $@
