# shellcheck shell=bash
copy_source
logged autoreconf autoreconf -fi
# Trampolines for closures are made in memory: the ones that are mapped from the program's own file would
# not be found in one that UPX has packed.
configure_library --disable-builddir --disable-docs --disable-multi-os-directory --disable-exec-static-tramp
logged make make
logged install make DESTDIR=/out install
