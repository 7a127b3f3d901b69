# shellcheck shell=bash
# Each library of the sysroot does real work in a program that is compiled and linked with what
# pkg-config says about it, and nothing else. What it must answer comes from a standard or from
# another program.
#
# A library brings its own check, in $LIBRARIES/<name>: probe.c, a program that ends with an error if
# something is not as it should be and else prints what it has done; and, if building and running it
# is not all, check.sh, which calls `probe` and runs it as it likes. library.json has the names.
# shellcheck disable=SC2154  # the image's environment

# of_library NAME FILTER: lines of its library.json
of_library() { jq -r "$2" "$LIBRARIES/$1/library.json"; }

# probe [FLAG...]: builds the library's probe.c as ./probe with the packages $packages.
probe() {
  # shellcheck disable=SC2046
  musl-gcc -O2 -Wall -Wextra -Werror -I"$PROBES" "$@" "$folder/probe.c" -o probe $(x86_64-linux-musl-pkg-config --cflags --libs "$packages")
  static_pie probe
}

library() {
  local folder=$LIBRARIES/$1 packages
  packages=$(of_library "$1" '[.libraries[].pkgConfig | values] | join(" ")')
  if [ -e "$folder/check.sh" ]; then
    # shellcheck source=/dev/null
    . "$folder/check.sh"
  else
    probe
    ./probe
  fi
}

# A check for each, named as the library.
for name in "$LIBRARIES"/*; do
  name=${name##*/}
  eval "check_library_${name//-/_}() { library '$name'; }"
done

# As CMake projects find them: the packages of upstream, or CMake's own modules.
check_library_cmake_packages() {
  local folder name count=0
  printf '%s\n' 'cmake_minimum_required(VERSION 3.20)' 'project(packages C)' 'set(CMAKE_POSITION_INDEPENDENT_CODE ON)' >CMakeLists.txt
  for folder in "$LIBRARIES"/*; do
    name=${folder##*/}
    jq -r --arg name "$name" --arg folder "$folder" --arg probes "$PROBES" '.cmake | values
      | (.find | sub("(?<name>[^ ]+)"; "\(.name) REQUIRED")) as $find | (.link | join(" ")) as $link
      | ((.definitions // []) | join(" ")) as $definitions
      | "find_package(\($find))", "add_executable(probe-\($name) \($folder)/probe.c)",
        "target_include_directories(probe-\($name) PRIVATE \($probes))", "target_compile_definitions(probe-\($name) PRIVATE \($definitions))",
        "target_link_libraries(probe-\($name) PRIVATE \($link))"' \
      "$folder/library.json" >>CMakeLists.txt
  done
  cmake -S . -B build -G Ninja -DCMAKE_TOOLCHAIN_FILE="$CMAKE_TOOLCHAIN_FILE_x86_64_unknown_linux_musl" -DCMAKE_BUILD_TYPE=Release
  cmake --build build
  for name in build/probe-*; do
    static_pie "$name"
    # One with a check of its own may want arguments.
    if [ ! -e "$LIBRARIES/${name#build/probe-}/check.sh" ]; then "./$name"; fi
    count=$((count + 1))
  done
  [ "$count" -gt 0 ]
  echo "$count libraries, found and linked by CMake"
}

# The names that crates and build systems ask for, each once.
check_library_pkg_config_names() {
  local name twice
  for name in $(jq -r '(.libraries[].pkgConfig | values), (.otherPkgConfig // [])[]' "$LIBRARIES"/*/library.json); do
    if ! x86_64-linux-musl-pkg-config --exists "$name"; then
      echo "no package $name"
      return 1
    fi
    x86_64-linux-musl-pkg-config --cflags --libs "$name" >libs
    # What is found must be the sysroot's; crates look for the archive in the folders of -L alone.
    has "(^| )-L$SYSROOT/usr/lib( |$)" <libs
    if grep -oE -- '-[IL][^ ]*' libs | grep -v -- "^-[IL]$SYSROOT/"; then return 1; fi
  done
  twice=$(x86_64-linux-musl-pkg-config --list-all | awk '{ print $1 }' | sort | uniq -d)
  [ -z "$twice" ]
  x86_64-linux-musl-pkg-config --list-all | awk '{ print $1 }' | sort | xargs
}
