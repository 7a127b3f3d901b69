#!/bin/bash
# Downloads what crates/Cargo.lock names from Cargo's registry; cargo checks every file against it.
#   /crates/home             a Cargo home with all of them
#   /crates/mimalloc         the sources of the mimalloc release
#   /crates/mimalloc.json    as the records of steps/unpack-sources.sh: goes into the contract
#   /crates/mimalloc.copyright
# Like apt in steps/site.sh, cargo takes this site's CA bundle from site/ca.pem, and a mirror from
# site/cargo.toml (a Cargo configuration with [source] tables).
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

site=/run/statix/site
crates=/run/statix/crates
export CARGO_HOME=/crates/home CARGO_NET_RETRY=10
mkdir -p $CARGO_HOME /tmp/crates
if [ -e $site/ca.pem ]; then export CARGO_HTTP_CAINFO=$site/ca.pem SSL_CERT_FILE=$site/ca.pem; fi
configuration=()
if [ -e $site/cargo.toml ]; then configuration=(--config "$site/cargo.toml"); fi
cp $crates/Cargo.{toml,lock} /tmp/crates/
cd /tmp/crates
touch none.rs
logged fetch-crates cargo "${configuration[@]}" fetch --locked

version=$(sed -n '/^name = "libmimalloc-sys"$/{n;s/^version = "\(.*\)"$/\1/p}' Cargo.lock)
archive=$(echo "$CARGO_HOME"/registry/cache/*/"libmimalloc-sys-$version.crate")
source=$(echo "$CARGO_HOME"/registry/src/*/"libmimalloc-sys-$version"/c_src/mimalloc/v3)
if [ ! -d "$source" ]; then fail "libmimalloc-sys $version has no c_src/mimalloc/v3"; fi
cp -r "$source" /crates/mimalloc
cp "$source/LICENSE" /crates/mimalloc.copyright
jq -nS --arg version "$version" --arg name "${archive##*/}" --arg sha256 "$(sha256sum "$archive" | cut -d' ' -f1)" \
  --argjson size "$(stat -c %s "$archive")" \
  '{source: {package: "libmimalloc-sys", $version, files: [{$name, $sha256, $size}]}, patches: []}' >/crates/mimalloc.json
say "mimalloc: libmimalloc-sys $version"
