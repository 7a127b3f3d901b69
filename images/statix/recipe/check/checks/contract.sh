# shellcheck shell=bash
# The image against its contract.

check_contract_environment() {
  local name value count=0
  while IFS=$'\t' read -r name value; do
    # statix-check itself gives its probes another Cargo home and home.
    case $name in CARGO_HOME | HOME) continue ;; esac
    if [ "${!name-}" != "$value" ]; then
      echo "$name is '${!name-}', the contract says '$value'"
      return 1
    fi
    count=$((count + 1))
  done < <(jq -r '.environment | to_entries[] | [.key, .value] | @tsv' "$CONTRACT")
  # Any of these would reach programs for the host, or silently replace a project's own flags.
  for name in CC CXX AR LD CFLAGS CXXFLAGS CPPFLAGS LDFLAGS RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET \
    PKG_CONFIG_PATH PKG_CONFIG_LIBDIR PKG_CONFIG_ALL_STATIC OPENSSL_DIR OPENSSL_STATIC \
    LD_LIBRARY_PATH LIBRARY_PATH C_INCLUDE_PATH CPATH RANLIB STRIP SYSROOT TARGET; do
    # Of the environment only: statix-check has shell variables of some of these names.
    if [ -n "$(printenv "$name" || true)" ]; then
      echo "$name is set for the host too: $(printenv "$name")"
      return 1
    fi
  done
  [ "$count" -gt 0 ]
  echo "$count variables as in the contract, none unscoped"
}

check_contract_rust() {
  local said
  said=$(jq -n --arg path "$(readlink "$(command -v rustc)")" --arg rustc "$(rustc -vV)" --arg cargo "$(cargo -vV)" \
    --arg sysroot "$(rustc --print sysroot)" '
    def of($text; $key): $text | split("\n")[] | select(startswith($key + ": ")) | ltrimstr($key + ": ");
    [$path, of($rustc; "release"), of($rustc; "commit-hash"), of($rustc; "LLVM version"), of($rustc; "host"), $sysroot, of($cargo; "release")]')
  diff <(jq '[.rustc.path, .rustc.version, .rustc.commitHash // "unknown", .rustc.llvmVersion, .hostTriple, .rustc.sysroot, .cargo.version]' "$CONTRACT") \
    <(printf '%s\n' "$said")
  jq -r '"rustc \(.rustc.version), cargo \(.cargo.version)"' "$CONTRACT"
}

# rustc's LLVM and clang's have to be one: std's bitcode, cross-language LTO.
check_contract_llvm() {
  jq -er '[.rustc.llvmVersion, (.components[] | select(.name | test("^(compiler-rt|lib(c\\+\\+|c\\+\\+abi|unwind))$")).version), (.tools[] | select(.name == "clang" or .name == "lld").version)]
    | map(split(".")[0]) | unique | if length == 1 then "LLVM \(.[0]) everywhere" else error("several LLVMs: \(.)") end' "$CONTRACT"
}

check_contract_tools() {
  local name path version said flag count=0
  while IFS=$'\t' read -r name path version; do
    flag=--version
    case $name in gcc | g++) flag=-dumpfullversion ;; esac
    said=$("$path" $flag | awk '!found && match($0, /[0-9]+(\.[0-9]+)+/) { print substr($0, RSTART, RLENGTH); found = 1 }')
    if [ "$said" != "$version" ]; then
      echo "$path says $said, the contract says $version"
      return 1
    fi
    count=$((count + 1))
  done < <(jq -r '.tools[] | [.name, .path, .version] | @tsv' "$CONTRACT")
  [ "$count" -gt 0 ]
  echo "$count tools run and are of the contract's version"
}

check_contract_libraries() {
  local name archive package version said count=0
  while IFS=$'\t' read -r name archive package version; do
    if [ "$(x86_64-linux-musl-ar t "$archive" | wc -l)" -eq 0 ]; then
      echo "$archive has no members"
      return 1
    fi
    if [ "$package" != - ]; then
      said=$(x86_64-linux-musl-pkg-config --modversion "$package")
      if [ "$said" != "$version" ]; then
        echo "$package.pc says $said, the contract says $version"
        return 1
      fi
      x86_64-linux-musl-pkg-config --libs "$package" | has "(^| )-l$name( |$)"
    fi
    count=$((count + 1))
  done < <(jq -r '.libraries[] | [.name, .archive, .pkgConfig // "-", .version] | @tsv' "$CONTRACT")
  [ "$count" -gt 0 ]
  echo "$count archives, pkg-config agrees"
}

