#!/bin/bash
# install-packages.sh SET: the packages of the lock's set from /run/statix/files, and nothing else.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh

set=$1
list=/run/statix/lock/files/$set
cd /run/statix/files
if [ "$set" = essential ]; then
  install -D -m 644 /run/statix/packages/exclude.cfg /etc/dpkg/dpkg.cfg.d/statix
  # They depend on each other in circles, and all of them are unpacked already.
  logged dpkg-essential dpkg --force-depends --install ./*.deb
  # For an image that is made from this one: the archive's own address, no mirror of this place.
  codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  while IFS=$'\t' read -r provider archive address; do
    if [ "$provider" != archive ]; then continue; fi
    # The lock has addresses of crates and of Rust's own archives as well, which apt can do nothing with.
    case $archive in
      debian) suites="$codename $codename-updates" ;;
      debian-security) suites=$codename-security ;;
      *) continue ;;
    esac
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n\n' "$address" "$suites" \
      /usr/share/keyrings/debian-archive-keyring.pgp
  done </run/statix/lock/providers >/etc/apt/sources.list.d/debian.sources
else
  # No index, no archive: apt only puts the files into an order that dpkg can install them in.
  # Absolute paths: apt hands them to dpkg as they are.
  logged "apt-install-$set" apt-get install -q -y --no-install-recommends -o APT::Sandbox::User=root \
    -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=/dev/null "$PWD"/*.deb
fi

# dpkg has no words for a package that is as it should be.
unfinished=$(dpkg --audit)
if [ -n "$unfinished" ]; then fail "$unfinished"; fi
locked=$(cut -f 1,2 "$list" | sort)
mapfile -t names < <(cut -f 1 "$list")
installed=$(dpkg-query -W -f "\${Package}\t\${Version}\n" "${names[@]}" | sort)
if [ "$installed" != "$locked" ]; then
  diff <(printf '%s\n' "$locked") <(printf '%s\n' "$installed") >&2 || true
  fail "what is installed (>) is not what the lock says (<)"
fi

if [ "$set" = runtime ]; then
  # Same LLVM in rustc and clang, or cross-language LTO reads bitcode it does not know and std's
  # embedded bitcode does not fit lld.
  rustc_llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  if [ "$rustc_llvm" != "$LLVM_VERSION" ]; then
    fail "rustc $(rustc -V | cut -d' ' -f2) uses LLVM $rustc_llvm, and LLVM_VERSION is $LLVM_VERSION. Set LLVM_VERSION=$rustc_llvm."
  fi
fi
