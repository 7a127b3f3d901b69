# shellcheck shell=bash
# C and C++ programs, compiled with the wrappers and run.
# shellcheck disable=SC2154  # the image's environment

# static_pie FILE: no interpreter, no needed library, position independent. Read from the program
# headers and the dynamic section, not from what `file` makes of them.
static_pie() {
  static "$1"
  grep -qE 'Type: +DYN' headers
  grep -q 'FLAGS_1.*PIE' headers
}
static() {
  x86_64-linux-musl-readelf -hld "$1" >headers
  if grep -E 'INTERP|\(NEEDED\)' headers; then return 1; fi
}

check_c_static_pie() {
  x86_64-linux-musl-gcc -O2 -Wall -Wextra -Werror "$PROBES/hello.c" -o hello
  static_pie hello
  [ "$(./hello)" = "hello from C" ]
  # Compiling and linking in two steps, as build systems do.
  musl-gcc -c "$PROBES/hello.c" -o hello.o
  musl-gcc hello.o -o hello2
  static_pie hello2
  ./hello2
}

# The other shapes a build may ask for, and that each is what it says.
check_c_other_links() {
  musl-gcc -Werror -no-pie "$PROBES/hello.c" -o nopie
  static nopie
  grep -qE 'Type: +EXEC' headers
  ./nopie >/dev/null
  musl-gcc -static "$PROBES/hello.c" -o static
  static static
  ./static >/dev/null
  musl-gcc -shared -fPIC "$PROBES/library.c" -o library.so
  x86_64-linux-musl-readelf -h library.so | has 'Type: +DYN'
  musl-gcc -r -nostdlib "$PROBES/library.c" -o library.o
  x86_64-linux-musl-readelf -h library.o | has 'Type: +REL'
  # rustc hands over long command lines in a file.
  printf '%s\n' -static -no-pie "$PROBES/hello.c" -o response >response.args
  musl-gcc @response.args
  static response
  ./response >/dev/null
  musl-gcc -v 2>&1 | has '^Target: x86_64-.*linux-musl$'
  echo "-no-pie, -static, -shared, -r, @file"
}

# The probes of older configure scripts declare nothing, and take an error for a missing function.
check_c_undeclared_functions() {
  echo 'main() { char text[] = "name=value"; return strchrnul(text, 61) == 0; }' >probe.c
  musl-gcc -std=gnu17 probe.c -o probe
  musl-gcc -std=gnu89 -pedantic probe.c -o probe
  if musl-gcc -Werror=implicit-function-declaration probe.c -o probe 2>errors; then return 1; fi
  has 'strchrnul' <errors
  # CMake's and Meson's have names that nothing has.
  echo 'int main(void) { return statix_has_no_such_function(); }' >missing.c
  if musl-gcc missing.c -o missing 2>errors; then return 1; fi
  has 'undefined symbol: statix_has_no_such_function' <errors
}

# What only compiler-rt and libatomic have.
check_c_compiler_rt() {
  musl-gcc -O1 -c "$PROBES/compiler-rt.c" -o compiler-rt.o
  x86_64-linux-musl-nm -u compiler-rt.o >wanted
  grep -qE '__muldc3|__divdc3' wanted
  grep -qE '__atomic_' wanted
  musl-gcc compiler-rt.o -o compiler-rt -lm
  static_pie compiler-rt
  ./compiler-rt
}

# musl gives threads made by C 128 KiB unless the program header says otherwise.
check_c_stack_size() {
  local default larger
  musl-gcc "$PROBES/thread-stack.c" -o thread-stack -lpthread
  default=$(./thread-stack)
  musl-gcc -Wl,-z,stack-size=8388608 "$PROBES/thread-stack.c" -o thread-stack
  larger=$(./thread-stack)
  echo "$default bytes, and $larger where a build asks for 8 MiB"
  [ "$default" -ge 2000000 ] && [ "$larger" -ge 8000000 ]
}

# Headers and functions that musl leaves out.
check_c_additions() {
  musl-gcc -Wall -Wextra -Werror "$PROBES/additions.c" -o additions -lresolv
  static_pie additions
  ./additions
}

# Those have archives of their own, because they are under the LGPL.
check_c_gnu_extensions() {
  mkdir -p tree/folder
  printf abc >tree/a
  printf hello >tree/folder/b
  # Without -lexecinfo: as in glibc, whoever finds the header may call.
  musl-gcc -O2 -g -Wall -Wextra -Werror "$PROBES/gnu-extensions.c" -o extensions -lfts -largp -lobstack
  static_pie extensions
  [ "$(./extensions --shout=7 tree 2>trace)" = "7 a=3 b=5 backtrace" ]
  llvm-symbolizer -e extensions "$(sed -n '1s/.*(+\(0x[0-9a-f]*\)).*/\1/p' trace)" | has '^depth$'
  ./extensions --help | has '[-]-shout=NUMBER +A number'
  # C++ and every header alone.
  for header in argp.h execinfo.h fts.h obstack.h error.h resolv.h sys/cdefs.h sys/queue.h sys/tree.h; do
    printf '#include <%s>\n' $header >header.cc
    musl-g++ -Wall -Wextra -Werror -c header.cc -o header.o
    musl-gcc -Wall -Wextra -Werror -x c -c header.cc -o header.o
  done
  echo "argp, fts, obstack, and backtrace with symbols for llvm-symbolizer"
}

