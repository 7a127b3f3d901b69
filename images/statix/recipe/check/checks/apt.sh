# shellcheck shell=bash
# For an image that is made from this one: `apt-get update` finds Debian's archive.

check_apt_archive() {
  local archives
  # What `apt-get update` would ask for, by its own reading of the list, and without asking.
  archives=$(apt-get update --print-uris | sed -n "s:^'.*/\([^/]*\)/dists/\([^/]*\)/InRelease'.*:\1 \2:p" | sort | paste -sd ,)
  if [ "$archives" != "debian trixie,debian trixie-updates,debian-security trixie-security" ]; then
    echo "apt's archives: $archives"
    return 1
  fi
  echo "Debian's own archive and its security updates"
}
