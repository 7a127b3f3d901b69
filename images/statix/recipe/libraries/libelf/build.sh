# shellcheck shell=bash
# Of elfutils only libelf, without its configure: that wants glibc's argp, fts and obstack for libdw and
# the programs. Needs zlib and zstd, for compressed sections.
cd "$source"
version=$(sed -n 's/^AC_INIT(\[elfutils\],\[\([0-9.]*\)\].*/\1/p' configure.ac)
mkdir -p /tmp/libelf /out/usr/lib /out/usr/include/elfutils
# What configure would find out, as far as libelf asks. system.h and libelf bring the functions along
# that musl does not have.
cat >/tmp/libelf/config.h <<'C'
#define _GNU_SOURCE
#define HAVE_DECL_MEMPCPY 1
#define HAVE_DECL_MEMRCHR 1
#define HAVE_DECL_POWEROF2 1
#define HAVE_DECL_RAWMEMCHR 0
#define HAVE_DECL_REALLOCARRAY 1
#define HAVE_ERR_H 1
#define HAVE_FALLTHROUGH 1
#define HAVE_MREMAP 1
#define HAVE_STDATOMIC_H 1
#define HAVE_VISIBILITY 1
#define USE_ZLIB 1
#define USE_ZSTD 1
#define USE_ZSTD_COMPRESS 1
#include <eu-config.h>
C
# The files that Makefile.am lists, and the one it takes from elfutils' internal library.
sources="$(sed -n '/^libelf_a_SOURCES/,/[^\\]$/p' libelf/Makefile.am | grep -oE '[a-z0-9_]+\.c' | sed 's,^,libelf/,') lib/eu-search.c"
for file in $sources; do
  # shellcheck disable=SC2086  # a list of flags
  logged compile $CC $CFLAGS -std=gnu11 -DHAVE_CONFIG_H -D_FILE_OFFSET_BITS=64 -I/tmp/libelf -Ilibelf -Ilib -I. \
    -c $file -o /tmp/libelf/"$(basename "$file" .c)".o
done
logged archive $AR rcD /out/usr/lib/libelf.a /tmp/libelf/*.o
install -m 644 libelf/{libelf,gelf,nlist}.h /out/usr/include/
write_pc libelf "reads and writes ELF files" "$version" -lelf 'Requires.private: zlib libzstd'
