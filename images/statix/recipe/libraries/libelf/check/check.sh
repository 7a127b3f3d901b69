# shellcheck shell=bash
for format in zlib zstd; do
  probe -g "-Wl,--compress-debug-sections=$format"
  ./probe
done
echo "reads itself, debug sections compressed with zlib and zstd"
