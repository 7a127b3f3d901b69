# shellcheck shell=bash
cmake_library . -DBUILD_STATIC_LIBS=ON -DPCRE2_BUILD_PCRE2_{8,16,32}=ON -DPCRE2_SUPPORT_JIT=ON -DPCRE2_SUPPORT_UNICODE=ON \
  -DPCRE2_BUILD_PCRE2GREP=OFF -DPCRE2_BUILD_TESTS=OFF -DPCRE2_STATIC_PIC=ON
# Else its CMake package looks for shared libraries.
sed -i '1i set(PCRE2_USE_STATIC_LIBS ON)' /out/usr/lib/cmake/pcre2/pcre2-config.cmake
