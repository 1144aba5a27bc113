SWIFT ?= swift

# An upward import between targets must not build; without this an incremental build lets it through.
CHECKED = --explicit-target-dependency-import-check error
SWIFT_BUILD_FLAGS ?=
FLAGS = $(CHECKED) $(SWIFT_BUILD_FLAGS)

PLIMSOLL = .build/release/plimsoll
SOURCES = Package.swift Sources Tests Snippets models Benchmarks/Package.swift Benchmarks/Sources \
  Benchmarks/MicroBenchmarks

.PHONY: help setup build test test-engines sanitize dist lint format demo reports docs ci \
  benchmark benchmark-micro benchmark-check benchmark-thresholds
.DEFAULT_GOAL := help

help:
	@echo "make setup      install the C libraries (OpenBLAS, LAPACKE, OpenSSL) if absent"
	@echo "make build      build the command, optimised: $(PLIMSOLL)"
	@echo "make test       run every test"
	@echo "make test-engines"
	@echo "                run shards on GNU parallel, Slurm and Dask, killing a worker of each"
	@echo "make dist       build the release with the Swift runtime inside, into dist/"
	@echo "make sanitize   run tests under the address and thread sanitizers; ONLY=Kernel"
	@echo "make lint       check the formatting"
	@echo "make format     correct the formatting"
	@echo "make demo       run calibrate to waterfall on the sample book, into demo/"
	@echo "make reports    render the committed reports again"
	@echo "make benchmark  race the rivals and check the answers; QUICK=1 or ONLY=normals,netting"
	@echo "make benchmark-micro, -check, -thresholds"
	@echo "                time the kernels; compare with the committed times; record new ones"
	@echo "make docs       build the documentation, warnings as errors"
	@echo "make ci         lint, build, test, and see that the reports are unchanged"

setup:
	@Scripts/install-dependencies

build: setup
	$(SWIFT) build -c release --product plimsoll $(FLAGS)

# Reports and tests rest on the sample book, so it must be what its script makes; a machine
# without Python can still run every other check.
test: setup
	@if command -v python3 >/dev/null; then Scripts/make-sample-book --check; \
	  else echo "sample book not checked against its script: no python3"; fi
	@if python3 -c "import yaml" 2>/dev/null; then Scripts/check-venue-goldens --check; \
	  else echo "goldens not checked by their second implementation: no python3 with yaml"; fi
	@if command -v python3 >/dev/null; then Scripts/make-schemas --check; \
	  else echo "schemas not checked against their script: no python3"; fi
	@if python3 -c "import jsonschema, yaml" 2>/dev/null; then Scripts/check-schemas; \
	  else echo "shipped files not checked by jsonschema: no python3 with jsonschema and yaml"; fi
	$(SWIFT) test $(FLAGS)

# Engines are started on loopback; the debug build, which the tests have made, is slow enough to be
# killed in the middle.
test-engines: setup
	$(SWIFT) build --product plimsoll $(FLAGS)
	Scripts/test-engines .build/debug/plimsoll

dist: setup
	SWIFT="$(SWIFT)" Scripts/make-dist

# Builds of their own, one after the other; leave out with ONLY what is slow. XCTest's own runner leaks,
# so leaks are not looked for. The thread sanitizer sees what runs on several threads.
sanitize: setup
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --sanitize address --scratch-path .build-asan $(FLAGS) \
	  $(if $(ONLY),--filter "$(ONLY)")
	TSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/thread-sanitizer.supp \
	  $(SWIFT) test --sanitize thread --scratch-path .build-tsan $(FLAGS) \
	  --filter "$(or $(ONLY),Parallel|Memo|TailScan|Monitor|Cascade|PortfolioTiles|SweepStudy|ConfigEdits)"

lint:
	$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)

format:
	$(SWIFT) format -i --recursive --parallel $(SOURCES)

demo: build
	$(PLIMSOLL) demo -o demo

# OpenBLAS chooses its kernels by processor, and kernels differ in the last bits: pinned as
# --reproducible pins them, the reports rebuild alike elsewhere. The flag itself would add a line
# that names versions of this machine, and refuse on processors that may well agree to nine digits.
reports: build
	rm -rf reports
	env -u OPENBLAS_BLOCK_FACTOR OPENBLAS_CORETYPE=Haswell OPENBLAS_L2_SIZE=256 \
	  $(PLIMSOLL) demo --committed -o reports

# The opposite: exported values would change the speed that is measured, on either side.
UNSET = env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE -u OPENBLAS_NUM_THREADS -u OMP_NUM_THREADS
BENCHMARKS = Benchmarks/.build/release

# The command is built beside the benchmarks, as both need the same libraries.
benchmark: setup
	Benchmarks/make-environment
	$(SWIFT) build -c release --package-path Benchmarks --product plimsoll $(SWIFT_BUILD_FLAGS)
	$(SWIFT) build -c release --package-path Benchmarks --product plimsoll-benchmark \
	  $(SWIFT_BUILD_FLAGS)
	$(UNSET) $(BENCHMARKS)/plimsoll-benchmark --plimsoll $(BENCHMARKS)/plimsoll \
	  $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

MICRO = $(UNSET) $(SWIFT) package --package-path Benchmarks --disable-sandbox \
  --allow-writing-to-package-directory $(SWIFT_BUILD_FLAGS) benchmark

benchmark-micro: setup
	$(MICRO) run --no-progress

# Exit code 4 says that some kernels are faster than recorded.
benchmark-check: setup
	$(MICRO) thresholds check --no-progress --path Benchmarks/Thresholds || [ $$? -eq 4 ]

benchmark-thresholds: setup
	$(MICRO) thresholds update --no-progress --path Benchmarks/Thresholds

# SwiftPM's sandbox cannot start inside many containers; the plugin writes only below .build.
docs: setup
	$(SWIFT) package --disable-sandbox $(FLAGS) \
	  generate-documentation --target Plimsoll --warnings-as-errors

# One after another, even under make -j: they share .build. The second look at the reports is for
# new files, which git diff does not see.
ci:
	$(MAKE) lint
	$(MAKE) build
	$(MAKE) test
	$(MAKE) reports
	git diff --exit-code HEAD -- reports
	@new=$$(git ls-files --others --exclude-standard -- reports); \
	  if [ -n "$$new" ]; then echo "error: reports not committed:"; echo "$$new"; exit 1; fi
