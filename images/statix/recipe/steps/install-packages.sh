#!/bin/bash
# Installs packages/<name>.list, and with `runtime` what the argument EXTRA_PACKAGES names.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
# shellcheck source=steps/site.sh
. /run/statix/steps/site.sh

list=$1
install -m 644 /run/statix/packages/exclude.cfg /etc/dpkg/dpkg.cfg.d/statix
use_site deb
mapfile -t packages < <(sed -e '/^#/d' -e '/^$/d' -e "s/@LLVM@/$LLVM_VERSION/" "/run/statix/packages/$list.list")
if [ "$list" = runtime ]; then
  read -ra extra <<<"$EXTRA_PACKAGES"
  for package in "${extra[@]}"; do
    if [[ ! $package =~ ^[a-z0-9][a-z0-9.+-]+$ ]]; then fail "EXTRA_PACKAGES: '$package' is no name of a Debian package"; fi
  done
  packages+=("${extra[@]}")
fi
logged "apt-install-$list" apt-get install -q -y "${packages[@]}"

# Same LLVM in rustc and clang, or cross-language LTO reads bitcode it does not know and std's
# embedded bitcode does not fit lld.
rustc_llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
if [ "$rustc_llvm" != "$LLVM_VERSION" ]; then
  fail "rustc $(rustc -V | cut -d' ' -f2) uses LLVM $rustc_llvm, and LLVM_VERSION is $LLVM_VERSION. Set LLVM_VERSION=$rustc_llvm."
fi
