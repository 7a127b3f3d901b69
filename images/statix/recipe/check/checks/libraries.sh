# shellcheck shell=bash
# Each library of the sysroot does real work in a program that is compiled and linked with what
# pkg-config says about it, and nothing else. What it must answer comes from a standard or from
# another program.
# shellcheck disable=SC2154  # the image's environment

# library NAME PACKAGE [FLAG...]: builds probes/libraries/<NAME>.c with the packages PACKAGE.
library() {
  local name=$1 package=$2
  shift 2
  # shellcheck disable=SC2046
  musl-gcc -O2 -Wall -Wextra -Werror "$@" "$PROBES/libraries/$name.c" -o "$name" $(x86_64-linux-musl-pkg-config --cflags --libs "$package")
  static_pie "$name"
}

check_library_brotli() { library brotli 'libbrotlidec libbrotlienc' && ./brotli; }
check_library_bzip2() { library bzip2 bzip2 && ./bzip2; }
check_library_libffi() { library libffi libffi && ./libffi; }
check_library_libsodium() { library libsodium libsodium && ./libsodium; }
check_library_libuv() { library libuv libuv && ./libuv; }
check_library_libxml2() { library libxml2 libxml-2.0 && ./libxml2; }
check_library_lz4() { library lz4 liblz4 && ./lz4; }
check_library_nghttp2() { library nghttp2 libnghttp2 && ./nghttp2; }
check_library_snappy() { library snappy snappy && ./snappy; }
check_library_sqlite() { library sqlite sqlite3 && ./sqlite; }
check_library_xz() { library xz liblzma && ./xz; }
check_library_zstd() { library zstd libzstd && ./zstd; }

check_library_curl() {
  library curl libcurl
  printf 'read by curl' >file
  ./curl "file://$PWD/file"
}

check_library_libelf() {
  local format
  for format in zlib zstd; do
    library libelf libelf -g "-Wl,--compress-debug-sections=$format"
    ./libelf
  done
  echo "reads itself, debug sections compressed with zlib and zstd"
}

check_library_libpq() {
  library libpq 'libpq libcrypto'
  # A server's variables must not decide what is tested.
  env -u PGHOST -u PGPORT -u PGSERVICE -u PGSSLMODE ./libpq
}

# Without any file about terminals: those that are compiled in.
check_library_ncurses() {
  local name
  library ncurses 'ncursesw panelw menuw formw'
  TERMINFO=/nonexistent TERMINFO_DIRS=/nonexistent ./ncurses
  # All names that programs ask for are this one library.
  for name in ncurses curses cursesw tinfo tinfow; do
    library ncurses "$name panel menu form"
    ./ncurses >/dev/null
  done
  grep -qa '/etc/terminfo:/lib/terminfo:/usr/share/terminfo:/usr/lib/terminfo' "$SYSROOT/usr/lib/libncursesw.a"
  ./ncurses
}

check_library_pcre2() {
  local width
  for width in 8 16 32; do
    library pcre2 "libpcre2-$width" "-DPCRE2_CODE_UNIT_WIDTH=$width" -Wno-pointer-sign
    ./pcre2
  done
}

# A static program meets the CA stores of all distributions.
check_library_ca_store() {
  local found
  library ca-store libcrypto
  found=$(./ca-store)
  [ "$found" -gt 50 ]
  # SSL_CERT_FILE wins, and is the only one read.
  awk '{ print } /END CERTIFICATE/ { exit }' /etc/ssl/certs/ca-certificates.crt >one.pem
  [ "$(SSL_CERT_FILE=$PWD/one.pem ./ca-store)" = 1 ]
  [ "$(SSL_CERT_FILE=/nonexistent ./ca-store)" = 0 ]
  echo "$found certificates of this machine; SSL_CERT_FILE decides"
}

# As CMake projects find them: the packages of upstream, or CMake's own modules.
check_library_cmake_packages() {
  cmake -S "$PROBES/libraries/cmake" -B build -G Ninja -DCMAKE_TOOLCHAIN_FILE="$CMAKE_TOOLCHAIN_FILE_x86_64_unknown_linux_musl" \
    -DCMAKE_BUILD_TYPE=Release
  cmake --build build
  static_pie build/packages
  ./build/packages
}

# The names that crates and build systems ask for, each once.
check_library_pkg_config_names() {
  local name twice
  for name in bzip2 libcrypto libssl openssl zlib libpq libcurl sqlite3 libzstd liblz4 liblzma snappy libxml-2.0 libuv libsodium \
    libpcre2-8 libpcre2-16 libpcre2-32 libelf libffi libbrotli{common,dec,enc} libnghttp2 \
    ncurses ncursesw tinfo tinfow curses cursesw form formw menu menuw panel panelw; do
    if ! x86_64-linux-musl-pkg-config --exists "$name"; then
      echo "no package $name"
      return 1
    fi
    x86_64-linux-musl-pkg-config --cflags --libs "$name" >libs
    # What is found must be the sysroot's; crates look for the archive in the folders of -L alone.
    has "(^| )-L$SYSROOT/usr/lib( |$)" <libs
    if grep -oE -- '-[IL][^ ]*' libs | grep -v -- "^-[IL]$SYSROOT/"; then return 1; fi
  done
  twice=$(x86_64-linux-musl-pkg-config --list-all | awk '{ print $1 }' | sort | uniq -d)
  [ -z "$twice" ]
  x86_64-linux-musl-pkg-config --list-all | awk '{ print $1 }' | sort | xargs
}
