#!/bin/bash
# build-library.sh NAME: runs libraries/NAME/build.sh, which has the functions below. The source is in
# $source (read only), it is built in /tmp/$library, and the result is in /out/usr, to be put on top of
# the sysroot. Libraries that it needs are in the sysroot already.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

library=$1
here=/run/statix/library
source=/sources/$library
export CC=$TRIPLE-clang CXX=$TRIPLE-clang++ AR=$TRIPLE-ar RANLIB=$TRIPLE-ranlib NM=$TRIPLE-nm STRIP=$TRIPLE-strip
export PKG_CONFIG=$TRIPLE-pkg-config
# __FILE__ without the folders of this build.
CFLAGS="$LIBRARY_FLAGS -ffile-prefix-map=/sources/$library=/$library -ffile-prefix-map=/tmp/$library=/$library"
export CFLAGS CXXFLAGS=$CFLAGS
MAKEFLAGS=-j$(nproc)
export MAKEFLAGS

# The library's own patches, in the order of their names, on a copy of the source.
if compgen -G "$here/*.patch" >/dev/null; then
  mkdir -p /tmp/patched
  cp -r "$source" "/tmp/patched/$library"
  source=/tmp/patched/$library
  CFLAGS="$CFLAGS -ffile-prefix-map=$source=/$library"
  CXXFLAGS=$CFLAGS
  (cd "$source" && for patch in "$here"/*.patch; do logged "$(basename "$patch")" git apply "$patch"; done)
fi

# For what is built in its source folder.
copy_source() {
  cp -r "$source" "/tmp/$library"
  cd "/tmp/$library" || exit
}

# cmake_library FOLDER OPTION...: configured, built and installed; FOLDER is the CMake project in the source.
cmake_library() {
  local folder=$source/$1
  shift
  logged configure cmake -S "$folder" -B "/tmp/$library" -G Ninja -DCMAKE_TOOLCHAIN_FILE=/opt/statix/toolchain.cmake \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_{C,CXX}_FLAGS_RELEASE=-DNDEBUG -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
    -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF "$@"
  logged build ninja -C "/tmp/$library"
  logged install env DESTDIR=/out ninja -C "/tmp/$library" install
}

# configure_library OPTION...: Autoconf. Build and host are the same, so that configure runs its probe
# programs (they are static, and run here) rather than guess.
configure_library() {
  logged configure ./configure "--build=$TRIPLE" "--host=$TRIPLE" --prefix=/usr --libdir=/usr/lib --disable-shared --enable-static "$@"
}

# write_pc NAME DESCRIPTION VERSION LIBS [LINE...]: for what has no pkg-config file of its own.
write_pc() {
  local name=$1 description=$2 version=$3 libs=$4
  shift 4
  mkdir -p /out/usr/lib/pkgconfig
  # shellcheck disable=SC2016  # ${prefix} is pkg-config's
  printf '%s\n' prefix=/usr 'libdir=${prefix}/lib' 'includedir=${prefix}/include' '' \
    "Name: $name" "Description: $description" "Version: $version" 'Cflags: -I${includedir}' "Libs: -L\${libdir} $libs" "$@" \
    >"/out/usr/lib/pkgconfig/$name.pc"
}

# finish_library: only headers, archives and what finds them stays; whole paths in the .pc files (see
# wrappers/x86_64-linux-musl-pkg-config), and always -L, which some leave out for /usr/lib: crates look
# for the archive in no other folder.
finish_library() {
  local found
  found=$(find /out \( -name '*.so' -o -name '*.so.*' \))
  if [ -n "$found" ]; then fail "$library: a shared object was built: $found"; fi
  rm -rf /out/usr/{bin,sbin,share,libexec} /out/etc
  find /out -name '*.la' -delete
  if [ -e /out/usr/lib/pkgconfig ]; then
    sed -i -E "s,^prefix *=.*,prefix=$SYSROOT/usr,; s,(=|-[IL])/usr(/|$),\1$SYSROOT/usr\2,g" /out/usr/lib/pkgconfig/*.pc
    sed -i -E "s,^Libs:(.*-L *\\$\{(toolexec)?libdir\})? *,Libs: -L$SYSROOT/usr/lib ," /out/usr/lib/pkgconfig/*.pc
  fi
}

# shellcheck source=/dev/null
. $here/build.sh
finish_library
