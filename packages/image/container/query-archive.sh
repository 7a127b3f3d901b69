#!/bin/bash
# Asks Debian's archive what a lock needs to know. Runs in the base image of the recipe; nothing is
# installed. /statix/request:
#   roots/<set>    a package (or apt pattern) per line; essential's count for every set
#   sources        <name> TAB source|binary TAB <package>
#   cargo-locks    <name> TAB <package> TAB <pattern of a file in it>
#   preferences    apt_preferences(5): versions to keep and to keep away from
#   known          sha256 of packages whose licences need not be read again
# /statix/site is the place's network set-up, as a build of the image gets it; its proxies come on standard
# input, NAME=VALUE in a line.
# Answers on stdout with the archive's own stanzas under lines that begin with "@ "; the reader is
# src/archive/archive-answer.ts.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8

while IFS= read -r proxy; do export "${proxy?}"; done
exec </dev/null

request=/statix/request
site=/statix/site
etc=/tmp/statix-apt
mkdir -p "$etc/sources.list.d" "$etc/preferences.d"

# A failure is answered, not only logged: the last lines are what the user gets to see.
refuse() {
  printf '@ error %s\n' "$1"
  sed 's/^/@ log /' "${2-/dev/null}"
  exit 0
}
run() {
  local name=$1 log=/tmp/statix-$1.log
  shift
  "$@" >"$log" 2>&1 || refuse "$name" "$log"
}

if [ -e $site/debian.sources ]; then
  cp $site/debian.sources $etc/sources.list.d/
elif [ -e $site/sources.list ]; then
  cp $site/sources.list $etc/
else
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
    if [ -e "$file" ]; then cp "$file" "$etc${file#/etc/apt}"; fi
  done
fi
find $etc -name '*.list' -exec sed -i -E '/^deb /{p;s/^deb /deb-src /}' {} +
find $etc -name '*.sources' -exec sed -i -E 's/^Types:.*/Types: deb deb-src/' {} +

# An empty list of installed packages: what is locked does not depend on what the base has.
: >/tmp/statix-status
# Folders of its own: the container's root has no capabilities, and apt's belong to apt's user.
mkdir -p /tmp/statix-state/lists/partial /tmp/statix-cache/archives/partial
export APT_CONFIG=$etc/apt.conf
{
  printf 'Dir::Etc::sourcelist "%s/sources.list";\nDir::Etc::sourceparts "%s/sources.list.d";\n' $etc $etc
  printf 'Dir::Etc::preferences "%s/preferences";\nDir::Etc::preferencesparts "%s/preferences.d";\n' $request $etc
  printf 'Dir::State "/tmp/statix-state";\nDir::Cache "/tmp/statix-cache";\n'
  printf 'Dir::State::status "/tmp/statix-status";\n'
  printf 'APT::Architecture "amd64";\nAPT::Architectures "amd64";\nAPT::Install-Recommends "false";\n'
  printf 'APT::Sandbox::User "root";\nAcquire::Retries "3";\nAcquire::Languages "none";\n'
  if [ -e $site/ca.pem ]; then printf 'Acquire::https::CAInfo "%s/ca.pem";\n' $site; fi
  if [ -e $site/apt.conf ]; then printf '#include "%s/apt.conf";\n' $site; fi
} >$APT_CONFIG
run update apt-get update -q --error-on=any

for file in /tmp/statix-state/lists/*_InRelease; do
  printf '@ release\n'
  sed -n -E '/^(Codename|Date): /p' "$file"
done

# closure SET...: what apt would install for the roots of these sets on a machine that has nothing.
closure() {
  local set roots=()
  mapfile -t roots < <(for set in "$@"; do cat "$request/roots/$set"; done)
  run "closure-$1" apt-get install -s -y "${roots[@]}"
  sed -n -E 's/^Inst ([^ ]+) \(([^ ]+) .*/\1=\2/p' "/tmp/statix-closure-$1.log" | sort
}
all=()
for set in essential sources runtime build tools; do
  case $set in
    essential) sets=(essential) ;;
    build | tools) sets=("$set" runtime essential) ;;
    *) sets=("$set" essential) ;;
  esac
  chosen=$(closure "${sets[@]}")
  # The answer of closure's own refusal, in a substitution.
  case $chosen in '@ error '*) printf '%s\n' "$chosen" && exit 0 ;; esac
  printf '@ set %s\n%s\n' "$set" "$chosen"
  mapfile -t -O "${#all[@]}" all <<<"$chosen"
done
mapfile -t all < <(printf '%s\n' "${all[@]}" | sort -u)
printf '@ packages\n'
apt-cache show "${all[@]}" >/tmp/statix-packages
sed -n -E '/^(Package|Source|Version|Filename|Size|SHA256): |^$/p' /tmp/statix-packages

while IFS=$'\t' read -r name kind package; do
  printf '@ source %s %s\n' "$name" "$kind"
  # No answer is one, too: the package is unknown.
  if [ "$kind" = source ]; then
    apt-cache showsrc --only-source "$package" 2>/dev/null || true
  else
    apt-cache show -a "$package" 2>/dev/null || true
  fi | sed -n -E '/^(Package|Source|Version|Directory|Filename|Size|SHA256|Checksums-Sha256):|^ [0-9a-f]{64} |^$/p'
done <$request/sources

# The crates that a package of sources is compiled with.
while IFS=$'\t' read -r name package pattern; do
  mkdir -p "/tmp/statix-locks/$name"
  cd "/tmp/statix-locks/$name"
  run "cargo-lock-$name" apt-get download -q "$package"
  printf '@ cargo-lock %s\n' "$name"
  dpkg-deb --fsys-tarfile ./*.deb | tar -xO --wildcards "$pattern"
done <$request/cargo-locks

# What each package says of its licences; a documentation folder can be a link to another package's.
mkdir -p /tmp/statix-debs /tmp/statix-doc
cd /tmp/statix-debs
mapfile -t wanted < <(awk -v known=$request/known '
  BEGIN { while ((getline line <known) > 0) skip[line] = 1 }
  /^Package: / { name = $2 }
  /^Version: / { version = $2 }
  /^SHA256: / && !($2 in skip) { print name "=" version }' /tmp/statix-packages | sort -u)
# Those that cannot be had are found out by whoever asked; here they only have no licence.
if [ "${#wanted[@]}" -gt 0 ]; then apt-get download -q "${wanted[@]}" >/tmp/statix-download.log 2>&1 || true; fi
# shellcheck disable=SC2016  # for the inner bash
find . -name '*.deb' -print0 | xargs -0 -r -n 8 -P "$(nproc)" bash -c '
  for file; do
    dpkg-deb --fsys-tarfile "$file" | tar -x -C /tmp/statix-doc --no-same-owner --wildcards \
      "./usr/share/doc/*" 2>/dev/null || true
  done' bash
for file in *.deb; do
  if [ ! -e "$file" ]; then continue; fi
  # <name>_<version>_<architecture>.deb
  package=${file%%_*}
  printf '@ licenses %s\n' "$package"
  copyright=/tmp/statix-doc/usr/share/doc/$package/copyright
  if [ -e "$copyright" ] && head -n 5 "$copyright" | grep -q '^Format:'; then
    sed -n -E 's/^License:[[:space:]]*([^[:space:]].*)/\1/p' "$copyright" | sort -u
  fi
done
printf '@ end\n'
