# shellcheck shell=bash
copy_source
logged configure ./configure --prefix=/usr --static
logged make make libz.a
logged install make DESTDIR=/out install
