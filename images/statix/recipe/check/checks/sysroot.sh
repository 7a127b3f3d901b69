# shellcheck shell=bash
# What lies in the sysroot, read from the files themselves.

archives() { find "$SYSROOT" -name '*.a' -type f | sort; }

# A shared object would win over the archive as soon as a crate asks for a dylib.
check_no_shared_objects() {
  local found
  found=$(find "$SYSROOT" "$RUST_LIB" -name '*.so' -o -name '*.so.*' -o -name '*.la' -o -name 'libgcc_s*')
  if [ -n "$found" ]; then
    echo "$found"
    return 1
  fi
  echo "no .so, .la or libgcc_s in the sysroot and in rustc's folder"
}

# Only glibc has these; an object that wants one was compiled with the host's headers.
check_no_glibc_objects() {
  local found
  archives | xargs x86_64-linux-musl-nm -A --undefined-only 2>/dev/null |
    grep -E ' U (__[a-z0-9]+_chk|_dl_find_object|__isoc(99|23)_.*|gnu_get_libc_version|__libc_single_threaded|__fdelt_chk|[a-z]+@GLIBC.*)$' |
    grep -v ' U __stack_chk_' >found || true
  found=$(cat found)
  if [ -n "$found" ]; then
    head -n 5 found
    return 1
  fi
  echo "$(archives | wc -l) archives, none has a glibc symbol"
}

# What a static archive needs has to be somewhere in the sysroot, or the first program that uses that
# corner of the library does not link.
check_symbols_defined() {
  local objects
  objects=$(find "$SYSROOT/usr/lib" -maxdepth 1 -name '*.o')
  # The linker's own symbols, and main, which is the program's.
  printf '%s\n' _GLOBAL_OFFSET_TABLE_ _DYNAMIC __ehdr_start __executable_start _end end _etext etext _edata edata __bss_start \
    __{init,fini,preinit}_array_{start,end} __rela_iplt_{start,end} __start___llvm_prf_{names,cnts,data} main >defined
  # Letters of nm: U is a strong reference; v and w are weak ones; all others define, C (common) too.
  # shellcheck disable=SC2086
  archives | xargs x86_64-linux-musl-nm --format=posix $objects 2>/dev/null | awk 'NF > 2 && $2 !~ /^[Uvw]$/ { print $1 }' >>defined
  archives | xargs x86_64-linux-musl-nm --format=posix 2>/dev/null | awk '$2 == "U" { print $1 }' | sort -u >undefined
  sort -u defined | comm -13 - undefined >missing
  if [ -s missing ]; then
    echo "defined nowhere in the sysroot: $(head -n 20 missing | tr '\n' ' ')"
    return 1
  fi
  echo "$(wc -l <undefined) strong references, all defined"
}

# traces PATTERN: what matches in the files that are named on standard input.
traces() {
  local file
  while read -r file; do
    grep -aoE "$1" "$file" | sort -u | sed "s,^,$file: ," || true
  done
}

# The stages' folders and the date of the build make two builds differ and lead nowhere.
check_no_build_traces() {
  local file
  archives | traces '/(sources/[a-z0-9+-]+/|tmp/(statix|[a-z0-9+]+/)|run/statix|out/usr|opt/statix)[A-Za-z0-9_./+-]*' >found
  # std has /tmp in its examples, and the profile runtime names the folder of the archive that it is linked with.
  find "$RUST_LIB" -name '*.rlib' | traces '/(sources/[a-z0-9+-]+/|tmp/(std|compiler-rt)|run/statix|usr/lib/rustlib/src)[A-Za-z0-9_./+-]*' >>found
  if [ -s found ]; then
    head -n 10 found
    return 1
  fi
  # Archive members with an owner or a date.
  archives | while read -r file; do
    x86_64-linux-musl-ar tv "$file" | awk -v file="$file" '$2 != "0/0" || $7 != "1970" && $6 != "1970" { print file ": " $0; exit }'
  done >owned
  if [ -s owned ]; then
    head -n 5 owned
    return 1
  fi
  echo "no path, date or owner of the build in archives"
}

# Of the archives of some size; libresolv.a and the like have nothing to protect, and a library may say
# so of its own.
check_stack_protector() {
  local file name count=0
  jq -r '.libraries[] | select(.withoutStackProtector) | .name' "$LIBRARIES"/*/library.json >without
  archives | while read -r file; do
    name=${file##*/lib}
    name=${name%.a}
    case $name in clang_rt.* | atomic | c++experimental) continue ;; esac
    if grep -qxF "$name" without || [ "$(stat -c %s "$file")" -lt 40000 ]; then continue; fi
    x86_64-linux-musl-nm --undefined-only "$file" 2>/dev/null | has __stack_chk_fail || echo "${file##*/}"
  done >unprotected
  if [ -s unprotected ]; then
    echo "built without -fstack-protector-strong: $(xargs <unprotected)"
    return 1
  fi
  count=$(archives | wc -l)
  echo "$count archives"
}
