# Short names for the usual commands (https://just.systems). Without just, read them here.

# what there is
default:
    @just --list

# serve on http://localhost:8080 with SQLite and the built-in mailbox
run *args:
    cargo run --release -- {{ args }}

# every check
test:
    ./scripts/test

# the end-to-end tests; `just e2e -k journey` for some of them
e2e *args:
    ./scripts/test e2e {{ args }}

# what a release consists of, in target/release-files; `just release --reproduce` makes it twice
release *args:
    ./scripts/release {{ args }}

# fuzz each target for a minute; `just fuzz smtp 600` one of them for ten
fuzz *args:
    ./scripts/fuzz {{ args }}

# lay out the code
fmt:
    cargo fmt

# format, lints, dependencies
lint:
    cargo fmt --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo deny check licenses bans sources

# whether code and papers agree, then the API of the crates as HTML
docs:
    cargo test -p countersign --test house
    cargo doc --workspace --no-deps

# docs/ as a book, in target/book
book:
    ./scripts/book
