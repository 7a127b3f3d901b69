# Writes files of the folder $1 to standard output, as an archive: those that the list $2 names, one on a line,
# in its order, and all below a folder. What is not there is passed over.
set -eu
cd "$1"
tar --create --file=- --format=posix --pax-option=delete=atime,delete=ctime --hard-dereference \
  --verbatim-files-from --files-from="$2"
