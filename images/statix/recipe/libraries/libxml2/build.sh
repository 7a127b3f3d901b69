# shellcheck shell=bash
# Needs zlib and xz: it reads compressed documents.
# No modules: a static program cannot load any.
cmake_library . -DLIBXML2_WITH_PROGRAMS=OFF -DLIBXML2_WITH_TESTS=OFF -DLIBXML2_WITH_PYTHON=OFF \
  -DLIBXML2_WITH_MODULES=OFF -DLIBXML2_WITH_ICU=OFF -DLIBXML2_WITH_{ZLIB,LZMA,ICONV,THREADS,LEGACY}=ON
