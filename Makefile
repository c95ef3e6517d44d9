# sala: `make help` says what there is.

CARGO ?= cargo
SALA := target/release/sala
# SQLCipher takes its ciphers from OpenSSL. Where the system's can be linked, the first build is shorter;
# packages bring their own.
FEATURES := $(shell pkg-config --exists 'libcrypto >= 3' 2>/dev/null && echo --no-default-features)
# What some tests need besides Rust and Python; without it they are skipped.
TOOLS := bubblewrap chromium chromium-driver redis-server tshark nodejs default-jdk-headless golang gcc libssl-dev mono-mcs mono-runtime

.PHONY: help run server client bots lab build dist needs test tools bench growth audit lint docs book picture clean

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## See a class in this terminal, in one command: bots talk, you join in
	@$(SALA) demo

server: build ## Open a classroom with the teacher's console
	@$(SALA) server

client: build ## Go into the classroom on this machine
	@$(SALA) client

bots: build ## Play the kit's own scenarios
	@$(SALA) bot run bots

lab: build ## Open the lab: lessons graded by bots
	@$(SALA) lab list
	@$(SALA) lab status

build: needs ## Build the release binary
	@$(CARGO) build --release --locked $(FEATURES)

needs:
	@packaging/needs.sh '$(CARGO)' $(SALA) $(FEATURES)

dist: FEATURES :=
dist: SALA := target/dist/sala
dist: needs ## Make the packages in target/packages: tarball, .deb, checksums (cargo install cargo-deb)
	@CARGO='$(CARGO)' packaging/dist.sh

# What is tested is what packages hold.
test: FEATURES :=
test: SALA := target/debug/sala
# Most tests wait for a process or a socket, so more of them run at once than there are cores.
test: needs lint ## Check everything: format, lints, tests, documents
	tests/run.sh $(CARGO) test --locked -- --test-threads=10
	RUSTDOCFLAGS=-Dwarnings $(CARGO) doc --locked --no-deps

tools: ## Install on Debian what some tests need (as root)
	apt-get install -qq --no-install-recommends $(APT_OPTIONS) $(TOOLS)

bench: build ## Compare the classroom with two references of its own (ROUNDS=5)
	@$(CARGO) build --release --locked $(FEATURES) --example epoll
	@python3 benches/compare.py --rounds $(or $(ROUNDS),5)

growth: build ## Measure what a line costs as the room grows, and draw it
	@$(CARGO) build --release --locked $(FEATURES) --example epoll
	python3 benches/growth.py > target/growth.svg
	mv target/growth.svg docs/growth.svg

audit: ## Check licences and advisories of what the kit depends on (cargo install cargo-deny)
	@$(CARGO) deny check

lint: ## Check format and lints
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings

docs: ## Renew the generated documents
	UPDATE_DOCS=1 $(CARGO) test --locked --test it _page::

book: ## Make a site of lessons and manual in target/book, links checked (cargo install mdbook)
	@command -v mdbook > /dev/null || { echo 'make book needs mdbook: cargo install mdbook --locked' >&2; exit 1; }
	@$(CARGO) test --quiet --locked --test it book::
	@docs/book/pages.py target/debug/sala target/book-pages
	@mdbook build docs/book
	@echo target/book/index.html

picture: build ## Renew the pictures in the READMEs from a real class (needs chromium and chromedriver)
	$(CARGO) run --quiet --locked --example picture $(SALA) > docs/class.svg
	$(CARGO) test --quiet --locked --test it -- --ignored page_pictures

clean: ## Remove what was built
	$(CARGO) clean
