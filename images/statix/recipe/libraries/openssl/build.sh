# shellcheck shell=bash
copy_source
# libcrypto stores its CFLAGS, so none that name a folder of this build.
export CFLAGS=$LIBRARY_FLAGS
# --openssldir is compiled in: a finished program looks there for the CA certificates of the machine
# it runs on, not of this image.
# no-module: the legacy provider is part of libcrypto.a; nothing can be loaded later.
# no-engine: there would be none to load either, and the openssl-src crate (`vendored`) leaves them out:
# libpq and curl would want functions of one that a program may not have.
# no-async: its fibers need getcontext and makecontext, which musl does not have.
# The rest as Debian configures it.
logged configure ./Configure linux-x86_64 no-shared no-module no-tests no-docs no-apps no-async no-engine \
  no-idea no-mdc2 no-rc5 no-ssl3 enable-ktls enable-rfc3779 enable-ec_nistp_64_gcc_128 \
  --prefix=/usr --libdir=lib --openssldir=/etc/ssl
logged make make build_libs
logged install make DESTDIR=/out install_dev
