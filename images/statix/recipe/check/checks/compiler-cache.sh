# shellcheck shell=bash
# Compiling C and C++ through a cache: what comes out of it is what clang alone writes.

# cached [OPTION...]: in this folder, with and without the cache; both have to write the same files.
cached() {
  local file
  mkdir -p plain through
  for file in plain through; do rm -f "$file"/*; done
  env -u STATIX_CCACHE "${CACHE_DRIVER:-musl-gcc}" "$@" -o out.o 2>plain/messages
  mv out.* plain/
  "${CACHE_DRIVER:-musl-gcc}" "$@" -o out.o 2>through/messages
  mv out.* through/
  diff -r plain through
  [ "$(stat -c %a plain/out.o)" = "$(stat -c %a through/out.o)" ]
}
# counted: objects that came out of the cache so far, and others.
counted() {
  CCACHE_CONFIGPATH=/dev/null CCACHE_DIR=$STATIX_CCACHE ccache --print-stats |
    awk '/^(direct|preprocessed)_cache_hit\t/ { hit += $2 } /^cache_miss\t/ { miss = $2 } END { print hit + 0, miss + 0 }'
}
new_cache() {
  export STATIX_CCACHE=$PWD/cache
  mkdir -p cache one two
  printf '#include <stdio.h>\n#include "size.h"\nint main(void) { printf("%%s %%d\\n", __FILE__, size(3)); return 0; }\n' >one/main.c
  printf 'static inline int size(int a) { return a * 5; }\n' >one/size.h
  cp one/* two/
}

check_compiler_cache() {
  new_cache
  (cd one && cached -O2 -c main.c && cached -O2 -c main.c)
  (cd two && cached -O2 -c main.c)
  [ "$(counted)" = "2 1" ]
  # What differs with the folder or with what the options name.
  for folder in one two one; do
    cd $folder
    cached -O2 -g -c main.c
    cached -O2 -g -ffile-prefix-map="$PWD"=/here -c main.c
    cached -O2 -g -ffile-prefix-map="$PWD"=/there -c main.c
    cached -g -O1 -c "$PWD/main.c"
    cached -O2 -flto -fPIC -c main.c
    cached -O2 -MD -MF out.d -c main.c
    cached -O2 -MMD -MP -MF out.d -MT other -c main.c
    cached -O2 -gsplit-dwarf -c main.c
    cached -O2 -fprofile-instr-generate -fcoverage-mapping -c main.c
    cached -O2 -march=native -c main.c
    cached -O2 -Wextra -Wunused -DUNUSED -c main.c
    printf -- '-O2 -c main.c\n' >arguments
    cached @arguments
    cd ..
  done
  # A file that is no part of what a cache brings back.
  for _ in 1 2; do
    musl-gcc -O2 -ftime-trace -c one/main.c -o one/main.o
    rm one/main.json
  done
  musl-gcc -O2 one/main.c -o program
  static_pie program
  [ "$(./program)" = "one/main.c 15" ]
  echo "$(counted | sed 's/ / hits, /') misses: as clang alone, in two folders"
}

# Whatever else the same command may read the next time.
check_compiler_cache_files() {
  new_cache
  mkdir -p first second
  cd one
  printf 'int f(void) { return 1; }\n' >../second/part.h
  printf '#if __has_include("../maybe.h")\nint maybe = 1;\n#endif\n#include <part.h>\nint g(void) { return f(); }\n' >source.c
  cached -g -I../first -I../second -c source.c
  # One in front of it.
  printf 'int f(void) { return 2; }\n' >../first/part.h
  cached -g -I../first -I../second -c source.c
  # The same text after preprocessing, at another column.
  printf '/* */ int f(void) { return 2; }\n' >../first/part.h
  cached -g -I../first -I../second -c source.c
  touch ../maybe.h
  cached -I../first -I../second -c source.c
  printf 'a' >data
  printf '__asm__(".data\\n.incbin \\"data\\"\\n");\n' >incbin.c
  cached -c incbin.c
  printf 'bc' >data
  cached -c incbin.c
  printf 'const char *now = __TIME__ __DATE__;\n' >now.c
  musl-gcc -c now.c -o now.o
  SOURCE_DATE_EPOCH=0 musl-gcc -c now.c -o then.o
  if cmp -s now.o then.o; then return 1; fi
  printf '#include <source_location>\n   int column = std::source_location::current().column();\n' >column.cc
  CACHE_DRIVER=musl-g++ cached -std=c++20 -O2 -c column.cc
  sed -i 's/^   int/int/' column.cc
  CACHE_DRIVER=musl-g++ cached -std=c++20 -O2 -c column.cc
  mkdir 'with space'
  printf 'int a;\n' >'with space/a.h'
  printf '#include "with space/a.h"\n' >space.c
  cached -c space.c
  # An error is told once, and is an error.
  printf 'int f( { }\n' >wrong.c
  if musl-gcc -c wrong.c -o wrong.o 2>errors; then return 1; fi
  [ "$(grep -c 'error: ' errors)" = "$(musl-gcc -fsyntax-only wrong.c 2>&1 | grep -c 'error: ')" ]
  [ ! -e wrong.o ]
  echo "headers in front of others, columns, __has_include, .incbin, __TIME__"
}

