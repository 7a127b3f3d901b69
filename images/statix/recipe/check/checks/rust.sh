# shellcheck shell=bash
# Rust programs, built as a user builds them, and run.

# project NAME [TOML]: a copy of probes/<NAME> with a manifest; more TOML is appended.
project() {
  cp -r "$PROBES/$1/." .
  printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\n%s\n' "$1" "${2-}" >Cargo.toml
}
release() { cargo build --release --target "$TRIPLE" "$@"; }
built() { printf 'target/%s/release/%s' "$TRIPLE" "$1"; }

check_rust_hello() {
  project hello
  release
  static_pie "$(built hello)"
  "$(built hello)" >out
  diff - out <<'OUT'
hello from Rust
caught a panic
thread
OUT
  echo "static-pie, unwinds"
}

check_rust_relocation_static() {
  project hello
  release --config "target.$TRIPLE.rustflags=['-Crelocation-model=static']"
  static "$(built hello)"
  grep -qE 'Type: +EXEC' headers
  "$(built hello)" >/dev/null
  echo "-C relocation-model=static"
}

check_rust_panic_abort() {
  local status=0
  project abort '[profile.release]
panic = "abort"'
  release
  static_pie "$(built abort)"
  "$(built abort)" 2>err || status=$?
  [ $status -eq 134 ]
  grep -q 'panicked at' err
  echo "ends with SIGABRT"
}

check_rust_lto_fat() {
  project hello '[profile.release]
lto = "fat"
codegen-units = 1'
  release
  static_pie "$(built hello)"
  "$(built hello)" >/dev/null
  echo "std takes part"
}

check_rust_lto_thin_abort() {
  project hello '[profile.release]
lto = "thin"
panic = "abort"
strip = true'
  release
  static_pie "$(built hello)"
  # It catches a panic, which abort does not allow.
  if "$(built hello)" >/dev/null 2>&1; then return 1; fi
  echo "thin LTO with panic = abort, stripped"
}

# rustc links with -nodefaultlibs: compiler-rt and libatomic come from the linker wrapper alone.
check_rust_c_compiler_rt() {
  project c-compiler-rt 'build = "build.rs"'
  cp "$PROBES/compiler-rt.c" .
  release
  static_pie "$(built c-compiler-rt)"
  "$(built c-compiler-rt)"
}

# Crates that name GCC's C++ library to rustc itself.
check_rust_static_stdcxx() {
  project cxx 'build = "build.rs"'
  for library in static=stdc++ stdc++ static=c++ c++; do
    STATIX_PROBE_LIBRARY=$library release
    static_pie "$(built cxx)"
    [ "$("$(built cxx)")" = "C++ threw and caught: 7" ]
  done
  echo "static=stdc++, stdc++, static=c++, c++"
}

# Proc macros and build scripts are programs for the host: they have to be dynamic glibc ones, and
# C that they compile for themselves has to be compiled with the host's compiler.
check_rust_host_programs() {
  cp -r "$PROBES/host-programs/." .
  (cd app && release)
  static_pie "app/$(built app)"
  [ "$("app/$(built app)")" = "macro says 3, build script says glibc" ]
  x86_64-linux-musl-readelf -ld app/target/release/build/app-*/build-script-build | has ld-linux-x86-64
  echo "proc macro, build script, C for the host"
}

# Settings that projects have for the host.
check_rust_host_linkers() {
  cp -r "$PROBES/host-programs/." .
  cd app || return
  release --config 'target.x86_64-unknown-linux-gnu.linker="clang"' \
    --config 'target.x86_64-unknown-linux-gnu.rustflags=["-Clink-arg=-fuse-ld=lld"]'
  "$(built app)" >/dev/null
  echo "clang and lld for build scripts"
}

check_rust_cargo_test() {
  local minor wanted=2
  project tested
  cargo test --target "$TRIPLE" >out 2>&1 || { cat out; return 1; }
  # One unit test and one documentation test; before 1.89 Cargo runs none of the latter for another target.
  minor=$(jq -r '.rustc.version | split(".")[1]' "$CONTRACT")
  if [ "$minor" -lt 89 ]; then wanted=1; fi
  [ "$(grep -c 'test result: ok. 1 passed' out)" -eq "$wanted" ]
  if [ "$wanted" -eq 2 ]; then echo "unit and documentation test"; else echo "unit test"; fi
}

