# Writes results of the C and C++ compiler in the target folder $1 to standard output, as an archive, without those
# that the list $2 names.
set -eu
cd "$1"
if [ ! -d .ccache ]; then exit 0; fi
find .ccache -type f -name '*[MR]' | sort |
  awk 'FILENAME == ARGV[1] { known[$0]; next } !($0 in known)' "$2" - |
  tar --create --file=- --format=posix --verbatim-files-from --files-from=-
