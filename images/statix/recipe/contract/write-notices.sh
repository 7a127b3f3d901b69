#!/bin/bash
# Writes THIRD_PARTY_NOTICES: for everything that ends in users' binaries its version, licence and
# copyright notices, and every licence text that those refer to.
#   write-notices.sh CONTRACT OUTPUT
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8

contract=$1
fail() { printf 'statix: error: %s\n' "$*" >&2; exit 1; }
rule() { printf '%s\n' '--------------------------------------------------------------------------------'; }

notices() {
  printf 'Programs built with this image can contain the software below. Each part is named with its\n'
  printf 'version and licence (an SPDX expression); the notices of its authors follow by source package.\n\n'
  jq -r '.components[] | "\(.name) \(.version)  \(.license)  [\(.source.package) \(.source.version)]"' "$contract"
  jq -r '.components[].notices' "$contract" | sort -u | while read -r file; do
    if [ ! -s "$file" ]; then fail "$file is missing or empty"; fi
    printf '\n'
    rule
    jq -r --arg file "$file" '[.components[] | select(.notices == $file) | .name] | join(", ")' "$contract"
    rule
    cat "$file"
  done
  # Debian's copyright files name the texts that every Debian system has instead of repeating them.
  jq -r '.components[].notices' "$contract" | sort -u | xargs cat | grep -oE '/usr/share/common-licenses/[A-Za-z0-9.+-]*[A-Za-z0-9]' | sort -u |
    while read -r text; do
      if [ ! -r "$text" ]; then fail "a copyright file refers to $text, which is not here"; fi
      printf '\n'
      rule
      printf '%s\n' "$text"
      rule
      cat "$text"
    done
}
notices >"$2"
