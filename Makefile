# The front of the house: `make help`. Each target installs the Debian packages it needs (tools/setup) and says each stage
# in one line; a stage that fails ends the run.
MAKEFLAGS += --no-print-directory
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 20
SOAK_MINUTES ?= 30
CTEST := ctest --test-dir build/dev --parallel $(JOBS) --output-on-failure --no-tests=error

comma := ,
stage = @printf '== %s\n' "$(1)"

.DEFAULT_GOAL := help
# Stages stand in order; each uses all cores itself.
.NOTPARALLEL:
.PHONY: help build test test-fast lab-test worlds soak demo bench fuzz fmt fmt-check house tidy docs install deb clean \
        build-dev build-release unit docs-check

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.* ## /\1\t/p' Makefile | sort | expand -t 12

setup-%:
	@tools/setup $(subst -, ,$*)

build: setup-build build-release ## build nagaya (optimised): build/release/src/cli/nagaya

build-dev:
	$(call stage,build (dev: sanitizers, warnings are errors))
	@tools/build dev $(JOBS)

build-release:
	$(call stage,build (release))
	@tools/build release $(JOBS)

test: setup-build-fmt-conformance-lab house fmt-check build-release ## everything: house, build, all tests, docs, tests on lab hosts
	$(call stage,all other tests$(comma) and meanwhile those on lab hosts)
	@tools/side_by_side 'tests/lab/run build/release/src/cli/nagaya' 'make build-dev unit docs-check CONFORMANCE=$(CURDIR)/build/release/src/cli/nagaya'
	$(call stage,all tests passed)

test-fast: setup-build-fmt-conformance house fmt-check build-dev unit docs-check ## the same without lab hosts

docs-check:
	$(call stage,docs are what the program writes)
	@tools/check_docs build/dev/src/cli/nagaya

# Thousands of starts of the program: with CONFORMANCE they use that one, since one with sanitizers takes a tenth of a second to start.
unit:
	$(call stage,tests: unit and crash and cases and corpus)
	@NAGAYA_CONFORMANCE=$(CONFORMANCE) $(CTEST) --quiet --output-log build/dev/tests.log || { cat build/dev/tests.log; exit 1; }
	@tail -n 6 build/dev/tests.log | grep -E 'tests passed|Total Test time'

house:
	$(call stage,house: arrows and purity and size)
	@python3 tools/check_house.py

fmt: setup-fmt ## format the C++ sources in place
	$(call stage,format)
	@git ls-files -co --exclude-standard '*.cpp' '*.hpp' | xargs clang-format-19 -i

fmt-check:
	$(call stage,format is clean)
	@if command -v clang-format-19 >/dev/null; then \
	    git ls-files '*.cpp' '*.hpp' | xargs clang-format-19 --dry-run --Werror; \
	else echo 'clang-format-19 is not here: not checked'; fi

tidy: setup-build-tidy ## clang-tidy on the files that differ from origin/main (TIDY=all: all)
	$(call stage,tidy)
	@tools/tidy $(TIDY)

lab-test: setup-build-lab build-release ## tests on real throw-away hosts, of the program that users get
	$(call stage,tests on lab hosts)
	@tests/lab/run build/release/src/cli/nagaya

worlds: setup-build ## every world of the crash test and every planted mistake, optimised (`make test` looks at one world in 24)
	$(call stage,crash worlds: all of them)
	@cmake --preset release -B build/worlds -DBUILD_TESTING=ON >/dev/null
	@cmake --build build/worlds --parallel $(JOBS) --target apply_tests >/dev/null
	@build/worlds/tests/apply/apply_tests --gtest_brief=1 --gtest_filter='Crash.*:Mutation.*'

soak: setup-build-lab build-release ## cut applies off at random instants for SOAK_MINUTES (30)
	$(call stage,soak)
	@SOAK_MINUTES=$(SOAK_MINUTES) tests/soak/run build/release/src/cli/nagaya

demo: setup-build-lab build-release ## boot a throw-away host, put examples/hello on it, change it, throw it away
	$(call stage,demo)
	@tools/demo

bench: setup-build-lab build-release ## measure what the promises say
	$(call stage,bench)
	@bench/run

fuzz: setup-build-fuzz ## fuzz each target for FUZZ_SECONDS (20)
	$(call stage,build (fuzz: clang with libFuzzer))
	@tools/build fuzz $(JOBS)
	@tools/fuzz $(FUZZ_SECONDS)

docs: setup-build build-dev ## write the generated pages of docs/
	$(call stage,docs)
	@build/dev/src/cli/nagaya docs docs

install: build ## install below /usr/local (PREFIX=, DESTDIR=)
	$(call stage,install)
	@cmake --install build/release --prefix $(or $(PREFIX),/usr/local)

deb: build ## make a Debian package in build/release
	$(call stage,package)
	@cd build/release && cpack -G DEB && ls -1 *.deb

clean: ## remove build/
	rm -rf build
