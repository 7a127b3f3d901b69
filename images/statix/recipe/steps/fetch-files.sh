#!/bin/bash
# fetch-files.sh SET: every file of /lock/files/SET into /files/SET, from the lock's providers in
# their order. A file counts only with the lock's sha256, wherever it comes from; what cannot be had
# ends the build with its name.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
# shellcheck source=steps/site.sh
. /run/statix/steps/site.sh

list=/run/statix/lock/files/$1
folder=/files/$1
mkdir -p "$folder"
cd "$folder"
use_site

# What is not there yet, in the form of the list.
missing() {
  local owner version path size sha256 upstream
  while IFS=$'\t' read -r owner version path size sha256 upstream; do
    if [ ! -e "${path##*/}" ]; then
      printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$owner" "$version" "$path" "$size" "$sha256" "$upstream"
    fi
  done <"$list"
}

# Files that are in the place but not what they should be are as good as none. One process for all of
# them: there are hundreds.
drop_wrong() {
  local owner version path size sha256 upstream wrong
  while IFS=$'\t' read -r owner version path size sha256 upstream; do
    if [ -e "${path##*/}" ]; then printf '%s  %s\n' "$sha256" "${path##*/}"; fi
  done <"$1" >/tmp/sums
  if [ ! -s /tmp/sums ]; then return; fi
  while IFS= read -r wrong; do
    rm -- "$wrong"
  done < <(sha256sum --check --quiet /tmp/sums 2>/dev/null | sed -n 's/: FAILED.*//p')
}

from_folder() {
  local owner version path size sha256 upstream wanted=/tmp/wanted
  if [ ! -d $SITE/files ]; then return; fi
  missing >$wanted
  local found=()
  while IFS=$'\t' read -r owner version path size sha256 upstream; do
    if [ -e "$SITE/files/${path##*/}" ]; then found+=("$SITE/files/${path##*/}"); fi
  done <$wanted
  if [ "${#found[@]}" -gt 0 ]; then cp -- "${found[@]}" .; fi
  drop_wrong $wanted
}

# from_address ADDRESS [ARCHIVE]: ADDRESS is followed by the path; or `upstream`.
from_address() {
  local address=$1 archive=${2-} owner version path size sha256 upstream url wanted=/tmp/wanted
  local requests=()
  missing >$wanted
  while IFS=$'\t' read -r owner version path size sha256 upstream; do
    if [ "$address" = upstream ]; then
      url=$upstream
    else
      if [ "${path%%/*}" != "$archive" ]; then continue; fi
      url=$address/${path#*/}
    fi
    if [ "$url" != - ]; then requests+=("$url" "${path##*/}" "SHA256:$sha256"); fi
  done <$wanted
  if [ "${#requests[@]}" -eq 0 ]; then return; fi
  # Some of many may fail; what counts is what is there afterwards.
  /usr/lib/apt/apt-helper download-file "${requests[@]}" >>/tmp/downloads.log 2>&1 || true
  drop_wrong $wanted
  rm -f -- *.FAILED
}

: >/tmp/downloads.log
while IFS=$'\t' read -r provider archive address; do
  case $provider in
    folder) from_folder ;;
    archive)
      mirror=$(mirror_of "$archive")
      if [ -n "$mirror" ]; then from_address "$mirror" "$archive"; fi
      if [ "$mirror" != "$address" ]; then from_address "$address" "$archive"; fi
      ;;
    snapshot) from_address "$address" "$archive" ;;
    upstream) from_address upstream ;;
    *) fail "the lock names a provider that this recipe does not know: $provider" ;;
  esac
done </run/statix/lock/providers

missing >/tmp/missing
if [ -s /tmp/missing ]; then
  # Addresses are left out of it: they are this place's own.
  grep -oE '(Err|E): *[^:]*$|[0-9]{3} +[A-Z][A-Za-z ]+|Could not [a-z ]+|Temporary failure[a-z ]*' /tmp/downloads.log |
    sort | uniq -c | sort -rn | head -n 5 >&2 || true
  while IFS=$'\t' read -r owner version path _; do
    printf 'statix: cannot be had: %s %s (%s)\n' "$owner" "$version" "$path" >&2
  done < <(head -n 20 /tmp/missing)
  IFS=$'\t' read -r owner version _ </tmp/missing
  fail "$owner $version is in the lock and cannot be had from the folder, the archive, its snapshot or upstream$(
    [ "$(wc -l </tmp/missing)" -eq 1 ] || printf ' (one of %s files)' "$(wc -l </tmp/missing)"
  ). Refresh the lock:  npx nx run statix-image:image-lock --ifNeeded"
fi
say "$1: $(find . -type f | wc -l) files, $(du -sm . | cut -f1) MB"
