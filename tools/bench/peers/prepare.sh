#!/bin/sh
# Puts what the peers need beside the image's rustc: Debian's musl-gcc; zig and cargo-zigbuild from PyPI.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get -qq -o Acquire::https::CAInfo="${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" update
apt-get -qq install --no-install-recommends musl-tools python3-venv > /dev/null
python3 -m venv /opt/peers
/opt/peers/bin/pip install --quiet --disable-pip-version-check ziglang cargo-zigbuild
chmod 0777 /peer
