# shellcheck shell=bash
for width in 8 16 32; do
  packages=libpcre2-$width
  probe "-DPCRE2_CODE_UNIT_WIDTH=$width" -Wno-pointer-sign
  ./probe
done
