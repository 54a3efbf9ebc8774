# Maquette: `make` lists what can be made.

# The numeric rooms are compiled optimised in debug builds too (see Package.swift).
export MAQUETTE_OPTIMISE_KERNELS := 1

# The caption as it was typed: neither make nor the shell may read anything into it.
CAPTION ?= a red car to the left of a tree in a field
export RENDER_CAPTION := $(value CAPTION)
# A fixed seed, so that the README's picture is everyone's; SEED=1 gives another one.
SEED ?= 2

PREFIX ?= /usr/local
SWIFT ?= swift
SWIFT_FILES := Sources Tests Package.swift
# Kernels that a machine does not choose by itself are tested, too: those for AMX by an emulator, which
# wants AVX512_BF16.
FLAGS := $(shell grep -m1 '^flags' /proc/cpuinfo 2> /dev/null)
OTHER_KERNELS := portable $(filter avx2,$(FLAGS)) $(if $(filter avx512_bf16,$(FLAGS)),amx)
NUMERIC_TESTS := '^(TensorsTests|NetworksTests|ModelsTests|DiffusionTests)\.'
MAQUETTE := .build/release/maquette

# What the package needs from Debian and Ubuntu, beside the Swift toolchain.
PACKAGES := libcurl4-openssl-dev libxml2-dev libopenblas-dev libpng-dev librsvg2-dev pkg-config \
  fonts-dejavu-core fonts-noto-cjk make
# What `make sanitize` needs besides.
SANITIZE_PACKAGES := valgrind
BREW_PACKAGES := curl libxml2 openblas libpng librsvg pkg-config

.DEFAULT_GOAL := help
.PHONY: help deps build test lint format render fuzz sanitize sanitized install clean

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | while IFS='	' read -r name text; do \
	  printf '  make %-8s  %s\n' "$$name" "$$text"; done

deps: ## install the C libraries and fonts that are missing (Debian, Ubuntu)
	@set -e; \
	if command -v dpkg-query > /dev/null && command -v apt-get > /dev/null; then \
	  missing=; \
	  present=" $$(dpkg-query -W -f '$${db:Status-Status} $${Package}\n' $(PACKAGES) 2> /dev/null \
	    | sed -n 's/^installed //p' | tr '\n' ' ') "; \
	  for package in $(PACKAGES); do \
	    case "$$present" in *" $$package "*) ;; *) missing="$$missing $$package" ;; esac; \
	  done; \
	  if [ -n "$$missing" ]; then \
	    echo "installing:$$missing"; \
	    root=; [ "$$(id -u)" = 0 ] || root=sudo; \
	    if [ -n "$$root" ] && ! command -v sudo > /dev/null; then \
	      echo "not root and no sudo here; run as root: apt-get install$$missing" >&2; exit 1; \
	    fi; \
	    $$root env DEBIAN_FRONTEND=noninteractive apt-get update -q; \
	    $$root env DEBIAN_FRONTEND=noninteractive \
	      apt-get install -q -y --no-install-recommends $$missing; \
	  fi; \
	elif command -v brew > /dev/null || [ "$$(uname)" = Darwin ]; then \
	  for package in libpng librsvg-2.0 openblas; do \
	    pkg-config --exists $$package 2> /dev/null || { \
	      echo "$$package is missing: brew install $(BREW_PACKAGES)" >&2; exit 1; }; \
	  done; \
	else \
	  echo "neither apt-get nor brew here; needed: $(PACKAGES)" >&2; \
	fi

build: deps ## build the program, optimised, as .build/release/maquette
	$(SWIFT) build -c release --product maquette

test: deps ## check the format, build everything, run all tests
	$(SWIFT) format lint --strict -r $(SWIFT_FILES)
	@$(MAKE) --no-print-directory sanitized
	$(SWIFT) build --build-tests
	OPENBLAS_NUM_THREADS=1 $(SWIFT) test --skip-build --disable-xctest
	@for level in $(OTHER_KERNELS); do \
	  echo "the numeric rooms with the kernels of $$level"; \
	  MAQUETTE_KERNELS=$$level OPENBLAS_NUM_THREADS=1 $(SWIFT) test --skip-build \
	    --disable-xctest --filter $(NUMERIC_TESTS) || exit 1; \
	done
	@echo "make test: passed"

lint: ## check the format of the sources
	$(SWIFT) format lint --strict -r $(SWIFT_FILES)

format: ## bring the sources into their format
	$(SWIFT) format -i -r $(SWIFT_FILES)

render: build ## plan, draw and paint CAPTION="…" into out/
	@mkdir -p out
	$(MAQUETTE) plan -o out/layout.json -- "$$RENDER_CAPTION"
	$(MAQUETTE) draw out/layout.json -o out/preview.svg
	$(MAQUETTE) draw out/layout.json -o out/preview.png
	$(MAQUETTE) render --layout out/layout.json --seed $(SEED) -o out/picture.png
	@printf '%s\n' "layout   out/layout.json" "preview  out/preview.svg, out/preview.png" \
	  "picture  out/picture.png"

