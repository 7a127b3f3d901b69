#!/bin/bash
# The components of a Rust toolchain from rustup's archives, as its installer has them: the archive's file
# `components` names folders, and each has a manifest.in of its files (rust-installer, format 3).
# Result: /out, to be laid over /usr
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

for archive in /run/statix/files/*.tar.gz; do
  name=$(basename "$archive" .tar.gz)
  mkdir /tmp/unpacked
  logged "unpack-$name" tar xzf "$archive" -C /tmp/unpacked --no-same-owner --strip-components=1
  if [ "$(cat /tmp/unpacked/rust-installer-version)" != 3 ]; then
    fail "$name has a form that this recipe does not know: $(cat /tmp/unpacked/rust-installer-version)"
  fi
  while read -r component; do
    while IFS=: read -r kind path; do
      case $path in
        # Documentation and completion for shells, which dpkg leaves out of the image too.
        share/doc/* | share/man/* | etc/* | share/zsh/*) continue ;;
        /* | *..*) fail "$name names a file outside of its folder: $path" ;;
      esac
      case $kind in
        file | dir)
          mkdir -p "/out/$(dirname "$path")"
          cp -a "/tmp/unpacked/$component/$path" "/out/$path"
          ;;
        *) fail "$name: what is a $kind?" ;;
      esac
    done <"/tmp/unpacked/$component/manifest.in"
    say "$name: $component"
  done </tmp/unpacked/components
  rm -r /tmp/unpacked
done
chown -R 0:0 /out
