# Runs cargo, and then tells of each program what it is linked from: what the linker has recorded, and which native
# objects are in the libraries that it was given. What cargo says and how it ends stays as it is.
#   target folder, folder for what is told, llvm-ar, folder in which rustc looks for libraries by itself, programs
#   (paths in the target folder, a line each), and then cargo with its arguments
target=$1 folder=$2 ar=$3 fallback=$4 programs=$5
shift 5
unset PWD
"$@"
code=$?
if [ "$code" -ne 0 ]; then exit "$code"; fi

# Members of an archive that are no Rust.
natives() { "$ar" tv "$1" | grep -vE ' (lib\.rmeta|[^ ]*\.rcgu\.o)$'; }

# A package's libraries by the units that cargo has compiled of it: the folder of a unit has the hash that its
# library has.
libraries_of() {
  for mark in "$1/.fingerprint/$2"-????????????????/lib-*; do
    case $mark in *.json) continue ;; esac
    unit=${mark%/*}
    unit=${unit##*-}
    library=$(printf '%s' "${mark##*/lib-}" | tr - _)-$unit
    if [ ! -f "$1/deps/lib$library.rlib" ]; then continue; fi
    if ! grep -qF "lib$library.rlib" "$3"; then continue; fi
    source=$(sed -n '1s/^[^ ]* \([^ ]*\).*/\1/p' "$1/deps/$library.d")
    printf '#rlib\t%s\t%s\n' "$1/deps/lib$library.rlib" "$source"
    natives "$1/deps/lib$library.rlib"
  done
}

# Archives that a build script has named, where rustc finds them (rustc book, "-l" and "-L").
archives_of() {
  searched=$(sed -nE 's/^cargo::?rustc-link-search=((native|all|dependency)=)?//p' "$1/output")
  sed -nE 's/^cargo::?rustc-link-lib=([^=]*=)?//p' "$1/output" | sed 's/:[^:]*$//' | sort -u | while IFS= read -r name; do
    printf '%s\n' "$searched" "$fallback" | while IFS= read -r place; do
      for file in "$place/lib$name.a" "$place/$name"; do
        if [ -f "$file" ]; then
          printf '#archive\t%s\n' "$(readlink -f "$file")"
          natives "$file"
          break 2
        fi
      done
    done
  done
}

told() {
  release=${1%/deps/*}
  release=${release%/examples/*}
  printf '#stats\n'
  cat "$1.statix-link"
  # The image has its libraries under the names of GCC's as well, as links.
  sed -n 's/^[0-9]*\t[0-9]*\t\(.*\.a\)$/\1/p' "$1.statix-link" | sort -u | while IFS= read -r given; do
    if [ -h "$given" ]; then printf '#real\t%s\t%s\n' "$given" "$(readlink -f "$given")"; fi
  done
  if [ -f "$1.statix-why" ]; then
    printf '#why\n'
    cat "$1.statix-why"
  fi
  if [ -f "$1.statix-cpu" ]; then
    printf '#cpu\n'
    cat "$1.statix-cpu"
  fi
  grep -lE '^cargo::?rustc-link-(lib|search)=' "$release"/build/*/output 2>/dev/null | while IFS= read -r output; do
    place=${output%/output}
    package=${place##*/}
    found=$(libraries_of "$release" "${package%-*}" "$1.statix-link")
    if [ -z "$found" ]; then continue; fi
    printf '%s\n' "$found"
    archives_of "$place"
  done
  printf '#end\n'
}

mkdir -p "$folder"
printf '%s\n' "$programs" | while IFS= read -r program; do
  name=${program##*/}
  made=$target/$program
  case $program in
    */examples/*) place=${made%/*} ;;
    *) place=${made%/*}/deps ;;
  esac
  # Cargo links what it has linked under a name with a hash to the plain name.
  for linked in "$place/$(printf '%s' "$name" | tr - _)"-????????????????; do
    if [ ! "$linked" -ef "$made" ] || [ ! -f "$linked.statix-link" ]; then continue; fi
    # Once for each link. What a build script has left in a place, a FIFO or a link, would be waited for or followed.
    if [ ! -f "$linked.statix-told" ] || [ ! "$linked.statix-told" -nt "$linked" ]; then
      rm -rf -- "$linked.statix-told"
      told "$linked" >"$linked.statix-told" 2>/dev/null
    fi
    rm -rf -- "$folder/$name"
    cat "$linked.statix-told" >"$folder/$name"
    break
  done
done
exit "$code"
