#!/bin/bash
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
library=brotli
# shellcheck source=steps/library.sh
. /run/statix/steps/library.sh

cmake_library . -DBROTLI_DISABLE_TESTS=ON
finish_library
