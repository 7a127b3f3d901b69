# Runs cargo fetch, which follows, by turns: with the git program, which has logins and no ssh, and with Cargo's own
# library, which asks the ssh agent. Each stops at the first repository that is none of its own, and finds those that the
# other has fetched; so there are as many turns as repositories at most.
#   $1  folder in memory that is HOME for the library: it has no login, which the library could send after a redirect
#   $2  number of repositories
# What a run says is told when it was the last one: what one cannot do is no error as long as the other can.
set -u
home=$1
most=$2
shift 2
before=
while :; do
  # That it has no ssh counts for Cargo as a fault of the network, which it would try again and again.
  if "$@" --config net.git-fetch-with-cli=true --config net.retry=0 2>"$home/program"; then
    cat "$home/program" >&2
    exit 0
  fi
  HOME=$home "$@" --config net.git-fetch-with-cli=false 2>"$home/library"
  code=$?
  if [ "$code" -eq 0 ]; then
    cat "$home/library" >&2
    exit 0
  fi
  now=$(cat "$home/program" "$home/library")
  most=$((most - 1))
  if [ "$now" = "$before" ] || [ "$most" -le 0 ]; then
    cat "$home/program" "$home/library" >&2
    exit "$code"
  fi
  before=$now
done
