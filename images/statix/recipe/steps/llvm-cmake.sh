# shellcheck shell=bash
# Sourced by the steps that build LLVM's runtimes: what compiler-rt and libc++ have in common.
# They set $runtime, and build in /tmp/$runtime.

: "${runtime:?}"
# No path of this build in the archives.
flags="$LIBRARY_FLAGS -ffile-prefix-map=/sources/llvm=/llvm -ffile-prefix-map=/tmp/$runtime=/llvm/build"
llvm_bin=/opt/statix/llvm/bin
# shellcheck disable=SC2034
llvm_cmake=(
  -G Ninja
  -DCMAKE_BUILD_TYPE=Release
  -DCMAKE_C_FLAGS_RELEASE=-DNDEBUG -DCMAKE_CXX_FLAGS_RELEASE=-DNDEBUG -DCMAKE_ASM_FLAGS_RELEASE=
  "-DCMAKE_C_FLAGS=$flags" "-DCMAKE_CXX_FLAGS=$flags" "-DCMAKE_ASM_FLAGS=$flags"
  "-DCMAKE_C_COMPILER=$llvm_bin/clang" "-DCMAKE_CXX_COMPILER=$llvm_bin/clang++" "-DCMAKE_ASM_COMPILER=$llvm_bin/clang"
  "-DCMAKE_C_COMPILER_TARGET=$TRIPLE" "-DCMAKE_CXX_COMPILER_TARGET=$TRIPLE" "-DCMAKE_ASM_COMPILER_TARGET=$TRIPLE"
  "-DCMAKE_AR=$llvm_bin/llvm-ar" "-DCMAKE_RANLIB=$llvm_bin/llvm-ranlib" "-DCMAKE_NM=$llvm_bin/llvm-nm"
  "-DCMAKE_SYSROOT=$SYSROOT"
  # No program can be linked before these libraries are there. It also makes every "does this
  # function exist" check succeed; the steps answer the one that matters by hand.
  -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY
  -DCMAKE_POSITION_INDEPENDENT_CODE=ON
)
