#!/bin/bash
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
library=xz
# shellcheck source=steps/library.sh
. /run/statix/steps/library.sh

cmake_library . -DXZ_NLS=OFF -DXZ_DOC=OFF -DXZ_TOOL_{XZ,XZDEC,LZMADEC,LZMAINFO,SCRIPTS,SYMLINKS}=OFF
finish_library
