#!/bin/bash
# Result: /out/cargo-auditable, a program for the host.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

export CARGO_HOME=/tmp/cargo-home
mkdir -p /out
# Cargo writes into its home and into the package's folder.
cp -r /crates/home $CARGO_HOME
cp -r $CARGO_HOME/registry/src/*/cargo-auditable-* /tmp/cargo-auditable
cd /tmp/cargo-auditable
# The versions of crates/Cargo.lock, and not what only its tests need, which nobody fetched. The patterns of
# awk are sections: one of dev-dependencies lasts until the next.
rm -f Cargo.lock
awk '/^\[/ { skip = /^\[(target\..*\.)?dev-dependencies/ } !skip' Cargo.toml >Cargo.toml.new
mv Cargo.toml.new Cargo.toml
logged cargo-auditable cargo build --release --offline --config 'profile.release.strip=true' \
  --config 'build.rustflags=["--remap-path-prefix=/tmp=/build"]'
install -m 755 -t /out target/release/cargo-auditable
