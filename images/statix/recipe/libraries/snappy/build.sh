# shellcheck shell=bash
# C++.
cmake_library . -DSNAPPY_BUILD_TESTS=OFF -DSNAPPY_BUILD_BENCHMARKS=OFF
write_pc snappy "fast compression" "$(sed -n 's/^project(Snappy VERSION \([0-9.]*\).*/\1/p' $source/CMakeLists.txt)" \
  -lsnappy 'Libs.private: -lc++'
