#!/bin/bash
# Result: /out/cargo-nextest, a program for the host.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

export CARGO_HOME=/tmp/cargo-home
mkdir -p /out /tmp/vendor
cd /tmp/vendor
while IFS=$'\t' read -r name version path _ sha256 _; do
  tar xzf "/run/statix/files/${path##*/}" --no-same-owner
  # What cargo asks of a directory source; the archive's checksum is what Cargo.lock names.
  printf '{"files":{},"package":"%s"}' "$sha256" >"$name-$version/.cargo-checksum.json"
done </run/statix/lock/files/tool-crates

# Cargo writes into the package's folder.
mv /tmp/vendor/cargo-nextest-* /tmp/cargo-nextest
cd /tmp/cargo-nextest
# Neither what only its tests need nor what only other features do: neither is there, and cargo would look for it.
awk '/^\[/ { skip = /^\[((target\..*\.)?dev-dependencies|features\])/ } !skip' Cargo.toml >Cargo.toml.new
mv Cargo.toml.new Cargo.toml
# The versions of tools/Cargo.lock, in which it is a crate of the registry, and here the package itself.
awk 'BEGIN { RS = ""; ORS = "\n\n" } /name = "statix-recipe-tools"\n/ { next }
  /name = "cargo-nextest"\n/ { gsub(/\n(source|checksum) = [^\n]*/, "") } 1' /run/statix/tools/Cargo.lock >Cargo.lock
# Not optimized: it starts programs and waits for them, and the optimizer's part of the work would be most of it.
logged cargo-nextest cargo build --release --locked --offline --config 'profile.release.opt-level=0' --config 'profile.release.strip=true' \
  --config 'source.crates-io.replace-with="vendor"' --config 'source.vendor.directory="/tmp/vendor"' \
  --config 'build.rustflags=["--remap-path-prefix=/tmp=/build"]'
install -m 755 -t /out target/release/cargo-nextest
