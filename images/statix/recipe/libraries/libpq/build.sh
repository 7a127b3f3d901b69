# shellcheck shell=bash
# PostgreSQL's client library. Needs OpenSSL.
copy_source
# Debian's place for pg_service.conf and the root certificates of all users; the folder of the server's
# socket is in its patches.
configure_library --sysconfdir=/etc/postgresql-common --without-readline --without-icu --without-zlib --with-ssl=openssl
logged headers make -C src/backend generated-headers
logged common make -C src/common libpgcommon_shlib.a
logged port make -C src/port libpgport_shlib.a
logged libpq make -C src/interfaces/libpq all-static-lib

# One archive, so that -lpq is enough: crates know no more. Of the two libraries below it only those
# members that libpq reaches; the others want functions that are the server's.
cd /tmp
logged reached $TRIPLE-clang -r -nostdlib -o reached.o -Wl,--trace -Wl,--whole-archive libpq/src/interfaces/libpq/libpq.a \
  -Wl,--no-whole-archive libpq/src/common/libpgcommon_shlib.a libpq/src/port/libpgport_shlib.a
mkdir members
for part in interfaces/libpq/libpq common/libpgcommon_shlib port/libpgport_shlib; do
  sed -n "s,^libpq/src/$part\.a(\(.*\))\$,\1,p" statix-logs/reached.log | sort -u | while read -r member; do
    # Members of two parts can have the same name.
    $AR p libpq/src/$part.a "$member" >"members/${part##*/}-$member"
  done
done
mkdir -p /out/usr/lib /out/usr/include/libpq /out/usr/include/postgresql
logged merge $AR rcD /out/usr/lib/libpq.a members/*.o
cd libpq
install -m 644 src/interfaces/libpq/{libpq-fe,libpq-events}.h src/include/{postgres_ext,pg_config_ext}.h /out/usr/include/
install -m 644 src/include/libpq/libpq-fs.h /out/usr/include/libpq/
# Where Debian and Alpine have them.
for header in libpq-fe libpq-events postgres_ext pg_config_ext; do ln -s ../$header.h /out/usr/include/postgresql/$header.h; done
ln -s ../libpq /out/usr/include/postgresql/libpq
write_pc libpq "PostgreSQL's client library" "$(sed -n "s/^PACKAGE_VERSION='\(.*\)'/\1/p" configure)" -lpq \
  'Requires.private: libssl libcrypto' 'Libs.private: -lpthread'
