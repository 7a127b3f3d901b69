# shellcheck shell=bash
cmake_library . -DBROTLI_DISABLE_TESTS=ON