# Alpine's linux-headers package has these folders.
check_c_kernel_headers() {
  local folder header count=0
  for folder in asm asm-generic drm linux misc mtd rdma scsi sound video xen; do [ -n "$(ls "$SYSROOT/usr/include/$folder")" ]; done
  for header in linux/io_uring.h linux/bpf.h linux/fuse.h linux/if_tun.h linux/random.h linux/userfaultfd.h linux/vfio.h linux/kvm.h \
    drm/drm.h drm/drm_mode.h misc/fastrpc.h mtd/mtd-user.h mtd/ubi-user.h rdma/ib_user_verbs.h scsi/sg.h scsi/scsi_bsg_fc.h \
    sound/asound.h sound/asequencer.h video/edid.h; do
    printf '#include <stddef.h>\n#include <stdint.h>\n#include <%s>\n' $header >header.c
    musl-gcc -c header.c -o header.o
    count=$((count + 1))
  done
  echo "$count headers of $(find "$SYSROOT/usr/include/linux" -name '*.h' | wc -l) in linux/ and 10 more folders"
}

# A name that a crate hard-codes has to lead to the archive here that has its functions.
check_library_names() {
  local name
  musl-g++ -std=c++20 -c "$PROBES/runtime.cc" -o runtime.o
  for name in stdc++ stdc++fs supc++ c++ c++abi gcc gcc_eh atomic unwind pthread rt dl m util resolv execinfo crypt; do
    musl-g++ runtime.o "-l$name" -o named
    ./named >/dev/null
  done
  if musl-gcc "$PROBES/hello.c" -lgcc_s -o named 2>/dev/null; then
    echo "-lgcc_s links"
    return 1
  fi
  echo "names of GCC's and glibc's libraries; no libgcc_s"
}

# Autoconf as a crate's build script drives it: configure made anew, programs of AC_RUN_IFELSE that run.
check_autotools() {
  cp -r "$PROBES/autotools/." .
  autoreconf -i
  ./configure --host=x86_64-linux-musl --build=x86_64-linux-gnu --disable-shared CC="$CC_x86_64_unknown_linux_musl" >configured
  grep -q '^checking whether we are cross compiling... yes' configured
  make
  ./program
  # The form for one's own machine, which runs what it compiles.
  make distclean
  ./configure --disable-shared CC="$CC_x86_64_unknown_linux_musl" >configured
  grep -q '^checking that programs run... yes' configured
  make
  static_pie program
  ./program
}

# The sysroot under its name of Statix v0.1.0.
check_v1_sysroot() {
  musl-gcc -I/opt/musl/x86_64-linux-musl/include -L/opt/musl/x86_64-linux-musl/lib "$LIBRARIES/zlib/probe.c" -o zlib -lz
  ./zlib
}

check_c_coverage() {
  musl-gcc -fprofile-instr-generate -fcoverage-mapping "$PROBES/hello.c" -o hello
  LLVM_PROFILE_FILE=hello.profraw ./hello >/dev/null
  llvm-profdata merge hello.profraw -o hello.profdata
  llvm-cov export -summary-only -instr-profile hello.profdata ./hello |
    jq -er '.data[0].totals.functions | "\(.covered) of \(.count) functions covered" | select(. == "1 of 1 functions covered")'
}

check_cxx_runtime() {
  musl-g++ -std=c++20 -O2 -Wall -Wextra -Werror "$PROBES/runtime.cc" -o runtime
  static_pie runtime
  ./runtime >out
  diff - out <<'OUT'
caught: out of range
atomic: 42
thread destructor
filesystem: b
main destructor
OUT
  # A C driver with the libraries named as crates name them, under both names.
  musl-g++ -std=c++20 -c "$PROBES/runtime.cc" -o runtime.o
  for library in c++ stdc++; do
    musl-gcc runtime.o "-l$library" -o named
    ./named >/dev/null
  done
  echo "exceptions, thread_local destructors, 16-byte std::atomic, filesystem"
}

