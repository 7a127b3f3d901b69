#!/bin/bash
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
library=lz4
# shellcheck source=steps/library.sh
. /run/statix/steps/library.sh

cmake_library build/cmake -DBUILD_STATIC_LIBS=ON -DLZ4_BUILD_CLI=OFF -DLZ4_BUILD_LEGACY_LZ4C=OFF
finish_library
