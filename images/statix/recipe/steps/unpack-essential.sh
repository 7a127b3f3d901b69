#!/bin/bash
# Debian's essential packages, unpacked and not yet configured, in /rootfs: as much of a system as its
# own dpkg needs. Nothing of the base image gets into it.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

root=/rootfs
mkdir -p $root
unpack() { dpkg-deb --fsys-tarfile "$1" | tar -x -C /rootfs --keep-directory-symlink --same-permissions --numeric-owner; }
export -f unpack
# First, because it has the links /bin, /lib and /sbin that all others are unpacked through.
unpack /files/essential/base-files_*.deb
# shellcheck disable=SC2016  # for the inner bash
find /files/essential -name '*.deb' ! -name 'base-files_*' -print0 |
  xargs -0 -n 1 -P "$(nproc)" bash -euo pipefail -c 'unpack "$1"' bash
# dpkg unpacks it all again, without what packages/exclude.cfg leaves out.
rm -rf $root/usr/share/{doc,man,info,locale,lintian,bash-completion}
mkdir -p $root/var/lib/dpkg/{info,updates,triggers,alternatives,parts}
touch $root/var/lib/dpkg/{status,available,diversions,statoverride}
