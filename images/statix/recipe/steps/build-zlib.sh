#!/bin/bash
# Result: /out/usr
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

cp -r /sources/zlib /tmp/zlib
cd /tmp/zlib
export CC=$TRIPLE-clang AR=$TRIPLE-ar RANLIB=$TRIPLE-ranlib CFLAGS=$LIBRARY_FLAGS
logged configure ./configure --prefix=/usr --static
logged make make -j"$(nproc)" libz.a
logged install make DESTDIR=/out install
rm -r /out/usr/share
