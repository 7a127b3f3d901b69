#!/bin/bash
# mimalloc as one object that takes the place of musl's malloc. An object and no archive: the linker has to
# take it before anything pulls malloc out of libc.a; see wrappers/x86_64-linux-musl-clang.
# Result: /out/mimalloc.o
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

source=/crates/mimalloc
mkdir -p /out
# As the libmimalloc-sys crate compiles a release, but for the override. The model for thread-local data
# fits static and static-pie programs; without MI_LIBC_MUSL mimalloc would allocate while musl sets up TLS.
# shellcheck disable=SC2086  # a list of flags
logged mimalloc $TRIPLE-clang $LIBRARY_FLAGS -O3 -std=gnu17 -ffile-prefix-map=$source=/mimalloc \
  -DNDEBUG -DMI_BUILD_RELEASE -DMI_DEBUG=0 -DMI_MALLOC_OVERRIDE=1 -DMI_LIBC_MUSL=1 \
  -ftls-model=local-dynamic -fno-builtin-malloc -I$source/include -I$source/src -c $source/src/static.c -o /out/mimalloc.o