# A cache that is damaged, of others or full of rubbish makes no difference but time.
check_compiler_cache_damaged() {
  local file
  new_cache
  cd one
  cached -O2 -c main.c
  find "$STATIX_CCACHE"/? -type f ! -name stats | while read -r file; do printf 'rubbish' | dd of="$file" bs=1 seek=40 conv=notrunc status=none; done
  cached -O2 -c main.c
  find "$STATIX_CCACHE"/? -type f | while read -r file; do truncate -s 20 "$file"; done
  cached -O2 -c main.c
  find "$STATIX_CCACHE"/? -type f | while read -r file; do
    rm "$file"
    mkdir "$file"
  done
  cached -O2 -c main.c
  rm -rf "$STATIX_CCACHE"
  mkdir "$STATIX_CCACHE"
  touch "$STATIX_CCACHE"/{0,1,2,3,4,5,6,7,8,9,a,b,c,d,e,f,tmp,lock}
  cached -O2 -c main.c
  rm "$STATIX_CCACHE"/*
  chmod 555 "$STATIX_CCACHE"
  cached -O2 -c main.c
  chmod 755 "$STATIX_CCACHE"
  STATIX_CCACHE=/nonexistent cached -O2 -c main.c
  STATIX_CCACHE=$PWD/main.c cached -O2 -c main.c
  echo "damaged, truncated, replaced, not writable, not there"
}

# The settings are the image's alone.
check_compiler_cache_settings() {
  local settings
  new_cache
  cd one
  mkdir -p "$HOME/.config/ccache" "$HOME/.ccache"
  for settings in "$HOME/.config/ccache/ccache.conf" "$HOME/.ccache/ccache.conf" "$STATIX_CCACHE/ccache.conf" ./ccache.conf; do
    printf 'disable = true\nprefix_command = /nonexistent\nsloppiness = time_macros,include_file_mtime\nbase_dir = /\nhash_dir = false\n' >"$settings"
  done
  export CCACHE_DISABLE=1 CCACHE_PREFIX=/nonexistent CCACHE_BASEDIR=/ CCACHE_NOHASHDIR=1 CCACHE_CONFIGPATH=$PWD/ccache.conf CCACHE_RECACHE=1
  cached -O2 -g -c main.c
  (cd ../two && cached -O2 -g -c main.c && cached -O2 -g -c main.c)
  [ "$(counted)" = "1 2" ]
  rm -rf "$HOME/.config/ccache" "$HOME/.ccache"
  echo "none of the home, the folder, the cache or the environment"
}
