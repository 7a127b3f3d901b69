#!/bin/bash
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
library=zstd
# shellcheck source=steps/library.sh
. /run/statix/steps/library.sh

cmake_library build/cmake -DZSTD_BUILD_SHARED=OFF -DZSTD_BUILD_PROGRAMS=OFF -DZSTD_LEGACY_SUPPORT=ON
finish_library
