#!/bin/bash
# Result: /out/cargo-auditable, a program for the host.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

export CARGO_HOME=/tmp/cargo-home
mkdir -p /out
# Cargo writes into the package's folder.
cp -r /crates/vendor/cargo-auditable-* /tmp/cargo-auditable
cd /tmp/cargo-auditable
# The versions of crates/Cargo.lock, and not what only its tests need, which is not there. The patterns of
# awk are sections: one of dev-dependencies lasts until the next.
rm -f Cargo.lock
awk '/^\[/ { skip = /^\[(target\..*\.)?dev-dependencies/ } !skip' Cargo.toml >Cargo.toml.new
mv Cargo.toml.new Cargo.toml
# Not optimized: it reads a manifest and starts rustc, in no time either way, and costs half the work to build.
# The prefix map: paths of this stage stand in messages of panics.
logged cargo-auditable cargo build --release --offline --config 'profile.release.opt-level=0' --config 'profile.release.strip=true' \
  --config 'source.crates-io.replace-with="vendor"' --config 'source.vendor.directory="/crates/vendor"' \
  --config 'build.rustflags=["--remap-path-prefix=/tmp=/build"]'
install -m 755 -t /out target/release/cargo-auditable
