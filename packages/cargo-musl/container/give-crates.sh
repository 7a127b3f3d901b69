# Writes to standard output, as an archive, which files of the Cargo home $1 have a name that the list $2 has:
# archives of crates, and what indexes say of them.
set -eu
cd "$1"
find registry/cache registry/index -type f ! -path '*/.git/*' |
  awk -F/ 'FILENAME == ARGV[1] { wanted[$0]; next } $NF in wanted' "$2" - |
  tar --create --file=- --format=posix --verbatim-files-from --files-from=-