check_contract_packages() {
  diff <(jq -r '.packages[] | "\(.name) \(.version)"' "$CONTRACT" | sort) \
    <(dpkg-query -W -f '${Package} ${Version}\n' | sort)
  jq -r '"\(.packages | length) packages as installed"' "$CONTRACT"
}

# A library without its source and licence could not be answered for.
check_contract_components() {
  jq -er '[.components[] | select((.license | length) == 0 or (.source.files | length) == 0
      or any(.source.files[]; (.sha256 | test("^[0-9a-f]{64}$") | not) or .size <= 0))] as $bad
    | ([.libraries[].component] - [.components[].name]) as $unknown
    | if ($bad + $unknown) == [] then "\(.components | length) components with source, sha256 and licence" else error("\($bad) \($unknown)") end' "$CONTRACT"
}

check_folders_writable() {
  local name folder
  for name in cargoHome target home; do
    folder=$(jq -er ".paths.$name" "$CONTRACT")
    rm "$(mktemp "$folder/.statix-check.XXXXXX")"
  done
  [ -d "$(jq -er .paths.workspace "$CONTRACT")" ]
  echo "writable for uid $(id -u)"
}

check_wrapper_names() {
  local name count=0
  for name in x86_64-linux-musl-{gcc,g++,cc,c++,clang,clang++,ar,ranlib,nm,strip,ld,objcopy,objdump,readelf,pkg-config} musl-gcc musl-g++; do
    "$name" --version >/dev/null
    count=$((count + 1))
  done
  echo "$count names"
}

# The bill of materials and the notices are of these components, in these versions.
check_contract_documents() {
  local sbom notices missing name version
  sbom=$(jq -er .documents.sbom "$CONTRACT")
  notices=$(jq -er .documents.notices "$CONTRACT")
  diff <(jq -r '(.components[], .packages[]) | "\(.name) \(.version)"' "$CONTRACT" | sort) \
    <(jq -r '.components[] | "\(.name) \(.version)"' "$sbom" | sort)
  jq -e '.bomFormat == "CycloneDX" and ([.components[]."bom-ref"] | length == (unique | length))
    and ([.components[] | select(.type == "library" and (.licenses[0].expression | length) == 0)] == [])' "$sbom" >/dev/null
  while IFS=$'\t' read -r name version; do
    grep -qF "$name $version  " "$notices"
  done < <(jq -r '.components[] | [.name, .version] | @tsv' "$CONTRACT")
  missing=$(grep -oE '/usr/share/common-licenses/[A-Za-z0-9.+-]*[A-Za-z0-9]' "$notices" | sort -u |
    while read -r name; do grep -qxF "$name" "$notices" || echo "$name"; done)
  if [ -n "$missing" ]; then
    echo "the notices refer to texts that they leave out: $missing"
    return 1
  fi
  jq -r '"\(.components | map(select(.type == "library")) | length) libraries, \(.components | length) components in all"' "$sbom"
}

# A glibc program's crates would be missing: std is linked with crates that no Cargo.lock names.
check_contract_std_crates() {
  jq -er '[.components[] | select(.name | startswith("rust-std/"))]
    | if (map(.name) | contains(["rust-std/hashbrown", "rust-std/libc", "rust-std/miniz_oxide"])) and all(.[]; (.license | length) > 0)
      then "\(length) crates in std" else error("std crates: \(map(.name))") end' "$CONTRACT"
}

# Each archive defines what programs link it for.
check_contract_symbols() {
  local archive symbol defined count=0
  while IFS=$'\t' read -r archive symbol; do
    defined=$(x86_64-linux-musl-nm --defined-only --format=posix "$archive" 2>/dev/null)
    if ! has "^$symbol [A-TV-Z]" <<<"$defined"; then
      echo "$archive does not define $symbol"
      return 1
    fi
    count=$((count + 1))
  done < <(jq -r '.libraries[] | .archive as $archive | .symbols[] | [$archive, .] | @tsv' "$CONTRACT")
  [ "$count" -gt 0 ]
  echo "$count symbols in $(jq '[.libraries[] | select(.symbols != [])] | length' "$CONTRACT") archives"
}
