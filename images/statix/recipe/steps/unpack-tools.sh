#!/bin/bash
# Puts the tools into /out as the image has them: in a folder of their own, which nothing that compiles looks
# into, and links where cargo finds its commands.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

# clippy-driver is linked with the compiler itself.
version_of() { awk -F '\t' -v name="$1" '$1 == name { print $2 }' /run/statix/lock/files/runtime; }
clippy=(/run/statix/files/rust-web-clippy_*.deb)
compiler=$(version_of rustc-web)
if [ "$(dpkg-deb --field "${clippy[0]}" Version)" != "$compiler" ]; then
  fail "clippy is not of the same release as rustc ($compiler). Refresh the lock:  npx nx run statix-image:image-lock"
fi
dpkg-deb --extract "${clippy[0]}" /tmp/clippy
install -m 755 -t /out/opt/statix/tools/bin /tmp/clippy/usr/bin/cargo-clippy /tmp/clippy/usr/bin/clippy-driver
install -D -m 644 /tmp/clippy/usr/share/doc/rust-web-clippy/copyright /out/opt/statix/tools/clippy.copyright

mkdir -p /out/usr/local/bin
for tool in cargo-clippy clippy-driver cargo-nextest; do ln -s /opt/statix/tools/bin/$tool /out/usr/local/bin/$tool; done
