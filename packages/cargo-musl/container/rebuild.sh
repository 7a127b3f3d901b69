# Runs the arguments after the first with a clock that is $1 seconds later, where the image has a compiler for
# its own programs; else as they are. later-clock.so beside this script is there in the first case alone.
set -eu
here=$(dirname "$0")
later=$1
shift
if cc -shared -fPIC -O1 -DLATER="$later" -o "$here/later-clock.so" "$here/later-clock.c" >"$here/cc.log" 2>&1; then
  LD_PRELOAD=$here/later-clock.so
  export LD_PRELOAD
fi
exec "$@"
