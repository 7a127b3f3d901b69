# CMake toolchain for static x86_64 musl programs.
# No CMAKE_SYSTEM_NAME or CMAKE_SYSTEM_PROCESSOR: they switch on cross mode, in which try_run refuses
# to run what it has just built. The programs do run here; where the cmake crate switches cross mode
# on itself, the emulator runs them as they are.
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/bin/env)

set(CMAKE_C_COMPILER /opt/statix/bin/x86_64-linux-musl-clang)
set(CMAKE_CXX_COMPILER /opt/statix/bin/x86_64-linux-musl-clang++)
set(CMAKE_ASM_COMPILER /opt/statix/bin/x86_64-linux-musl-clang)
set(CMAKE_AR /opt/statix/bin/x86_64-linux-musl-ar CACHE FILEPATH "")
set(CMAKE_RANLIB /opt/statix/bin/x86_64-linux-musl-ranlib CACHE FILEPATH "")
set(CMAKE_NM /opt/statix/bin/x86_64-linux-musl-nm CACHE FILEPATH "")
set(CMAKE_STRIP /opt/statix/bin/x86_64-linux-musl-strip CACHE FILEPATH "")
set(CMAKE_OBJCOPY /opt/statix/bin/x86_64-linux-musl-objcopy CACHE FILEPATH "")
set(PKG_CONFIG_EXECUTABLE /opt/statix/bin/x86_64-linux-musl-pkg-config CACHE FILEPATH "")

set(CMAKE_SYSROOT /opt/statix/sysroot)
# Libraries, headers and packages come from the sysroot and never from the host, except what another
# build script of the same build or the crate itself brings (rdkafka with a vendored OpenSSL): a path
# that already lies under a root is searched as it is. Those roots are named first, because CMake
# searches all paths under one root before the next root: else the sysroot's headers would be taken
# together with the vendored library.
set(CMAKE_FIND_ROOT_PATH)
if(DEFINED ENV{OUT_DIR})
  get_filename_component(statix_build "$ENV{OUT_DIR}/../.." ABSOLUTE)
  list(APPEND CMAKE_FIND_ROOT_PATH "${statix_build}")
endif()
if(DEFINED ENV{CARGO_MANIFEST_DIR})
  list(APPEND CMAKE_FIND_ROOT_PATH "$ENV{CARGO_MANIFEST_DIR}")
endif()
list(APPEND CMAKE_FIND_ROOT_PATH /opt/statix/sysroot)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
