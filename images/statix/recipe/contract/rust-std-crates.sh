# shellcheck shell=bash
# Sourced by write-contract.sh: the crates of other authors that std is linked with. They end in every
# Rust program, and Cargo.lock of the program does not name them.

# rust_std_crates SOURCES RLIBS: an array of {name, version, license}. The rlibs say what is really
# linked; the manifests in std's vendor folder say version and licence.
rust_std_crates() {
  local vendor rlib name manifest
  vendor=$(echo "$1"/rust-std/usr/src/rustc-*/library/vendor)
  for rlib in "$2"/*.rlib; do
    name=$(basename "$rlib" .rlib)
    name=${name#lib}
    name=${name%-*}
    # A crate's folder has `-` where its rlib may have `_`, and a version at the end. std's own
    # crates (core, alloc, std, …) are not in the vendor folder.
    for manifest in "$vendor"/*/Cargo.toml; do
      if [ "$(toml_field "$manifest" name | tr - _)" = "$name" ]; then
        jq -n --arg name "$(toml_field "$manifest" name)" --arg version "$(toml_field "$manifest" version)" \
          --arg license "$(toml_field "$manifest" license)" '{$name, $version, license: ($license | gsub("/"; " OR "))}'
      fi
    done
  done | jq -s 'unique'
}

# toml_field FILE KEY: a string of [package], in the form in which cargo publish writes manifests.
toml_field() {
  awk -v key="$2" '/^\[/ { section = $0 }
    section == "[package]" && $1 == key && $2 == "=" { gsub(/^[^"]*"|"[^"]*$/, ""); print; exit }' "$1"
}
