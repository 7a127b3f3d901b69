#!/bin/bash
# Puts the emulator into /out as the image has it, beside the other tools. Of the package, which has one for each
# processor there is, only that is unpacked.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

mkdir -p /out/opt/statix/tools/bin /tmp/qemu
dpkg-deb --fsys-tarfile /run/statix/files/qemu-user_*.deb |
  tar x -C /tmp/qemu ./usr/bin/qemu-x86_64 ./usr/share/doc/qemu-user/copyright
install -m 755 -t /out/opt/statix/tools/bin /tmp/qemu/usr/bin/qemu-x86_64
install -m 644 /tmp/qemu/usr/share/doc/qemu-user/copyright /out/opt/statix/tools/qemu.copyright
