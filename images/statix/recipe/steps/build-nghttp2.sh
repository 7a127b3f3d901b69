#!/bin/bash
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
library=nghttp2
# shellcheck source=steps/library.sh
. /run/statix/steps/library.sh

cmake_library . -DENABLE_LIB_ONLY=ON -DENABLE_DOC=OFF -DBUILD_STATIC_LIBS=ON
finish_library
