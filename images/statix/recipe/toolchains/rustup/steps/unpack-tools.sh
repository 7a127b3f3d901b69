#!/bin/bash
# As the recipe's own step of this name; clippy is the component of the compiler's release.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

archive=(/run/statix/files/clippy-*.tar.gz)
mkdir /tmp/clippy
logged unpack-clippy tar xzf "${archive[0]}" -C /tmp/clippy --no-same-owner --strip-components=1
if [ "$(cat /tmp/clippy/rust-installer-version)" != 3 ]; then
  fail "clippy has a form that this recipe does not know: $(cat /tmp/clippy/rust-installer-version)"
fi
# clippy-driver finds the libraries of the compiler in /usr/lib, where the loader looks anyway.
install -m 755 -t /out/opt/statix/tools/bin /tmp/clippy/clippy-preview/bin/cargo-clippy /tmp/clippy/clippy-preview/bin/clippy-driver
cat /tmp/clippy/{LICENSE-APACHE,LICENSE-MIT} >/out/opt/statix/tools/clippy.copyright

mkdir -p /out/usr/local/bin
for tool in cargo-clippy clippy-driver cargo-nextest; do ln -s /opt/statix/tools/bin/$tool /out/usr/local/bin/$tool; done
