# Makes components of rustup's out of Debian's packages of Rust, with rust-installer's layout (format 3), and
# writes a tar of their archives to standard output. Runs in the recipe's base image, with a network.
set -euo pipefail
exec 3>&1 1>&2
host=x86_64-unknown-linux-gnu
mkdir -p /tmp/debs /tmp/out /tmp/apt/lists/partial /tmp/apt/archives/partial
cd /tmp/debs
# Folders of its own: the container's root has no capabilities, and apt's belong to apt's user.
export APT_CONFIG=/tmp/apt/apt.conf
printf 'Dir::State "/tmp/apt";\nDir::State::status "/var/lib/dpkg/status";\nDir::Cache "/tmp/apt";\nAPT::Sandbox::User "root";\n' >$APT_CONFIG
apt-get update -qq
# Asked to run a command instead, it does so with the archive's index at hand.
if [ $# -gt 0 ]; then
  exec 1>&3
  . "$1"
  exit
fi
apt-get download -q rustc cargo libstd-rust-dev rust-clippy rust-src \
  "$(apt-cache depends libstd-rust-dev | sed -n 's/^ *Depends: \(libstd-rust-[0-9.]*\)$/\1/p')"
version=$(dpkg-deb -f rustc_*.deb Version | sed 's/+.*//')

# component NAME ARCHIVE PACKAGE...: what the packages have in /usr is what the component installs.
component() {
  local name=$1 archive=$2 package
  shift 2
  mkdir -p "/tmp/$archive/$name" /tmp/unpacked
  for package; do dpkg-deb -x /tmp/debs/"$package"_*.deb /tmp/unpacked; done
  cp -a /tmp/unpacked/usr/. "/tmp/$archive/$name/"
  rm -rf /tmp/unpacked "/tmp/$archive/$name/share"
  finish "$name" "$archive"
}
finish() {
  local name=$1 archive=$2
  cd "/tmp/$archive/$name"
  find . -type f -printf 'file:%P\n' -o -type l -printf 'file:%P\n' | sort >/tmp/manifest.in
  mv /tmp/manifest.in .
  cd ..
  echo 3 >rust-installer-version
  echo "$name" >components
  for text in COPYRIGHT LICENSE-APACHE LICENSE-MIT; do echo "$text of $name" >$text; done
  tar c -C /tmp "$archive" | gzip -1 >"/tmp/out/$archive.tar.gz"
}

component rustc "rustc-$version-$host" rustc "libstd-rust-${version%.*}"
component cargo "cargo-$version-$host" cargo
component "rust-std-$host" "rust-std-$version-$host" libstd-rust-dev
component clippy-preview "clippy-$version-$host" rust-clippy
# Only the library, as in upstream's component.
dpkg-deb -x /tmp/debs/rust-src_*.deb /tmp/sources
mkdir -p "/tmp/rust-src-$version/rust-src/lib/rustlib/src/rust"
cp -a /tmp/sources/usr/src/rustc-*/library "/tmp/rust-src-$version/rust-src/lib/rustlib/src/rust/"
finish rust-src "rust-src-$version"
tar c -C /tmp/out . >&3
