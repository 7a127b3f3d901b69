#!/bin/bash
# musl (static only), the kernel's headers, and the few things programs expect that musl leaves out.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

include=$SYSROOT/usr/include
cp -r /sources/musl /tmp/musl
cd /tmp/musl
# The bare compiler: the wrapper links, and there is nothing to link with yet.
logged configure ./configure --prefix=/usr --target=$TRIPLE --disable-shared --enable-static --disable-wrapper \
  CC=/opt/statix/llvm/bin/clang AR=/opt/statix/bin/$TRIPLE-ar RANLIB=/opt/statix/bin/$TRIPLE-ranlib \
  CFLAGS="$LIBRARY_FLAGS --target=$TRIPLE"
logged make make -j"$(nproc)"
logged install make DESTDIR=$SYSROOT install

# musl brings none of the kernel's. asm is a folder per architecture, and a link in some releases.
kernel=/sources/linux-headers/usr/include
cp -rL $kernel/linux $kernel/asm-generic $include/
cp -rL $kernel/x86_64-linux-gnu/asm $include/
for folder in drm misc mtd rdma scsi sound video xen; do
  # --update=none: of scsi/ musl has two files of its own, and programs are compiled against those.
  cp -rL --update=none $kernel/$folder $include/
done

# <sys/queue.h> and <sys/tree.h> are libbsd's. fts, argp and obstack: steps/build-gnu-extensions.sh.
bsd=/sources/bsd-headers/usr/include/x86_64-linux-gnu/bsd
install -D -m 644 -t $include/bsd/sys $bsd/sys/{cdefs,queue,tree}.h
additions=/run/statix/additions
install -m 644 -t $include/sys $additions/sys/{cdefs,queue,tree}.h
install -m 644 -t $include $additions/{error,execinfo}.h
cat $additions/resolv.h >>$include/resolv.h
for name in resolv execinfo; do
  # shellcheck disable=SC2086  # a list of flags
  logged $name $TRIPLE-clang $LIBRARY_FLAGS -std=gnu17 -Wall -Wextra -Werror -c $additions/$name.c -o /tmp/$name.o
  # musl's own libresolv.a is empty.
  logged $name $TRIPLE-ar rcD $SYSROOT/usr/lib/lib$name.a /tmp/$name.o
done
