#!/bin/bash
# Downloads, unpacks and patches the source of everything that ends in users' binaries.
#   /sources/<name>       the tree
#   /sources/<name>.json  package, version, files with sha256, patches: goes into the contract
#   /sources/<name>.copyright  Debian's list of its licences; without it, upstream's own
# apt checks every file against the archive's signed index.
# shellcheck source=steps/prelude.sh
. /run/statix/steps/prelude.sh
# shellcheck source=steps/site.sh
. /run/statix/steps/site.sh

use_site deb-src
logged apt-install-tools apt-get install -q -y xz-utils bzip2 patch jq
# xz decompresses what was compressed in blocks on all cores.
export XZ_DEFAULTS=-T0

# Newest first; sort -V orders Debian's versions as dpkg does, `~` and epochs included.
offered_versions() { apt-cache showsrc --only-source "$1" | sed -n 's/^Version: //p' | sort -u | sort -rV; }

# download NAME PACKAGE [UPSTREAM]: the newest source package there is. The index can name a security
# update whose files a mirror does not have (yet): then the one before it, said aloud. Only if the
# mirror says so, for a network that fails must not end in an older version. With UPSTREAM, only
# versions of that upstream version.
download() {
  local name=$1 package=$2 upstream=${3-} log=/tmp/download/$1.log version newest='' versions=()
  mkdir -p "/tmp/download/$name"
  cd "/tmp/download/$name"
  for version in $(offered_versions "$package"); do
    if [ -n "$upstream" ] && [[ ${version#*:} != "$upstream"-* ]]; then continue; fi
    versions+=("$version")
  done
  newest=${versions[0]-}
  for version in "${versions[@]}"; do
    if download_part diff "$package=$version" "$log" && download_original "$package" "$version" "$log"; then
      if [ "$version" != "$newest" ]; then
        say "$package: the archive names $newest, but its files cannot be had here; using $version"
      fi
      printf '%s' "$version" >"/tmp/download/$name.version"
      return
    fi
    if ! not_there "$log"; then break; fi
    rm -f -- *
  done
  # Some mirrors lose Debian's part of a package and keep the original archive.
  if [ -n "$newest" ] && not_there "$log" && download_original "$package" "$newest" "$log"; then
    say "$package: Debian's patches for $newest cannot be had here; using the original archive without any"
    printf '%s' "${newest%-*}" >"/tmp/download/$name.version"
    return
  fi
  if [ -e "$log" ]; then tail -n 40 "$log" >&2; fi
  fail "the source package $package${upstream:+ $upstream} could not be downloaded (newest: ${newest:-none; does the mirror have source packages?})"
}
not_there() { grep -qE '404 +Not Found|File not found' "$1"; }

# Not the .dsc: some mirrors lack it, and apt has the checksums from the index. --only-source, or a
# binary package of the same name decides which version is taken.
download_part() { apt-get source -q --only-source --download-only "--$1-only" "$2" >"$3" 2>&1; }

# download_original PACKAGE VERSION LOG: the archive that all revisions of one upstream version share,
# from the suite that has it: security has only the revision's own files on some mirrors.
download_original() {
  local package=$1 wanted=$2 log=$3 version
  if download_part tar "$package=$wanted" "$log"; then return; fi
  for version in $(offered_versions "$package"); do
    if [ "${version%-*}" != "${wanted%-*}" ] || ! not_there "$log"; then continue; fi
    if download_part tar "$package=$version" "$log"; then return; fi
  done
  return 1
}

# unpack NAME [FOLDER...]: the original archive, or only these folders of it.
unpack() {
  local name=$1 archive file
  shift
  # Not .orig-www.tar.xz and the like, which are further parts, nor signatures.
  archive=$(ls /tmp/download/"$name"/*.orig.tar.*[!c])
  mkdir -p "/sources/$name" "/tmp/debian/$name"
  logged "unpack-$name" tar xf "$archive" -C "/sources/$name" --strip-components=1 --no-same-owner \
    --no-wildcards-match-slash --wildcards "${@/#/*/}"
  for file in /tmp/download/"$name"/*.{debian.tar.*,diff.gz}; do
    case $file in
      *'*'*) ;;
      *.diff.gz)
        # Source format 1.0: one patch that also makes the folder debian/.
        gzip -dc "$file" >/tmp/debian/"$name".diff
        logged "unpack-$name" patch -p1 --batch -d "/sources/$name" -i /tmp/debian/"$name".diff
        mv "/sources/$name/debian" "/tmp/debian/$name/"
        ;;
      *) tar xf "$file" -C "/tmp/debian/$name" ;;
    esac
  done
}

# Series files name a patch per line, with comments and options after it.
patch_series() {
  local series=/tmp/debian/$1/debian/patches/series
  if [ -e "$series" ]; then sed -e 's/[[:space:]]*#.*//' -e 's/[[:space:]].*//' -e '/^$/d' "$series"; fi
}
patched_files() { sed -n 's,^+++ [^/[:space:]]*/\([^[:space:]]*\).*,\1,p' "$1"; }

# A patch as the contract has it: its name and the first folders of the files it changes.
name_patch() { patched_files "$2" | cut -d/ -f1 | sort -u | jq -Rn --arg name "$1" '{$name, folders: [inputs]}'; }

all_there() {
  local path count=0
  while read -r path; do
    if [ ! -e "$path" ]; then return 1; fi
    count=$((count + 1))
  done
  [ "$count" -gt 0 ]
}

# Of Debian's patches, those that are about its packages and not about the code: lz4 would need a
# shared library xxhash; the original has its own copy.
left_out=(lz4/use-system-xxhash.patch)

# apply_patches NAME [partial]: Debian's patches, security fixes among them. In a partly unpacked
# tree only those whose files are all there: a patch for clang's driver is none for libc++.
apply_patches() {
  local name=$1 partial=${2-} patch file
  cd "/sources/$name"
  for patch in $(patch_series "$name"); do
    file=/tmp/debian/$name/debian/patches/$patch
    if [[ " ${left_out[*]} " == *" $name/$patch "* ]]; then continue; fi
    if [ "$partial" = partial ] && ! all_there < <(patched_files "$file"); then continue; fi
    logged "patch-$name" patch -p1 --no-backup-if-mismatch --batch -i "$file"
    name_patch "$patch" "$file"
  done >"/tmp/$name.patches"
}

# record NAME PACKAGE: what was taken, for the contract.
record() {
  local name=$1 package=$2 file
  touch "/tmp/$name.patches"
  for file in /tmp/download/"$name"/*; do
    case $file in *.asc | *.dsc) continue ;; esac
    jq -n --arg name "${file##*/}" --arg sha256 "$(sha256sum "$file" | cut -d' ' -f1)" \
      --argjson size "$(stat -c %s "$file")" '{$name, $sha256, $size}'
  done | jq -S -s --arg package "$package" --arg version "$(cat "/tmp/download/$name.version")" \
    --slurpfile patches "/tmp/$name.patches" '{source: {$package, $version, files: sort_by(.name)}, $patches}' \
    >"/sources/$name.json"
  for file in "/sources/$name"/{LICENSE,COPYING} "/tmp/debian/$name/debian/copyright" "/sources/$name"/usr/share/doc/*/copyright; do
    if [ -e "$file" ]; then cp "$file" "/sources/$name.copyright"; fi
  done
  say "$name: $package $(cat "/tmp/download/$name.version"), $(jq '.patches | length' "/sources/$name.json") patches"
}

# binary_package NAME PACKAGE: for what Debian ships as a package of sources or headers.
binary_package() {
  local name=$1 package=$2
  mkdir -p "/tmp/download/$name" "/sources/$name"
  cd "/tmp/download/$name"
  logged "download-$name" apt-get download -q "$package"
  dpkg-deb -x ./*.deb "/sources/$name"
  dpkg-deb -f ./*.deb Version >"../$name.version"
}

# The name here, and Debian's of the source package.
while read -r name package; do
  download "$name" "$package"
  unpack "$name"
  apply_patches "$name"
  record "$name" "$package"
done <<'SOURCES'
musl musl
brotli brotli
bzip2 bzip2
curl curl
libelf elfutils
libffi libffi
libpq postgresql-17
libsodium libsodium
libuv libuv1
libxml2 libxml2
lz4 lz4
ncurses ncurses
nghttp2 nghttp2
openssl openssl
pcre2 pcre2
snappy snappy
sqlite sqlite3
xz xz-utils
zlib zlib
zstd libzstd
SOURCES

# Only fts, argp and obstack; see steps/build-gnu-extensions.sh.
download glibc glibc
unpack glibc 'io/fts*' argp 'malloc/obstack*' 'posix/getopt*' posix/bits
apply_patches glibc partial
record glibc glibc

llvm=llvm-toolchain-$LLVM_VERSION
# The libraries have to be of the same release as the compiler, which is installed in another stage.
clang_version=$(apt-cache policy "clang-$LLVM_VERSION" | sed -n 's/^ *Candidate: //p')
clang_version=${clang_version#*:}
download llvm "$llvm" "${clang_version%-*}"
# runtimes/ wants all of these, libc and third-party for headers that libc++ shares with them.
unpack llvm cmake compiler-rt libc libcxx libcxxabi libunwind llvm/cmake llvm/utils/llvm-lit runtimes third-party
apply_patches llvm partial
record llvm "$llvm"

binary_package linux-headers linux-libc-dev
record linux-headers linux

# <sys/queue.h> and <sys/tree.h>.
binary_package bsd-headers libbsd-dev
record bsd-headers libbsd

# std's sources with the crates it needs, as Debian built rustc from them: its patches are applied.
binary_package rust-std rust-web-src
mkdir -p /tmp/download/rustc-web /tmp/debian/rust-std
cd /tmp/download/rustc-web
if apt-get source -q --download-only --diff-only "rustc-web=$(cat ../rust-std.version)" >log 2>&1; then
  tar xf ./*.debian.tar.* -C /tmp/debian/rust-std
  for patch in $(patch_series rust-std); do
    name_patch "$patch" "/tmp/debian/rust-std/debian/patches/$patch"
  done | jq 'select(.folders | index("library"))' >/tmp/rust-std.patches
else
  say "rustc-web: the list of Debian's patches cannot be had here; the contract names none for std"
fi
record rust-std rustc-web

# The .proto files of protobuf's own types, which protoc needs and its package leaves out.
binary_package protobuf libprotobuf-dev
