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
NUMERIC_TESTS := '^(TensorsTests|NetworksTests|ModelsTests)\.'
MAQUETTE := .build/release/maquette

# What the package needs from Debian and Ubuntu, beside the Swift toolchain.
PACKAGES := libcurl4-openssl-dev libxml2-dev libopenblas-dev libpng-dev librsvg2-dev pkg-config \
  fonts-dejavu-core fonts-noto-cjk make
BREW_PACKAGES := curl libxml2 openblas libpng librsvg pkg-config

.DEFAULT_GOAL := help
.PHONY: help deps build test lint format render fuzz install clean

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

fuzz: deps ## feed damaged input to the readers for FUZZ_SECONDS each (default 60), optimised
	MAQUETTE_FUZZ_SECONDS=$${FUZZ_SECONDS:-60} OPENBLAS_NUM_THREADS=1 \
	  $(SWIFT) test -c release -Xswiftc -enable-testing --scratch-path .build/fuzz \
	  --disable-xctest --no-parallel --filter Fuzz

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
