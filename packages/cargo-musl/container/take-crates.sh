# Puts the files below $1 into the Cargo home $2 and runs what follows. What is there stays: another cargo may be
# reading it. Each file appears whole.
set -eu
from=$1
into=$2
shift 2
if [ -d "$from" ]; then
  beside=$(mktemp -d "$into/.taking.XXXXXX")
  trap 'rm -rf "$beside"' EXIT
  cp -R "$from/." "$beside"
  cp -R --link --update=none "$beside/." "$into"
  rm -rf "$beside"
  trap - EXIT
fi
exec "$@"
