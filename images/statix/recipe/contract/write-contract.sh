#!/bin/bash
# Writes contract.json: what is in this image, and how to use it, for programs. Nothing in it is
# typed in twice: versions are asked of the tools and libraries themselves, sources come from the
# records of the sources stage. Sorted and without dates.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8

here=${BASH_SOURCE%/*}
sources=/run/statix/sources
crates=/run/statix/crates
libraries=/run/statix/libraries
sysroot=/opt/statix/sysroot
# shellcheck source=contract/rust-std-crates.sh
. "$here/rust-std-crates.sh"
fail() { printf 'statix: error: %s\n' "$*" >&2; exit 1; }

# The Dockerfile's ENV cannot be read from a file, so it says the same as environment.json, or this
# fails. Docker's own variables, the proxies of the build and the recipe's arguments are not part of it.
actual=$(jq -S '(.arguments | keys) as $arguments | $ENV | with_entries(select(.key | (IN($arguments[])
  or test("^(PATH|PWD|OLDPWD|SHLVL|_|HOSTNAME|TERM|LC_ALL|(https?|no|all|ftp)_proxy)$"; "i")) | not))' /run/statix/recipe.json)
expected=$(jq -S . /run/statix/environment.json)
if [ "$actual" != "$expected" ]; then
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  fail "environment.json (<) and the Dockerfile's ENV (>) differ"
fi

components=$(mktemp)
bash "$here/components.sh" "$here/components.json" $libraries >"$components"

rustc_says() { rustc -vV | sed -n "s/^$1: //p"; }
cargo_release=$(cargo -vV | sed -n 's/^release: //p')
commit=$(rustc_says commit-hash)
case $commit in '' | unknown) commit=null ;; *) commit=\"$commit\" ;; esac

llvm_version=$(/opt/statix/llvm/bin/clang -dumpversion)
linux_code=$(sed -n 's/^#define LINUX_VERSION_CODE //p' $sysroot/usr/include/linux/version.h)
versions=$(jq -n \
  --arg llvm "$llvm_version" \
  --arg musl "$(cat $sources/musl/VERSION)" \
  --arg rust "$(rustc_says release)" \
  --arg bsd "$(jq -r '.source.version | sub("^[0-9]+:"; "") | sub("-[^-]*$"; "")' $sources/bsd-headers.json)" \
  --arg recipe "$(jq -r .version /run/statix/recipe.json)" \
  --arg linux "$((linux_code >> 16)).$((linux_code >> 8 & 255)).$((linux_code & 255))" \
  --arg glibc "$(jq -r '.source.version | sub("-[^-]*$"; "")' $sources/glibc.json)" \
  --arg mimalloc "$(sed -n 's/^#define MI_MALLOC_VERSION *\([0-9]*\).*/\1/p' $crates/mimalloc/include/mimalloc.h | sed -E 's/^([0-9]+)([0-9]{2})([0-9]{2})$/\1.\2.\3/; s/\.0([0-9])/.\1/g')" \
  '{"bsd-headers": $bsd, "statix-additions": $recipe, "compiler-rt": $llvm, "libc++": $llvm, "libc++abi": $llvm, libunwind: $llvm, "linux-headers": $linux, "gnu-extensions": $glibc, mimalloc: $mimalloc,
    musl: $musl, "rust-std": $rust}')
# A library that pkg-config knows is asked there.
while IFS=$'\t' read -r name package; do
  versions=$(jq --arg name "$name" --arg version "$(x86_64-linux-musl-pkg-config --modversion "$package")" '.[$name] = $version' <<<"$versions")
done < <(jq -r '.[] | .name as $name | first(.libraries[].pkgConfig | values) | [$name, .] | @tsv' "$components")

records=$(for file in "$sources"/*.json $crates/*.json; do jq --arg name "$(basename "$file" .json)" '{($name): .}' "$file"; done | jq -s add)
# The recipe's own additions to musl are a source like the others.
additions=$(cd /run/statix/additions && find . -type f -printf '%P\n' | sort | while read -r file; do
  jq -n --arg name "$file" --arg sha256 "$(sha256sum "$file" | cut -d' ' -f1)" --argjson size "$(stat -c %s "$file")" \
    '{$name, $sha256, $size}'
done | jq -s '{"statix-additions": {source: {package: "statix", version: $recipe[0].version, files: .}, patches: []}}' \
  --slurpfile recipe /run/statix/recipe.json)
records=$(jq -n --argjson records "$records" --argjson additions "$additions" '$records + $additions')

crates=$(rust_std_crates $sources "$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-musl/lib")

tools=$(sed -e '/^#/d' "$here/tools.list" | while read -r name path flag; do
  version=$("$path" "$flag" | awk '!found && match($0, /[0-9]+(\.[0-9]+)+/) { print substr($0, RSTART, RLENGTH); found = 1 }')
  if [ -z "$version" ]; then fail "$path $flag names no version"; fi
  jq -n --arg name "$name" --arg path "$path" --arg version "$version" '{$name, $path, $version}'
done | jq -s .)

packages=$(dpkg-query -W -f '${Package}\t${Version}\n' | jq -Rn '[inputs | split("\t") | {name: .[0], version: .[1]}]')

mkdir -p "$(dirname "$1")"
jq -nS \
  --slurpfile recipe /run/statix/recipe.json --slurpfile components "$components" \
  --argjson versions "$versions" --argjson records "$records" --argjson crates "$crates" --argjson tools "$tools" \
  --argjson packages "$packages" --argjson environment "$expected" --argjson commit "$commit" \
  --arg sysroot $sysroot \
  --arg rustcVersion "$(rustc_says release)" --arg rustcLlvm "$(rustc_says 'LLVM version')" \
  --arg rustcSysroot "$(rustc --print sysroot)" --arg hostTriple "$(rustc_says host)" \
  --arg cargoVersion "$cargo_release" '
  {
    schemaVersion: 1,
    kind: "statix.image-contract",
    recipe: ($recipe[0] | {name, version}),
    triple: "x86_64-unknown-linux-musl",
    $hostTriple,
    $sysroot,
    rustc: {path: "/opt/statix/bin/rustc", version: $rustcVersion, commitHash: $commit, llvmVersion: $rustcLlvm, sysroot: $rustcSysroot},
    cargo: {path: "/usr/bin/cargo", version: $cargoVersion},
    tools: ($tools | sort_by(.name)),
    components: ([$components[0][] | . as $component | $records[.source] as $record | {
      name, version: $versions[.name], license,
      source: $record.source,
      # Several components share one source: a patch counts for those whose folders it touches.
      # Debian has its own; those of this recipe lie in the folder of the library.
      patches: ([$record.patches[]
        | select(($component | has("patched") | not) or any(.folders[]; IN($component.patched[])))
        | .name] + ($component.ownPatches // [])),
      notices: "/opt/statix/licenses/\(.source).copyright"
    }] + [$crates[] | {
      name: "rust-std/\(.name)", version, license, source: $records["rust-std"].source, patches: [],
      notices: "/opt/statix/licenses/rust-std.copyright"
    }] | sort_by(.name)),
    libraries: [$components[0][] | .name as $component | .libraries[] | {
      name, archive: "\($sysroot)/usr/lib/lib\(.name).a", pkgConfig, version: $versions[$component], $component, symbols
    }] | sort_by(.name),
    allocators: {mimalloc: {linker: "/opt/statix/bin/x86_64-linux-musl-clang-mimalloc", version: $versions.mimalloc}},
    $environment,
    documents: {sbom: "/opt/statix/sbom.cdx.json", notices: "/opt/statix/THIRD_PARTY_NOTICES"},
    paths: {workspace: "/workspace", cargoHome: "/statix/cargo", target: "/statix/target", home: "/statix/home"},
    compilerCache: "STATIX_CCACHE",
    packages: ($packages | sort_by(.name))
  }' >"$1"

# The libraries are built from sources of the installed compiler's release, or cross-language LTO and
# the C++ headers could disagree with it.
jq -e '[.components[] | select(.version == null or .source == null) | .name] == []' "$1" >/dev/null ||
  fail "a component has no version or no source record"
