#!/bin/bash
# fts, argp and obstack of glibc, each an archive of its own (libfts.a, libargp.a, libobstack.a):
# they are under the LGPL, so nobody gets them who does not name them. From glibc and not from gnulib,
# whose fts is under the GPL and whose archive is five times as large.
# Result: /out/usr
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

source=/sources/glibc
additions=/run/statix/additions
lib=/out/usr/lib include=/out/usr/include
objects=/tmp/gnu/objects compat=/tmp/gnu/compat
install -d $lib $include $objects $compat/include/sys $compat/bits

# The installed headers take from glibc's <features.h> what our <sys/cdefs.h> has.
for header in argp/argp.h io/fts.h malloc/obstack.h; do
  sed -e '0,/^#include <\|^# include </s//#include <sys\/cdefs.h>\n&/' -e '/bits\/floatn.h/d' \
    -e 's/_GL_ATTRIBUTE_PURE$/__attribute__ ((__pure__))/' \
    -e 's/^#if __LDOUBLE_REDIRECTS_TO_FLOAT128_ABI == 1/#if 0/' $source/$header >$include/${header##*/}
done
cat $additions/obstack.h >>$include/obstack.h

# What these files expect of glibc's build.
cat >$compat/config.h <<'C'
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/cdefs.h>
#define __nonnull(arguments)
#define HAVE_FLOCKFILE 1
#define _GL_UNUSED
#define _GL_ATTRIBUTE_PURE
#define HAVE_DECL_PROGRAM_INVOCATION_NAME 1
#define attribute_hidden
#define __attribute_noinline__ __attribute__((__noinline__))
#define _(text) (text)
#define gettext(text) (text)
#define dgettext(domain, text) (text)
#define __set_errno(number) (errno = (number))
#define _D_EXACT_NAMLEN(entry) strlen((entry)->d_name)
#define stat64 stat
#define ino64_t ino_t
#define __vsnprintf_internal(text, size, format, arguments, mode) vsnprintf(text, size, format, arguments)
#define __open open
#define __close close
#define __fchdir fchdir
#define __lstat lstat
#define __stat stat
#define __fstat64 fstat
#define __opendir opendir
#define __readdir readdir
#define __closedir closedir
C
echo '#include <sys/stat.h>' >$compat/include/sys/stat.h
echo '#define exit_failure 1' >$compat/exitfail.h
echo "#define __LDOUBLE_REDIRECTS_TO_FLOAT128_ABI 0" >$compat/bits/floatn.h
touch $compat/gettext.h

# combine NAME FILE...: one object of all of them, in which only the functions of the API are global:
# argp has a getopt of its own.
combine() {
  local name=$1 file
  shift
  for file in "$@"; do
    # shellcheck disable=SC2086  # a list of flags
    logged "$name" $TRIPLE-clang $LIBRARY_FLAGS -std=gnu17 -fgnu89-inline -w -DHAVE_CONFIG_H -include $compat/config.h \
      -I$compat -I$include -I$source/argp -I$source/posix -ffile-prefix-map=$source=/glibc \
      -c "$file" -o "$objects/$name-${file##*/}.o"
  done
  logged "$name" $TRIPLE-ld -r $objects/$name-*.o -o $objects/$name.o
  logged "$name" $TRIPLE-objcopy --wildcard --keep-global-symbol="${name}_*" --keep-global-symbol="_${name}_*" $objects/$name.o
  logged "$name" $TRIPLE-ar rcD $lib/lib$name.a $objects/$name.o
}
combine fts $source/io/fts.c
combine argp $source/argp/argp-{ba,eexst,fmtstream,fs-xinl,help,parse,pv,pvh,xinl}.c $source/posix/getopt{,1}.c
combine obstack $source/malloc/obstack.c $additions/obstack-printf.c
