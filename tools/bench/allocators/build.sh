#!/bin/sh
# build.sh <program> <crate to install, or - for /bench/<program>>: builds it with each allocator into
# /out/<allocator>/<program>, in the image, with its rustc: static with musl's malloc, static with mimalloc, and
# dynamic for the image's glibc.
set -eu
program=$1
crate=$2
export CARGO_HOME=/out/cargo HOME=/out RUSTC=/opt/statix/bin/rustc CARGO_TERM_PROGRESS_WHEN=never
musl=x86_64-unknown-linux-musl
build() {
  allocator=$1
  target=$2
  shift 2
  mkdir -p "/out/$allocator"
  if [ "$crate" = - ]; then
    mkdir -p /out/source
    cp -r "/bench/$program" /out/source/
    (cd "/out/source/$program" && cargo build --quiet --release --target "$target" --target-dir "/out/target-$allocator" "$@")
    cp "/out/target-$allocator/$target/release/$program" "/out/$allocator/$program"
  else
    cargo install --quiet --locked "$crate" --target "$target" --target-dir "/out/target-$allocator" --root "/out/root-$allocator" "$@"
    cp "/out/root-$allocator/bin/$program" "/out/$allocator/$program"
  fi
}
# Only the last link differs: what RocksDB's build script has compiled for minutes is taken over.
resume() {
  rm -rf "/out/target-$2"
  cp -a "/out/target-$1" "/out/target-$2"
}
flags='rustflags=["-Ctarget-feature=+crt-static"]'
build musl $musl --config "target.$musl.$flags"
resume musl mimalloc
build mimalloc $musl --config "target.$musl.$flags" --config "target.$musl.linker=\"/opt/statix/bin/x86_64-linux-musl-clang-mimalloc\""
build glibc x86_64-unknown-linux-gnu
