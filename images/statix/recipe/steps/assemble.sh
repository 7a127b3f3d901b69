#!/bin/bash
# Joins the pieces: what clang and rustc look for under other names, the folders for use, pkg-config.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

sources=/run/statix/sources
crates=/run/statix/crates
lib=$SYSROOT/usr/lib

# C++ libraries under the names of GCC's, which crates and pkg-config files name. Never libgcc_s: it is
# what a link with -C target-feature=-crt-static asks for, and that has to fail rather than give a
# program that wants a loader.
cd $lib
for alias in stdc++ stdc++fs supc++; do ln -s libc++.a lib$alias.a; done
ln -s libclang_rt.builtins.a libgcc.a
ln -s libunwind.a libgcc_eh.a

# Here rustc finds `static=` libraries that crates name without a folder; see wrappers/rustc.
rust=/usr/lib/rustlib/$RUST_TRIPLE/lib
for name in c++ c++abi stdc++ stdc++fs supc++ unwind gcc gcc_eh atomic pthread rt dl m util resolv crypt; do ln -s $lib/lib$name.a $rust/lib$name.a; done
# And what it links every program with: musl's start files, then crtbegin and crtend, under GCC's names.
mkdir $rust/self-contained
for file in crt1.o rcrt1.o Scrt1.o crti.o crtn.o libc.a libunwind.a; do ln -s $lib/$file $rust/self-contained/$file; done
for name in crtbegin crtend; do
  for variant in '' S; do ln -s $lib/clang_rt.$name.o $rust/self-contained/$name$variant.o; done
done

# What `-C instrument-coverage` and `-C profile-generate` link. Not part of -Zbuild-std here: its build
# script compiles the profile runtime with a crate (cc) that std's vendor folder does not have.
logged profiler_builtins env RUSTC_BOOTSTRAP=1 rustc $sources/rust-std/usr/src/rustc-*/library/profiler_builtins/src/lib.rs \
  --crate-name profiler_builtins --crate-type rlib --edition 2024 --target $RUST_TRIPLE --out-dir $rust \
  -C opt-level=3 -C panic=unwind -C metadata=statix -C extra-filename=-statix \
  --remap-path-prefix=$sources/rust-std/usr/src=/rustc -L native=$lib -l static:+bundle=clang_rt.profile

install -d /usr/include/google/protobuf
cp $sources/protobuf/usr/include/google/protobuf/*.proto /usr/include/google/protobuf/

# The licences of what ends in users' programs.
install -d /opt/statix/licenses
install -m 644 $sources/*.copyright $crates/*.copyright /opt/statix/licenses/
install -m 644 /run/statix/additions/copyright /opt/statix/licenses/statix-additions.copyright

install -d /opt/statix/check
cp -r --no-preserve=ownership /run/statix/check/. /opt/statix/check/
# What a library says of itself, and its own check; see check/checks/libraries.sh.
for folder in /run/statix/libraries/*/; do
  name=$(basename "$folder")
  install -D -m 644 -t "/opt/statix/check/libraries/$name" "$folder/library.json" "$folder"/check/*
done
chmod 755 /opt/statix/check/statix-check
ln -s ../check/statix-check /opt/statix/bin/statix-check
for tool in statix-check cargo-auditable; do ln -s /opt/statix/bin/$tool /usr/local/bin/$tool; done

# Where Statix v0.1.0 has its sysroot, with include and lib right in it.
ln -s usr/include $SYSROOT/include
ln -s usr/lib $SYSROOT/lib
mkdir -p /opt/musl
ln -s $SYSROOT /opt/musl/$TRIPLE

# For any user: a fresh named volume takes over mode and owner of the folder it is mounted on.
install -d -m 1777 /workspace /statix/cargo /statix/target /statix/home
# git refuses repositories of another owner, as when root in the container builds a user's checkout;
# build scripts that ask git for a revision would fail.
git config --system --add safe.directory /workspace
git config --system --add safe.directory '/workspace/*'
