#!/bin/sh
# Puts what the peers need beside the image's rustc: Debian's musl-gcc; zig and cargo-zigbuild from PyPI.
set -eu
export DEBIAN_FRONTEND=noninteractive
echo 'deb http://deb.debian.org/debian trixie main' > /peers.list
set -- -qq -o Dir::Etc::sourcelist=/peers.list -o Dir::Etc::sourceparts=-
apt-get "$@" update
apt-get "$@" install --no-install-recommends musl-tools python3-venv > /dev/null
python3 -m venv /opt/peers
/opt/peers/bin/pip install --quiet --disable-pip-version-check ziglang cargo-zigbuild
