#!/bin/bash
# C++.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
library=snappy
# shellcheck source=steps/library.sh
. /run/statix/steps/library.sh

cmake_library . -DSNAPPY_BUILD_TESTS=OFF -DSNAPPY_BUILD_BENCHMARKS=OFF
write_pc snappy "fast compression" "$(sed -n 's/^project(Snappy VERSION \([0-9.]*\).*/\1/p' /sources/snappy/CMakeLists.txt)" \
  -lsnappy 'Libs.private: -lc++'
finish_library
