# Tells what the programs of a package are made of, as an archive on standard output: what cargo resolves, and
# texts of licences that lie in the sources. No code of a crate runs in it.
#   triple, yes or empty for dev-dependencies, headers that tell versions (paths in a package, a line each), texts of
#   the image (absolute paths, a line each), folder of crates, folder of the repository, and then cargo with the
#   arguments that its commands have in common
set -eu
triple=$1 dev=$2 headers=$3 texts=$4 crates=$5 repository=$6 cargo=$7
shift 7
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

linked() {
  edges=$1
  shift
  "$cargo" tree "$@" --target "$triple" --edges "$edges" --prefix depth --format '|{p}|{f}|'
}
"$cargo" metadata "$@" --format-version 1 --filter-platform "$triple" >"$out/metadata.json"
linked normal,no-proc-macro "$@" >"$out/linked"
if [ -n "$dev" ]; then linked normal,dev,no-proc-macro "$@" >"$out/linked-with-dev"; fi

# Names with a quote in them are written otherwise in JSON, and are no crate's.
grep -oE '"(license_file|manifest_path)":("[^"]*"|null)' "$out/metadata.json" >"$out/places" || true
sed -n 's/^"manifest_path":"\(.*\)\/Cargo\.toml"$/\1/p' "$out/places" | sort -u >"$out/folders"

{
  # Two levels are enough for COPYING of what a crate brings along, and four for what that brings along.
  tr '\n' '\0' <"$out/folders" | xargs -0 sh -c 'find "$@" -maxdepth 5 \( -type f -o -type l \) \( \
    -iname "licen[cs]e*" -o -iname "copying*" -o -iname "notice*" -o -iname "copyright*" -o -iname "unlicense*" \
    -o -path "*/LICENSES/*" \) -print' sh
  # `license-file` of a manifest: cargo says it before the manifest's path.
  sed -n 's/^"license_file":"\(.*\)"$/F\1/p; s/^"license_file":null$/F/p; s/^"manifest_path":"\(.*\)\/Cargo\.toml"$/M\1/p' "$out/places" |
    while IFS= read -r line; do
      case $line in
        F*) file=${line#F} ;;
        M*) if [ -n "${file-}" ]; then printf '%s\n' "${line#M}/$file"; fi; file= ;;
      esac
    done
  while IFS= read -r folder; do
    printf '%s\n' "$headers" | while IFS= read -r header; do
      if [ -n "$header" ] && [ -f "$folder/$header" ]; then printf '%s\n' "$folder/$header"; fi
    done
  done <"$out/folders"
} >"$out/found"

# A link, or a way up that a manifest names, counts where it leads to a file of the sources.
is_source() {
  case $1 in
    "$crates"/* | "$repository"/*) true ;;
    *) false ;;
  esac
}
{
  sort -u "$out/found" | while IFS= read -r file; do
    case $file in
      */../*)
        file=$(readlink -f "$file") || continue
        is_source "$file" || continue
        ;;
      *) if [ -h "$file" ] && ! is_source "$(readlink -f "$file")"; then continue; fi ;;
    esac
    if [ -f "$file" ] && [ -r "$file" ]; then printf '%s\0' "$file"; fi
  done
  # Debian's copyright files name the texts that every Debian system has instead of repeating them.
  {
    printf '%s\n' "$texts"
    printf '%s\n' "$texts" | tr '\n' '\0' |
      xargs -0 grep -ohE '/usr/share/common-licenses/[A-Za-z0-9.+-]*[A-Za-z0-9]' 2>/dev/null || true
  } | sort -u | while IFS= read -r file; do
    if [ -n "$file" ] && [ -f "$file" ]; then printf '%s\0' "$file"; fi
  done
} >"$out/files"

set -- metadata.json linked
if [ -n "$dev" ]; then set -- "$@" linked-with-dev; fi
tar --create --file=- --format=posix --dereference --absolute-names --no-recursion \
  --directory="$out" "$@" --null --verbatim-files-from --files-from="$out/files"
