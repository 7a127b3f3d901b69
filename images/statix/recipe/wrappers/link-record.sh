# shellcheck shell=sh
# Sourced by x86_64-linux-musl-ld once rustc has linked a program. Beside the program X it leaves
#   X.statix-link  lld's table of archives: how many members each has, and how many are in the program
#   X.statix-why   each member that is in it, and why
#   X.statix-cpu   options that say for which processor its C and C++ was compiled (cpu-mark.h), a line each, sorted;
#                  empty where there are none
# What is linked is the same with them and without, and nothing here fails a link.

# record_link PROGRAM FOLDER: in the folder is what lld has told.
record_link() {
  LC_ALL=C
  export LC_ALL
  # In the form of make: each file that was read is a rule of its own.
  sed -n -e 's/\\\([ #]\)/\1/g' -e 's/\$\$/$/g' -e 's/^\(.*[^\\]\):$/\1/p' "$2/files" >"$2/read"
  # Archives of the image are compiled for the baseline, and an object of rustc says nothing.
  grep -vE '^/opt/statix/|/lib/rustlib/|/lib/clang/|\.rcgu\.o$' "$2/read" | tr '\n' '\0' |
    xargs -0 -r grep -lsF 'statix.cpu:' >"$2/marked"
  while IFS= read -r file; do marks_of "$file" "$2"; done <"$2/marked" | tr ',' '\n' |
    grep -E '^-m[A-Za-z0-9=._+-]*$' | sort -u >"$2/cpu"
  mv -f "$2/archives" "$1.statix-link"
  mv -f "$2/members" "$1.statix-why"
  # Without the list of what was read it is not known.
  if [ -s "$2/read" ]; then mv -f "$2/cpu" "$1.statix-cpu"; fi
}

# marks_of FILE FOLDER: of its objects that are in the program. Of an archive those that lld took out of it; all, of
# one that is linked whole, which lld's table leaves out.
marks_of() {
  /opt/statix/llvm/bin/llvm-nm --print-file-name "$1" 2>/dev/null | FILE=$1 awk -v members="$2/members" -v archives="$2/archives" '
    BEGIN {
      file = ENVIRON["FILE"]
      while ((getline line < archives) > 0) {
        split(line, field, "\t")
        if (field[3] == file) lazy = 1
      }
      while ((getline line < members) > 0) {
        split(line, field, "\t")
        if (index(field[2], file "(") == 1) taken[substr(field[2], length(file) + 2, length(field[2]) - length(file) - 2)] = 1
      }
    }
    # FILE:MEMBER: VALUE TYPE NAME, and of an object FILE: VALUE TYPE NAME.
    at = index($0, " statix.cpu:") {
      place = substr($0, length(file) + 2)
      member = index(place, " ") == 1 ? "" : substr(place, 1, index(place, ": ") - 1)
      if (member == "" || !lazy || member in taken) print substr($0, at + length(" statix.cpu:"))
    }'
}