# As the openssl-src crate calls it: `vendored` has to find the machine's CA certificates too.
check_openssl_vendored() {
  # shellcheck disable=SC2016  # $ is perl's
  printf '%s\n' 'open(my $makefile, ">", "Makefile"); print $makefile "ENGINESDIR=\$(libdir)/engines-3\nMODULESDIR=\$(libdir)/ossl-modules\n";' \
    'print join("|", @ARGV), "\n";' >Configure
  [ "$("${OPENSSL_SRC_PERL:?}" ./Configure --prefix=/here 'a b' --openssldir=/usr/local/ssl)" = '--prefix=/here|a b|--openssldir=/etc/ssl' ]
  diff - Makefile <<'OUT'
ENGINESDIR=/usr/lib/engines-3
MODULESDIR=/usr/lib/ossl-modules
OUT
  echo "OPENSSLDIR /etc/ssl, no build folder"
}

# The wrapper sees the sysroot's packages, and only those; PKG_CONFIG_PATH adds.
check_pkg_config() {
  local libs
  libs=$(x86_64-linux-musl-pkg-config --cflags --libs libssl)
  for part in "-I$SYSROOT/usr/include" "-L$SYSROOT/usr/lib" -lssl -lcrypto; do
    case " $libs " in *" $part "*) ;; *)
      echo "no $part in: $libs"
      return 1
      ;;
    esac
  done
  mkdir host own
  # shellcheck disable=SC2016  # ${prefix} is pkg-config's
  printf 'prefix=/own\nName: own\nDescription: own\nVersion: 1\nLibs: -L${prefix}/lib -lown\n' >own/own.pc
  [ "$(PKG_CONFIG_PATH=$PWD/own x86_64-linux-musl-pkg-config --libs own | xargs)" = "-L/own/lib -lown" ]
  printf 'Name: host\nDescription: host\nVersion: 1\n' >host/host.pc
  if PKG_CONFIG_LIBDIR=$PWD/host x86_64-linux-musl-pkg-config --exists host; then
    echo "the host's pkg-config folders are visible"
    return 1
  fi
  echo "$libs"
}

# As the cmake crate calls it in a build script: cross mode, and a library that another build script
# has built and that the sysroot has too. Header and archive both have to be the other's.
check_cmake_build_script() {
  local OUT_DIR=$PWD/target/build/probe-1/out other=$PWD/target/build/other-2/out
  export OUT_DIR
  mkdir -p "$OUT_DIR" "$other/lib" "$other/include"
  printf '#define ZLIB_VERSION "99.9"\n' >"$other/include/zlib.h"
  musl-gcc -c "$PROBES/library.c" -o library.o
  x86_64-linux-musl-ar rcs "$other/lib/libz.a" library.o
  cmake -S "$PROBES/cmake" -B build -DCMAKE_TOOLCHAIN_FILE="$CMAKE_TOOLCHAIN_FILE_x86_64_unknown_linux_musl" \
    -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=x86_64 "-DCMAKE_PREFIX_PATH=$other" "-DPROBE_OTHER=$other"
  cmake --build build
  echo "cross mode runs what it builds; another build script's library wins over the sysroot's"
}

check_cmake() {
  cmake -S "$PROBES/cmake" -B build -G Ninja -DCMAKE_TOOLCHAIN_FILE="$CMAKE_TOOLCHAIN_FILE_x86_64_unknown_linux_musl" \
    -DCMAKE_BUILD_TYPE=Release
  cmake --build build
  static_pie build/probe
  ./build/probe
}

# upx is the image's, the binary what it will be used on.
check_upx() {
  musl-g++ -std=c++20 -O2 "$PROBES/runtime.cc" -o runtime
  upx -q --best --lzma runtime -o packed
  upx -q -t packed
  diff <(./runtime) <(./packed)
  echo "$(stat -c %s runtime) -> $(stat -c %s packed) bytes, runs"
}

# protobuf's own types are not in protoc's package.
check_protoc() {
  protoc --descriptor_set_out=out.bin --include_imports -I"$PROBES" "$PROBES/message.proto"
  [ -s out.bin ]
  echo "message with google.protobuf.Any and Timestamp"
}

# bindgen, in a build script, loads libclang from LIBCLANG_PATH and parses the target's headers.
check_libclang() {
  local library header
  library=$(find -L "$LIBCLANG_PATH" -maxdepth 1 -name 'libclang-*.so.*' -o -maxdepth 1 -name 'libclang.so*' | sort | sed -n 1p)
  gcc "$PROBES/libclang.c" -o libclang -ldl
  for header in headers.h headers.hpp; do
    # shellcheck disable=SC2086,SC2154  # as bindgen splits it
    ./libclang "$library" "$PROBES/$header" $BINDGEN_EXTRA_CLANG_ARGS_x86_64_unknown_linux_musl
  done
  # Some build scripts link it.
  echo 'void *clang_createIndex(int, int); int main(void) { return !clang_createIndex(0, 0); }' >linked.c
  gcc linked.c -L "$LIBCLANG_PATH" -lclang -o linked
  ./linked
}
