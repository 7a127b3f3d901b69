#!/bin/bash
# Puts the cross tools in /opt/statix/bin and links them into /usr/local/bin, which stays on PATH in
# login shells too.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

bin=/opt/statix/bin
mkdir -p $bin
# One path for every version of LLVM.
ln -s "/usr/lib/llvm-$LLVM_VERSION" /opt/statix/llvm
# Under this name a build script finds it that links libclang: clang-sys without its feature `runtime`.
ln -s "libclang-$LLVM_VERSION.so.1" /opt/statix/llvm/lib/libclang.so

# clang looks for compiler-rt in its own folder; it is in the sysroot, like all that is linked into
# programs (and is put there by a later stage).
runtime=/opt/statix/llvm/lib/clang/$LLVM_VERSION/lib/$RUST_TRIPLE
mkdir -p "$runtime"
for file in libclang_rt.{builtins,profile}.a clang_rt.crtbegin.o clang_rt.crtend.o; do
  ln -s "$SYSROOT/usr/lib/$file" "$runtime/$file"
done

for file in /run/statix/wrappers/*; do
  case ${file##*/} in
    toolchain.cmake) install -m 644 -t /opt/statix "$file" ;;
    compiler-cache.sh | link-record.sh | cpu-mark.h) install -D -m 644 -t /opt/statix/lib "$file" ;;
    *) install -m 755 -t $bin "$file" ;;
  esac
done
# The compiler by its content, for the keys of compiler-cache.sh: most of it is in shared libraries.
{
  readlink -f /opt/statix/llvm/bin/clang
  ldd /opt/statix/llvm/bin/clang | sed -n 's/.* => \(\S*\) .*/\1/p'
} | sort | xargs sha256sum | sha256sum | cut -d' ' -f1 >/opt/statix/lib/compiler.sha256

# The names that build scripts guess from the target: `x86_64-linux-musl-gcc`, `musl-gcc`, ...
for name in $TRIPLE-{clang++,gcc,g++,cc,c++,clang-mimalloc} musl-gcc musl-g++; do ln -s "$TRIPLE-clang" "$bin/$name"; done
for name in ar ranlib nm strip objcopy objdump readelf; do ln -s "../llvm/bin/llvm-$name" "$bin/$TRIPLE-$name"; done

for tool in "$bin"/*; do ln -s "$tool" "/usr/local/bin/${tool##*/}"; done

# Under plain names, for the host: a project's .cargo/config.toml may link its build scripts with
# clang and lld, and coverage tools look for llvm-profdata and llvm-cov. Debian has them with a
# version in the name.
for name in clang clang++ lld ld.lld llvm-{ar,nm,ranlib,strip,objcopy,objdump,readelf,cov,profdata,symbolizer,dwarfdump}; do
  ln -s "/opt/statix/llvm/bin/$name" "/usr/local/bin/$name"
done
