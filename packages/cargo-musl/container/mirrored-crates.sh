# Runs cargo fetch, which follows, with crates of crates.io from a mirror, and puts them where Cargo has those of
# crates.io: a build knows nothing of the mirror, and what it makes does not tell of it.
#   $1  Cargo home
#   $2  what Cargo calls crates.io in it
#   $3  list of crates: sha256, name of the archive, path in the index
#   $4  Cargo configuration that names the mirror; empty where the crates are in the Cargo home already
# A crate counts by its sha256, which Cargo.lock has, wherever it was found. Each file appears whole: another cargo
# may be reading.
set -eu
home=$1
registry=$2
list=$3
mirror=$4
shift 4
if [ -n "$mirror" ]; then "$@" --config "$mirror"; fi
beside=$(mktemp -d "$home/.taking.XXXXXX")
trap 'rm -rf "$beside"' EXIT
cd "$home/registry"
put() {
  mkdir -p "${2%/*}"
  cp "$1" "$beside/file"
  mv -f "$beside/file" "$2"
}
while read -r sum archive path; do
  if [ -f "cache/$registry/$archive" ] && [ -f "index/$registry/.cache/$path" ]; then continue; fi
  for found in cache/*/"$archive"; do
    from=${found#cache/}
    from=${from%%/*}
    if [ ! -f "$found" ] || [ ! -f "index/$from/.cache/$path" ]; then continue; fi
    if ! printf '%s  %s\n' "$sum" "$found" | sha256sum --check --status; then continue; fi
    if [ "$from" != "$registry" ]; then
      put "index/$from/.cache/$path" "index/$registry/.cache/$path"
      put "$found" "cache/$registry/$archive"
    fi
    break
  done
done <"$list"
if [ ! -f "index/$registry/config.json" ]; then
  mkdir -p "index/$registry"
  printf '{"dl":"https://static.crates.io/crates","api":"https://crates.io"}' >"$beside/file"
  mv -f "$beside/file" "index/$registry/config.json"
fi
rm -rf "$beside"
trap - EXIT
exec "$@" --offline
