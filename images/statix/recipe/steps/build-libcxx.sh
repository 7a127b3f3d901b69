#!/bin/bash
# libunwind, libc++abi and libc++ (which contains libc++abi) into the sysroot.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
runtime=libcxx
# shellcheck source=steps/llvm-cmake.sh
. /run/statix/steps/llvm-cmake.sh

# LIBCXXABI_HAS_CXA_THREAD_ATEXIT_IMPL: musl has no __cxa_thread_atexit_impl, and with it the first
# C++ library with thread_local destructors would not link.
logged configure cmake -S /sources/llvm/runtimes -B /tmp/$runtime "${llvm_cmake[@]}" \
  -DLLVM_INCLUDE_TESTS=OFF "-DLLVM_ENABLE_RUNTIMES=libunwind;libcxxabi;libcxx" -DCMAKE_INSTALL_PREFIX=$SYSROOT/usr \
  -DLIBUNWIND_ENABLE_SHARED=OFF -DLIBUNWIND_USE_COMPILER_RT=ON -DLIBUNWIND_INCLUDE_TESTS=OFF \
  -DLIBCXXABI_ENABLE_SHARED=OFF -DLIBCXXABI_USE_COMPILER_RT=ON -DLIBCXXABI_INCLUDE_TESTS=OFF \
  -DLIBCXXABI_USE_LLVM_UNWINDER=ON -DLIBCXXABI_ENABLE_STATIC_UNWINDER=OFF \
  -DLIBCXXABI_HAS_CXA_THREAD_ATEXIT_IMPL=OFF \
  -DLIBCXX_ENABLE_SHARED=OFF -DLIBCXX_USE_COMPILER_RT=ON -DLIBCXX_INCLUDE_TESTS=OFF \
  -DLIBCXX_INCLUDE_BENCHMARKS=OFF -DLIBCXX_HAS_MUSL_LIBC=ON -DLIBCXX_ENABLE_STATIC_ABI_LIBRARY=ON
logged build ninja -C /tmp/$runtime
logged install ninja -C /tmp/$runtime install