# std has line tables, named as upstream's own std names them.
check_rust_backtrace() {
  local commit
  project backtrace '[profile.release]
debug = "line-tables-only"'
  release
  RUST_BACKTRACE=full "$(built backtrace)" >out 2>&1 || true
  cat out
  commit=$(jq -r '.rustc.commitHash // .rustc.version' "$CONTRACT")
  grep -qE "at /rustc/$commit/library/(std|core|alloc)/src/[a-z_/]+\.rs:[0-9]+" out
  grep -qE 'at .*src/main.rs:[0-9]+' out
  grep -m 1 -oE "library/std/src/[a-z_/]+\.rs:[0-9]+" out
}

check_rust_coverage() {
  project tested
  LLVM_PROFILE_FILE=$PWD/test.profraw cargo test --lib --target "$TRIPLE" --config "target.$TRIPLE.rustflags=['-Cinstrument-coverage']"
  llvm-profdata merge test.profraw -o test.profdata
  llvm-cov export -summary-only -instr-profile test.profdata "$(find "target/$TRIPLE/debug/deps" -name 'tested-*' -executable -type f)" "$PWD/src" |
    jq -er '.data[0].totals.lines | select(.covered > 0) | "\(.covered) of \(.count) lines covered"'
}

# A profile of a run goes into the next build.
check_rust_pgo() {
  project pgo
  release --config "target.$TRIPLE.rustflags=['-Cprofile-generate=$PWD/profile']"
  static_pie "$(built pgo)"
  "$(built pgo)" >plain
  [ -n "$(ls profile)" ]
  llvm-profdata merge -o merged.profdata profile
  llvm-profdata show --all-functions --counts merged.profdata | has 'Block counts: \[100000'
  release --config "target.$TRIPLE.rustflags=['-Cprofile-use=$PWD/merged.profdata', '-Dwarnings', '--emit=llvm-ir']"
  # The counts of the branch that is always and the one that is never taken.
  cat "target/$TRIPLE"/release/deps/pgo*.ll >ir
  grep -q 'branch_weights' ir
  grep -q 'function_entry_count' ir
  "$(built pgo)" | diff plain -
  echo "-C profile-generate, -C profile-use"
}

# mimalloc in place of musl's malloc, whoever calls it, and beside a crate of the same release.
check_rust_mimalloc() {
  local linker
  linker=$(jq -er .allocators.mimalloc.linker "$CONTRACT")
  project allocator 'build = "build.rs"'
  release
  [ "$("$(built allocator)")" = "musl" ]
  # Only the linker differs: Cargo has to see that, and link again.
  release --config "target.$TRIPLE.linker='$linker'"
  static_pie "$(built allocator)"
  MIMALLOC_SHOW_STATS=1 "$(built allocator)" >out 2>stats
  grep -qx "mimalloc $(jq -r .allocators.mimalloc.version "$CONTRACT")" out
  grep -q 'committed' stats
  # A build script is a program for the host and keeps glibc's.
  if x86_64-linux-musl-nm target/release/build/*/build-script-build 2>/dev/null | has ' mi_malloc$'; then
    echo "mimalloc in a build script"
    return 1
  fi
  cat out
}

# The list of crates that verify reads, through strip and abort.
check_rust_auditable() {
  project abort '[profile.release]
panic = "abort"
strip = true'
  cargo auditable build --release --target "$TRIPLE"
  static_pie "$(built abort)"
  x86_64-linux-musl-readelf -S "$(built abort)" | has '\.dep-v0'
  echo "cargo auditable: .dep-v0"
}

# C and Rust optimised as one: needs the same LLVM in both.
check_rust_cross_language_lto() {
  project cross-lto 'build = "build.rs"
[profile.release]
lto = "thin"'
  release --config "target.$TRIPLE.rustflags=['-Clinker-plugin-lto', '-Clink-arg=-fuse-ld=lld', '-Csave-temps']"
  static_pie "$(built cross-lto)"
  [ "$("$(built cross-lto)")" = 42 ]
  x86_64-linux-musl-nm "$(built cross-lto)" >symbols
  if grep -q statix_inlined symbols; then
    echo "the C function was not inlined into Rust"
    return 1
  fi
  echo "a C function was inlined into Rust"
}

# A dynamic program would want a loader that is on no machine it is meant for: it has to fail to link.
check_rust_dynamic_refused() {
  project hello
  if release --config "target.$TRIPLE.rustflags=['-Ctarget-feature=-crt-static']" 2>err; then
    echo "-C target-feature=-crt-static linked"
    return 1
  fi
  grep -q 'gcc_s' err
  echo "-C target-feature=-crt-static fails at link: no libgcc_s"
}
