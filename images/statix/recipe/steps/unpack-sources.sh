#!/bin/bash
# Unpacks and patches the source of everything that ends in users' binaries, as the recipe says (sources.json, library.json).
#   /sources/<name>       the tree
#   /sources/<name>.json  package, version, files with sha256, patches: goes into the contract
#   /sources/<name>.copyright  Debian's list of its licences; without it, upstream's own
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

# xz decompresses what was compressed in blocks on all cores.
export XZ_DEFAULTS=-T0
files=/run/statix/files

# Series files name a patch per line, with comments and options after it.
patch_series() {
  local series=/tmp/debian/$1/debian/patches/series
  if [ -e "$series" ]; then sed -e 's/[[:space:]]*#.*//' -e 's/[[:space:]].*//' -e '/^$/d' "$series"; fi
}
patched_files() { sed -n 's,^+++ [^/[:space:]]*/\([^[:space:]]*\).*,\1,p' "$1"; }

# A patch as the contract has it: its name and the first folders of the files it changes.
name_patch() { patched_files "$2" | cut -d/ -f1 | sort -u | jq -Rn --arg name "$1" '{$name, folders: [inputs]}'; }

all_there() {
  local path count=0
  while read -r path; do
    if [ ! -e "$path" ]; then return 1; fi
    count=$((count + 1))
  done
  [ "$count" -gt 0 ]
}

# apply_patches NAME [partial]: Debian's patches, security fixes among them, without those in left_out.
# In a partly unpacked tree only those whose files are all there.
apply_patches() {
  local name=$1 partial=${2-} patch file
  cd "/sources/$name"
  for patch in $(patch_series "$name"); do
    file=/tmp/debian/$name/debian/patches/$patch
    if [[ " ${left_out[*]} " == *" $patch "* ]]; then continue; fi
    if [ -n "$partial" ] && ! all_there < <(patched_files "$file"); then continue; fi
    logged "patch-$name" patch -p1 --no-backup-if-mismatch --batch -i "$file"
    name_patch "$patch" "$file"
  done >"/tmp/$name.patches"
}

# record NAME PACKAGE VERSION FILE...: what was taken, for the contract.
record() {
  local name=$1 package=$2 version=$3 file
  shift 3
  for file in "$@"; do
    jq -n --arg name "$file" --arg sha256 "$(sha256sum "$files/$file" | cut -d' ' -f1)" \
      --argjson size "$(stat -c %s "$files/$file")" '{$name, $sha256, $size}'
  done | jq -S -s --arg package "$package" --arg version "$version" \
    --slurpfile patches "/tmp/$name.patches" '{source: {$package, $version, files: sort_by(.name)}, $patches}' \
    >"/sources/$name.json"
  for file in "/sources/$name"/{LICENSE,COPYING} "/tmp/debian/$name/debian/copyright" "/sources/$name"/usr/share/doc/*/copyright; do
    if [ -e "$file" ]; then cp "$file" "/sources/$name.copyright"; fi
  done
  say "$name: $package $version, $(jq '.patches | length' "/sources/$name.json") patches"
}

# of NAME FIELD: what the recipe says of a source, a line each.
of() {
  local file=/run/statix/lock/unpack/$1
  if [ -e "$file" ]; then sed -n "s/^$2\t//p" "$file"; fi
}

for path in /run/statix/lock/sources/*; do
  name=${path##*/}
  {
    IFS=$'\t' read -r package version
    mapfile -t named
  } <"$path"
  mkdir -p "/sources/$name" "/tmp/debian/$name"
  : >"/tmp/$name.patches"
  mapfile -t folders < <(of "$name" folders)
  mapfile -t left_out < <(of "$name" leaveOut)
  # The original comes first in the lock: a .diff.gz is a patch of it.
  for file in "${named[@]}"; do
    case $file in
      *.orig.tar.*)
        logged "unpack-$name" tar xf "$files/$file" -C "/sources/$name" --strip-components=1 --no-same-owner \
          --no-wildcards-match-slash --wildcards "${folders[@]/#/*/}"
        ;;
      *.debian.tar.*) tar xf "$files/$file" -C "/tmp/debian/$name" --no-same-owner ;;
      *.diff.gz)
        # Source format 1.0: one patch, which also makes the folder debian/.
        gzip -dc "$files/$file" >"/tmp/debian/$name.diff"
        logged "unpack-$name" patch -p1 --batch -d "/sources/$name" -i "/tmp/debian/$name.diff"
        mv "/sources/$name/debian" "/tmp/debian/$name/"
        ;;
      *.deb) dpkg-deb -x "$files/$file" "/sources/$name" ;;
      *) fail "$name: what to do with $file?" ;;
    esac
  done
  patched=$(of "$name" patchedFolder)
  if [ -z "$patched" ]; then
    apply_patches "$name" "${folders[0]-}"
  else
    # The package was built from patched sources; the list only says with what.
    for patch in $(patch_series "$name"); do
      name_patch "$patch" "/tmp/debian/$name/debian/patches/$patch"
    done | jq --arg folder "$patched" 'select(.folders | index($folder))' >"/tmp/$name.patches"
  fi
  record "$name" "$package" "$version" "${named[@]}"
done
