#!/bin/sh
# split-debug.sh <folder> <what is taken out: --strip-debug or --strip-all> <program>…
# Puts each program into <folder> without debug information, and beside it that information as <name>.debug. The
# two know each other by the build ID, and the program names the file (.gnu_debuglink). A program that was not
# made, an empty file, is left out.
set -eu
folder=$1
strip=$2
shift 2
# The link holds the name as it is given.
cd "$folder"
for program; do
  [ -s "$program" ] || continue
  name=${program##*/}
  llvm-objcopy --only-keep-debug "$program" "$name.debug"
  chmod 644 "$name.debug"
  llvm-objcopy "$strip" --add-gnu-debuglink="$name.debug" "$program" "$name"
done
