# shellcheck shell=bash
# Its makefile knows neither DESTDIR nor pkg-config.
cd "$source"
mkdir -p /tmp/bzip2 /out/usr/lib /out/usr/include
for name in blocksort huffman crctable randtable compress decompress bzlib; do
  # shellcheck disable=SC2086  # a list of flags
  logged compile $CC $CFLAGS -D_FILE_OFFSET_BITS=64 -c $name.c -o /tmp/bzip2/$name.o
done
logged archive $AR rcD /out/usr/lib/libbz2.a /tmp/bzip2/*.o
install -m 644 bzlib.h /out/usr/include/
write_pc bzip2 "block-sorting compression" "$(sed -n 's/^#define BZ_VERSION *"\([0-9.]*\).*/\1/p' bzlib_private.h)" \
  -lbz2
