# Every command of the project. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BUILD := build
PROGRAMS := cli_main services_profile_main services_factor_analysis_main services_scoring_main
export CCACHE_SLOPPINESS ?= pch_defines,time_macros
# NewsMTSC, which is not shipped: `make train` uses it where it is.
STANCE_CORPUS ?= $(wildcard $(or $(ISOTHERM_SHARED_DIR),../shared)/data/train/newsmtsc_train.jsonl)
export NINJA_STATUS ?= [%f/%t] 

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup:
	@scripts/install_packages.sh build

.PHONY: configure
configure: setup
	@cmake --preset dev -B $(BUILD) >$(BUILD).configure.log 2>&1 || { cat $(BUILD).configure.log; exit 1; }
	@rm -f $(BUILD).configure.log

.PHONY: build
build: configure ## Build everything into build/
	@cmake --build $(BUILD)

.PHONY: programs
programs: configure ## Build the command line and the three servers alone, without the tests
	@cmake --build $(BUILD) --target $(PROGRAMS)

.PHONY: demo
demo: programs ## Start everything in one process, ingest the samples, print a brief and a ranking (KEEP=1 stays up)
	@scripts/demo.sh $(BUILD)

.PHONY: test
test: ## Run unit, contract and integration tests (installs Redis and PostgreSQL)
	@scripts/install_packages.sh build test
	@$(MAKE) --no-print-directory build
	@cd $(BUILD) && ctest -j2 --output-on-failure

.PHONY: lint
lint: ## clang-format, clang-tidy, buf lint and breaking, shellcheck, yamllint
	@scripts/install_packages.sh build test lint
	@$(MAKE) --no-print-directory build
	@scripts/lint.sh $(BUILD)

.PHONY: format
format: ## Format C++ and protos in place
	@scripts/install_packages.sh lint
	@git ls-files '*.cc' '*.h' | xargs clang-format -i
	@.cache/buf/node_modules/.bin/buf format -w

.PHONY: asan
asan: ## All tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@scripts/install_packages.sh build test lint
	@cmake --preset asan >/dev/null && cmake --build build-asan
	@cd build-asan && ctest -j2 --output-on-failure

.PHONY: tsan
tsan: ## The concurrency kernels' tests under ThreadSanitizer
	@scripts/install_packages.sh build lint
	@cmake --preset tsan >/dev/null && cmake --build build-tsan --target kernel_tests
	@cd build-tsan && ctest -j2 --output-on-failure -L kernel

.PHONY: run-distributed
run-distributed: programs ## Three servers as processes with a real Redis; one document through all of them
	@scripts/install_packages.sh test
	@scripts/run_distributed.sh $(BUILD)

.PHONY: train
train: programs ## Fit the models under models/ from all of data/train (deterministic)
	@ISOTHERM_STANCE_CORPUS="$(STANCE_CORPUS)" $(BUILD)/bin/isotherm train

.PHONY: eval
eval: programs ## Train without the held-out fifth, judge on it alone, write docs/evaluation.md
	@scripts/evaluate.sh $(BUILD)

.PHONY: bench
bench: ## Every benchmark, each beside its floor in the same run (release build)
	@scripts/install_packages.sh build
	@scripts/bench.sh build-release

.PHONY: bench-engine
bench-engine: ## Speed of reading text
	@scripts/install_packages.sh build
	@scripts/bench.sh build-release engine

.PHONY: bench-model
bench-model: ## Speed of recomputing a leader
	@scripts/install_packages.sh build
	@scripts/bench.sh build-release model

.PHONY: clean
clean: ## Remove what was built
	@rm -rf build build-asan build-release build-tsan run .cache
