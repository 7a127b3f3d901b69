#!/bin/bash
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
library=zlib
# shellcheck source=steps/library.sh
. /run/statix/steps/library.sh

copy_source
logged configure ./configure --prefix=/usr --static
logged make make libz.a
logged install make DESTDIR=/out install
finish_library
