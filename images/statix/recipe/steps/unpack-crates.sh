#!/bin/bash
# Unpacks the crates of the lock, which are those of crates/Cargo.lock.
#   /crates/vendor           all of them, as a directory source for cargo
#   /crates/mimalloc         the sources of the mimalloc release
#   /crates/mimalloc.json    as the records of steps/unpack-sources.sh: goes into the contract
#   /crates/mimalloc.copyright
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

files=/run/statix/files
mkdir -p /crates/vendor
cd /crates/vendor
while IFS=$'\t' read -r name version path size sha256 _; do
  tar xzf "$files/${path##*/}" --no-same-owner
  # What cargo asks of a directory source; the archive's checksum is what Cargo.lock names.
  jq -cn --arg package "$sha256" '{files: {}, $package}' >"$name-$version/.cargo-checksum.json"
  if [ "$name" = libmimalloc-sys ]; then
    source=/crates/vendor/$name-$version/c_src/mimalloc/v3
    if [ ! -d "$source" ]; then fail "$name $version has no c_src/mimalloc/v3"; fi
    cp -r "$source" /crates/mimalloc
    cp "$source/LICENSE" /crates/mimalloc.copyright
    jq -nS --arg package "$name" --arg version "$version" --arg name "${path##*/}" --arg sha256 "$sha256" --argjson size "$size" \
      '{source: {$package, $version, files: [{$name, $sha256, $size}]}, patches: []}' >/crates/mimalloc.json
    say "mimalloc: $name $version"
  fi
done </run/statix/lock/files/crates
say "crates: $(find . -maxdepth 1 -mindepth 1 | wc -l)"
