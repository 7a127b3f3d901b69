#!/bin/bash
# compiler-rt's builtins, start files and profile runtime, and libatomic.a, into the sysroot. clang finds them there by
# the links that steps/install-wrappers.sh made in its own folder.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
runtime=compiler-rt
# shellcheck source=steps/llvm-cmake.sh
. /run/statix/steps/llvm-cmake.sh

logged configure cmake -S /sources/llvm/compiler-rt -B /tmp/$runtime "${llvm_cmake[@]}" \
  -DCMAKE_INSTALL_PREFIX=/tmp/installed -DLLVM_ENABLE_PER_TARGET_RUNTIME_DIR=ON \
  -DCOMPILER_RT_DEFAULT_TARGET_ONLY=ON -DCOMPILER_RT_BUILD_BUILTINS=ON -DCOMPILER_RT_BUILD_CRT=ON \
  -DCOMPILER_RT_BUILD_PROFILE=ON \
  -DCOMPILER_RT_INCLUDE_TESTS=OFF \
  -DCOMPILER_RT_BUILD_{SANITIZERS,XRAY,LIBFUZZER,MEMPROF,ORC,CTX_PROFILE,GWP_ASAN}=OFF
logged build ninja -C /tmp/$runtime
logged install ninja -C /tmp/$runtime install
install -m 644 /tmp/installed/lib/$RUST_TRIPLE/{libclang_rt.{builtins,profile}.a,clang_rt.crtbegin.o,clang_rt.crtend.o} \
  $SYSROOT/usr/lib/

# compiler-rt has libatomic's functions as atomic.c and leaves them out of the builtins.
# shellcheck disable=SC2086,SC2154  # a list of flags, from llvm-cmake.sh
logged libatomic $TRIPLE-clang $flags -DNDEBUG -c /sources/llvm/compiler-rt/lib/builtins/atomic.c -o /tmp/atomic.o
logged libatomic $TRIPLE-ar rcD $SYSROOT/usr/lib/libatomic.a /tmp/atomic.o
