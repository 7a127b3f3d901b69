# shellcheck shell=bash
# Sourced by the steps that download. Takes over what the place that builds the image needs for that,
# for this one RUN:
#   site/files/          files of the lock, by name: asked before any address
#   site/ca.pem          CA bundle (a company's proxy that opens TLS)
#   site/debian.sources  or site/sources.list: apt sources whose addresses stand for the archive's
#   site/apt.conf        further apt settings (a proxy, time-outs)
# Proxies also arrive as Docker's predefined build arguments (HTTP_PROXY, ...).
# Everything written here is in /tmp, which the Dockerfile makes a tmpfs.

SITE=/run/statix/site

# Sets APT_CONFIG for apt's downloader, and the apt sources of the site or else of the base.
use_site() {
  local etc=/tmp/apt file
  mkdir -p "$etc/sources.list.d" "$etc/cache/archives/partial" "$etc/lists/partial"
  if [ -e "$SITE/debian.sources" ]; then
    cp "$SITE/debian.sources" "$etc/sources.list.d/"
  elif [ -e "$SITE/sources.list" ]; then
    cp "$SITE/sources.list" "$etc/"
  else
    # A base made by mmdebstrap has the one-line file, debian:trixie-slim has debian.sources.
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
      if [ -e "$file" ]; then cp "$file" "$etc${file#/etc/apt}"; fi
    done
  fi
  export APT_CONFIG=$etc/apt.conf
  {
    printf 'Dir::Etc::sourcelist "%s/sources.list";\nDir::Etc::sourceparts "%s/sources.list.d";\n' "$etc" "$etc"
    # apt writes down what its sources are, and that must not stay in a layer.
    printf 'Dir::Cache "%s/cache";\nDir::State::lists "%s/lists";\n' "$etc" "$etc"
    printf 'Acquire::Retries "3";\nAcquire::http::Timeout "20";\nAcquire::https::Timeout "20";\n'
    # The download folder belongs to root, so apt's own user cannot write there and apt would warn.
    printf 'APT::Sandbox::User "root";\n'
    if [ -e "$SITE/ca.pem" ]; then printf 'Acquire::https::CAInfo "%s/ca.pem";\n' "$SITE"; fi
    if [ -e "$SITE/apt.conf" ]; then printf '#include "%s/apt.conf";\n' "$SITE"; fi
  } >"$APT_CONFIG"
}

# mirror_of ARCHIVE: the address of it in these apt sources, if there is one.
mirror_of() {
  local wanted=$1 address suite archive
  while read -r address suite; do
    case $suite in *-security*) archive=debian-security ;; *) archive=debian ;; esac
    if [ "$archive" = "$wanted" ]; then
      printf '%s' "${address%/}"
      return
    fi
  done < <(apt-get indextargets --format "\$(REPO_URI) \$(RELEASE)" 2>/dev/null || true)
}
