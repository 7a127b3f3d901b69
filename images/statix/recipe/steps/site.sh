# shellcheck shell=bash
# Sourced by the steps that use the network (apt only). Takes over what the place that builds the
# image needs in order to reach a Debian mirror, for this one RUN:
#   site/ca.pem          CA bundle (a company's proxy that opens TLS)
#   site/debian.sources  or site/sources.list: apt sources in place of the base image's own
#   site/apt.conf        further apt settings (a proxy, time-outs)
# Proxies also arrive as Docker's predefined build arguments (HTTP_PROXY, ...).
# Everything written here is in /tmp, which the Dockerfile makes a tmpfs.

SITE=/run/statix/site

# use_site deb|deb-src: apt reads copies of the sources; with deb-src, source packages too.
use_site() {
  local etc=/tmp/apt file
  mkdir -p "$etc/sources.list.d"
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
  if [ "$1" = deb-src ]; then
    find "$etc" -name '*.list' -exec sed -i -E '/^deb /{p;s/^deb /deb-src /}' {} +
    find "$etc" -name '*.sources' -exec sed -i -E 's/^Types:.*/Types: deb deb-src/' {} +
  fi
  export APT_CONFIG=$etc/apt.conf
  {
    printf 'Dir::Etc::sourcelist "%s/sources.list";\nDir::Etc::sourceparts "%s/sources.list.d";\n' "$etc" "$etc"
    printf 'APT::Install-Recommends "false";\nAcquire::Retries "3";\nAcquire::Languages "none";\n'
    # The download folder belongs to root, so apt's own user cannot write there and apt would warn.
    printf 'APT::Sandbox::User "root";\n'
    if [ -e "$SITE/ca.pem" ]; then printf 'Acquire::https::CAInfo "%s/ca.pem";\n' "$SITE"; fi
    if [ -e "$SITE/apt.conf" ]; then printf '#include "%s/apt.conf";\n' "$SITE"; fi
  } >"$APT_CONFIG"
  if [ -e "$SITE/ca.pem" ]; then export SSL_CERT_FILE=$SITE/ca.pem; fi
  logged apt-update apt-get update -q --error-on=any
}
