#!/bin/bash
# Rust's standard library for the target, from the sources of the rustc that is installed.
# Result: /out/lib/rustlib/<target>/lib/*.rlib
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

release=$(rustc -vV | sed -n 's/^release: //p')
commit=$(rustc -vV | sed -n 's/^commit-hash: //p')
if [ -z "$commit" ] || [ "$commit" = unknown ]; then commit=$release; fi
source=/sources/rust-std/usr/src/rustc-$release
if [ ! -d "$source" ]; then
  fail "rustc is $release, but rust-web-src has $(ls /sources/rust-std/usr/src)"
fi
# Where cargo looks for std's sources.
mkdir -p /usr/lib/rustlib/src
ln -s "$source" /usr/lib/rustlib/src/rust

# Another crate than one of std's own workspace, whose dev-dependencies are not in its vendor folder.
mkdir -p /tmp/std/src /tmp/std/.cargo
cd /tmp/std
touch src/lib.rs
cat >Cargo.toml <<'TOML'
[package]
name = "statix-std"
version = "0.0.0"
edition = "2021"

# As in upstream's releases.
[profile.release]
codegen-units = 1
TOML
cat >.cargo/config.toml <<TOML
[source.crates-io]
replace-with = "vendored"
[source.vendored]
directory = "$source/library/vendor"
TOML

# rustc takes panic_abort for a program with panic = "abort" only if it was itself built that way.
cat >rustc-for-std <<'SH'
#!/bin/sh
rustc=$1
shift
case " $* " in
  *' --crate-name panic_abort '*) exec "$rustc" "$@" -C panic=abort ;;
  *) exec "$rustc" "$@" ;;
esac
SH
chmod +x rustc-for-std

# embed-bitcode: without it a user's lto = "fat" cannot take std in. Line tables: or backtraces have
# no file:line in std. Remapped as in upstream's own std, so that tools which know /rustc/<commit>
# find the sources.
export RUSTC_WRAPPER=/tmp/std/rustc-for-std RUSTC_BOOTSTRAP=1 CARGO_HOME=/tmp/std/cargo-home
export CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS="-C embed-bitcode=yes -C debuginfo=line-tables-only \
-C force-frame-pointers=yes \
--remap-path-prefix=$source/library/vendor=/rust/deps --remap-path-prefix=$source=/rustc/$commit \
--remap-path-prefix=/usr/lib/rustlib/src/rust/library/vendor=/rust/deps --remap-path-prefix=/usr/lib/rustlib/src/rust=/rustc/$commit"
logged build cargo build --offline --release --target $RUST_TRIPLE \
  -Zbuild-std=std,panic_unwind,panic_abort,proc_macro,test

mkdir -p /out/lib/rustlib/$RUST_TRIPLE/lib
cp target/$RUST_TRIPLE/release/deps/*.rlib /out/lib/rustlib/$RUST_TRIPLE/lib/
rm /out/lib/rustlib/$RUST_TRIPLE/lib/libstatix_std-*.rlib
