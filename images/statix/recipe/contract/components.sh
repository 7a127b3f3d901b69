#!/bin/bash
# components.sh COMPONENTS LIBRARIES: what ends in users' programs, as one JSON array: the parts that the
# file COMPONENTS names, and each folder in LIBRARIES by its library.json. A patch beside it is its own.
set -euo pipefail
shopt -s inherit_errexit

libraries=$(readlink -f "$2")
{
  jq '.[]' "$1"
  for file in "$libraries"/*/library.json; do
    name=$(basename "$(dirname "$file")")
    patches=$(cd "$libraries/.." && find "${libraries##*/}/$name" -name '*.patch' | sort | jq -Rn '[inputs]')
    jq --arg name "$name" --argjson ownPatches "$patches" \
      '{$name, license, source: $name, libraries: [.libraries[] | {name, pkgConfig, symbols}], $ownPatches}' "$file"
  done
} | jq -s .
