# shellcheck shell=bash
# Sourced first by every step.
set -euo pipefail
shopt -s inherit_errexit

export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
# Whatever would write "now" into its output writes this instead.
export SOURCE_DATE_EPOCH=0

# One triple per tool family: clang's and rustc's differ in the vendor.
TRIPLE=x86_64-linux-musl
RUST_TRIPLE=x86_64-unknown-linux-musl
SYSROOT=/opt/statix/sysroot
# For every library that ends in users' binaries. Canaries and stack probes because libc.a and
# libcrypto.a without them would be the unprotected part of an otherwise protected program; frame
# pointers so that a profiler sees through them. A section per function because rustc links with
# --gc-sections: what a program does not call of a library's object then stays out of it.
LIBRARY_FLAGS="-O2 -fPIC -fstack-protector-strong -fstack-clash-protection -fno-omit-frame-pointer \
-ffunction-sections -fdata-sections"
# shellcheck disable=SC2034  # read by the steps that source this file
readonly TRIPLE RUST_TRIPLE SYSROOT LIBRARY_FLAGS

say() { printf 'statix: %s\n' "$*" >&2; }
fail() { printf 'statix: error: %s\n' "$*" >&2; exit 1; }

# logged NAME COMMAND...: keeps what the command prints, and shows the end of it only if it fails.
# Whoever drives the build shows the last lines of the failing stage, and a parallel make prints the
# reason far above its own last line.
logged() {
  local name=$1 log
  shift
  mkdir -p /tmp/statix-logs
  log=/tmp/statix-logs/$name.log
  if "$@" >"$log" 2>&1; then return; fi
  {
    printf 'statix: %s failed: %.300s\n' "$name" "$*"
    grep -nE '(^|[^A-Za-z_-])([Ee]rror|undefined|No such file)([^a-z_-]|$)' "$log" | grep -v ':-- ' | head -n 15 || true
    printf 'statix: last lines of its log:\n'
    tail -n 40 "$log"
  } >&2
  exit 1
}
