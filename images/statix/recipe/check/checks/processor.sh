# shellcheck shell=bash
# For which processor a program is compiled, and what is recorded of its link.

# recorded FLAGS [OPTION...]: what the record of a program's link says of options, with its C compiled so.
recorded() {
  local file flags=$1
  shift
  rm -rf target
  STATIX_PROBE_FLAGS=$flags release "$@"
  [ "$("$(built processor)")" = 42 ]
  file=$(echo target/"$TRIPLE"/release/deps/processor-????????????????.statix-cpu)
  tr '\n' ' ' <"$file"
}

check_processor_marks() {
  local program
  project processor 'build = "build.rs"'
  [ "$(recorded '')" = '' ]
  program=$(sha256sum <"$(built processor)")
  [ "$(recorded '-march=x86-64 -mtune=native -mavx2 -mno-avx2')" = '' ]
  [ "$(recorded '-mavx2 -march=native')" = '-march=native -mavx2 ' ]
  # What lld leaves out of a program is not in it, and the marks are in none.
  [ "$(sha256sum <"$(built processor)")" = "$program" ]
  [ "$(STATIX_PROBE_MODIFIERS=:+whole-archive recorded -mavx2)" = '-march=skylake -mavx2 ' ]
  [ "$(recorded '-flto -march=haswell')" = '-march=haswell ' ]
  [ "$(recorded '-flto=thin -march=haswell')" = '-march=haswell ' ]
  [ "$(recorded '-march=haswell' --config 'profile.release.lto="fat"')" = '-march=haswell ' ]
  echo -march=znver3 >flags
  [ "$(recorded "@$PWD/flags")" = '-march=znver3 ' ]
  echo "the options of C that is in the program"
}

# The same through the compiler cache, and from CMake; and compilations that a mark would break.
check_processor_marks_kept() {
  project processor 'build = "build.rs"'
  export STATIX_CCACHE=$PWD/cache
  mkdir cache
  for _ in 1 2; do [ "$(recorded -mavx2)" = '-mavx2 ' ]; done
  [ "$(counted)" = "2 2" ]
  unset STATIX_CCACHE
  mkdir cmake
  printf 'cmake_minimum_required(VERSION 3.20)\nproject(probe C)\nadd_library(probe STATIC ../taken.c)\ntarget_compile_options(probe PRIVATE -march=native)\n' >cmake/CMakeLists.txt
  cmake -S cmake -B cmake/build -DCMAKE_TOOLCHAIN_FILE="$CMAKE_TOOLCHAIN_FILE_x86_64_unknown_linux_musl"
  cmake --build cmake/build
  x86_64-linux-musl-nm cmake/build/libprobe.a | has 'statix\.cpu:-march=native$'
  musl-gcc -march=native -Weverything -Werror -Wno-missing-prototypes -Wno-missing-variable-declarations -pedantic-errors -std=c89 -c taken.c -o strict.o
  printf '.globl taken\ntaken: ret\n' >assembler.s
  musl-gcc -march=native -Werror -c assembler.s -o assembler.o
  musl-gcc -march=native -Werror -x assembler-with-cpp -c assembler.s -o assembler.o
  musl-gcc -march=native -E taken.c >preprocessed
  if has statix <preprocessed; then return 1; fi
  printf 'export module probe;\n' >probe.cppm
  musl-g++ -march=native -std=c++20 -Werror --precompile probe.cppm -o probe.pcm
  printf 'module;\n#include <stdlib.h>\nexport module other;\n' >other.cc
  musl-g++ -march=native -std=c++20 -x c++-module -c other.cc -o other.o
  # A header that is compiled in advance has to be the first one.
  printf 'typedef int number;\n' >number.h
  musl-gcc -march=native -x c-header number.h -o number.h.pch
  printf 'number taken(number a) { return a; }\n' >header.c
  rm number.h
  touch number.h
  musl-gcc -march=native -include number.h -c header.c -o header.o -Xclang -fno-validate-pch
  echo "through the cache, from CMake, and out of the way of others"
}

# A record is left beside a program of rustc, whatever else goes wrong, and beside nothing else.
check_link_record() {
  local deps
  project processor 'build = "build.rs"'
  recorded '' >/dev/null
  deps=target/$TRIPLE/release/deps
  grep -qE "^2	1	$PWD/target/.*/out/libprobe\.a$" "$deps"/processor-*.statix-link
  grep -qE '/libprobe\.a\(taken\.o\)	taken$' "$deps"/processor-*.statix-why
  # One that cannot be written is none.
  rm "$deps"/processor-*.statix-*
  mkdir "$(echo "$deps"/processor-????????????????).statix-link"
  touch src/main.rs
  STATIX_PROBE_FLAGS='' TMPDIR=/nonexistent release
  "$(built processor)"
  mkdir c
  musl-gcc "$PROBES/hello.c" -o c/hello
  [ "$(ls c)" = hello ]
  echo "archives, and members with the reason"
}

# Programs run as on a processor without what they are compiled for.
check_emulator() {
  local emulator status=0
  emulator=$(jq -r '.tools[] | select(.name == "qemu-x86_64") | .path' "$CONTRACT")
  musl-gcc "$PROBES/hello.c" -o hello
  [ "$("$emulator" -cpu qemu64 ./hello)" = "hello from C" ]
  printf '#include <immintrin.h>\nint main(int argc, char **argv) { (void)argv; __m256i a = _mm256_set1_epi32(argc); a = _mm256_add_epi32(a, a); return _mm256_extract_epi32(a, 1) - 2; }\n' >wide.c
  musl-gcc -mavx2 wide.c -o wide
  "$emulator" -cpu max ./wide
  (ulimit -c 0 && exec "$emulator" -cpu qemu64 ./wide) || status=$?
  [ $status -eq 132 ]
  echo "AVX2 ends with SIGILL where the processor has none"
}
