# shellcheck shell=bash
copy_source
logged autoreconf autoreconf -fi
# Its own hardening flags are ours, and PIE is the linker's matter.
configure_library --disable-ssp --disable-pie
logged make make
logged install make DESTDIR=/out install