fuzz: deps ## feed damaged input to the readers for FUZZ_SECONDS each (default 60); FUZZ_READERS names some
	MAQUETTE_FUZZ_SECONDS=$${FUZZ_SECONDS:-60} MAQUETTE_FUZZ_READERS=$${FUZZ_READERS:-} \
	  OPENBLAS_NUM_THREADS=1 \
	  $(SWIFT) test -c release -Xswiftc -enable-testing --scratch-path .build/fuzz \
	  --disable-xctest --no-parallel --filter Fuzz

# The C kernels with the checks in Tests/SanitizedKernels, by the clang that came with swift.
CLANG ?= $(or $(wildcard $(dir $(shell command -v $(SWIFT)))clang),clang)
KERNELS := .build/sanitize
KERNEL_FILES := $(wildcard $(addprefix Sources/CKernels/,*.c */*.c) Tests/SanitizedKernels/*.c) \
  Tests/TileEmulator/TileEmulator.c
KERNEL_HEADERS := $(wildcard $(addprefix Sources/CKernels/,*.h */*.h) Tests/SanitizedKernels/*.h) \
  Tests/TileEmulator/include/TileEmulator.h
# Valgrind reads no newer debugging information; loops are left as they are on purpose, and not every
# level uses every function that it includes.
KERNEL_FLAGS := -std=gnu17 -Wall -Wextra -Wno-pass-failed -Wno-unused-function -gdwarf-4 \
  -I Sources/CKernels/include -I Tests/TileEmulator/include
# Loops that stay loops compile in a third of the time, and their local arrays are watched too.
SANITIZERS := -O1 -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all
KEEP_LOOPS := -mllvm -unroll-threshold=0
KERNEL_LINK = $(if $(wildcard $(dir $(shell command -v $(CLANG)))ld.lld),-fuse-ld=lld) -lm
JOBS = $(shell getconf _NPROCESSORS_ONLN)

$(KERNELS)/sanitized/%.o: %.c $(KERNEL_HEADERS) Makefile
	@mkdir -p $(@D)
	@echo "sanitized: $<"; $(CLANG) $(KERNEL_FLAGS) $(SANITIZERS) $(KEEP_LOOPS) -c $< -o $@

$(KERNELS)/sanitized/kernels: $(KERNEL_FILES:%.c=$(KERNELS)/sanitized/%.o)
	@$(CLANG) $(SANITIZERS) $^ $(KERNEL_LINK) -o $@

$(KERNELS)/plain/%.o: %.c $(KERNEL_HEADERS) Makefile
	@mkdir -p $(@D)
	@echo "plain: $<"; $(CLANG) $(KERNEL_FLAGS) -O2 -c $< -o $@

$(KERNELS)/plain/kernels: $(KERNEL_FILES:%.c=$(KERNELS)/plain/%.o)
	@$(CLANG) $^ $(KERNEL_LINK) -o $@

# Leaks are valgrind's affair: looking for them here takes rights that not every container gives.
sanitized:
	@$(MAKE) --no-print-directory -j$(JOBS) $(KERNELS)/sanitized/kernels
	ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 $(KERNELS)/sanitized/kernels

# Debian's valgrind knows no AVX-512.
sanitize: PACKAGES += $(SANITIZE_PACKAGES)
sanitize: deps sanitized ## run every C kernel on odd sizes under the sanitizers and valgrind
	@$(MAKE) --no-print-directory -j$(JOBS) $(KERNELS)/plain/kernels
	$(KERNELS)/plain/kernels
	@if command -v valgrind > /dev/null; then set -x; \
	  valgrind -q --error-exitcode=1 --leak-check=full $(KERNELS)/plain/kernels \
	    avx2 x86-64-v3 portable; \
	else echo "no valgrind for this system: only the sanitizers have run"; fi

install: build ## copy the program with its resources under PREFIX (default /usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/maquette"
	install $(MAQUETTE) "$(DESTDIR)$(PREFIX)/lib/maquette/maquette"
	for bundle in .build/release/Maquette_*.resources .build/release/Maquette_*.bundle; do \
	  if [ -d "$$bundle" ]; then \
	    rm -rf "$(DESTDIR)$(PREFIX)/lib/maquette/$${bundle##*/}"; \
	    cp -R "$$bundle" "$(DESTDIR)$(PREFIX)/lib/maquette/"; \
	  fi; done
	ln -sf ../lib/maquette/maquette "$(DESTDIR)$(PREFIX)/bin/maquette"

clean: ## remove what was built and painted
	rm -rf .build out
