# shellcheck shell=bash
# Tools that take no part in making a program.

# What a tool adds to the image lies where nothing that compiles looks: but for the names of cargo's commands.
check_tools_apart() {
  local links
  links=$(find /usr/local/bin -type l -lname '/opt/statix/tools/*' -printf '%f\n' | sort | paste -sd ' ')
  if [ "$links" != "cargo-clippy cargo-nextest clippy-driver" ]; then
    echo "links to tools: $links"
    return 1
  fi
  echo "three commands, in a folder of their own"
}

check_tools_clippy() {
  project tested
  echo 'pub fn is_none(values: &[u8]) -> bool { return values.len() == 0; }' >>src/lib.rs
  cargo clippy --target "$TRIPLE" --all-targets --message-format json >out
  jq -er 'select(.reason == "compiler-message") | .message.code.code // empty' out | has '^clippy::needless_return$'
  echo "finds what rustc does not"
}

check_tools_nextest() {
  project tested
  export CARGO_TERM_QUIET=false NEXTEST_EXPERIMENTAL_LIBTEST_JSON=1
  cargo nextest run --target "$TRIPLE" --message-format libtest-json-plus >out
  [ "$(jq -r 'select(.type == "test" and .event == "ok") | .name' out)" = 'tested::tested$tests::doubles' ]
  echo "runs static test programs"
}

check_tools_coverage() {
  local program
  project tested
  echo 'pub fn never() -> u32 { 3 }' >>src/lib.rs
  export LLVM_PROFILE_FILE=$PWD/profiles/%m.profraw
  set -- --target "$TRIPLE" --lib --config "target.$TRIPLE.rustflags=['-Cinstrument-coverage']"
  program=$(cargo test --no-run "$@" --message-format json | jq -r 'select(.executable) | .executable')
  cargo test "$@"
  static_pie "$program"
  /opt/statix/llvm/bin/llvm-profdata merge --sparse -o profile profiles/*.profraw
  /opt/statix/llvm/bin/llvm-cov export --format=lcov --instr-profile=profile "$program" >lcov
  has '^DA:5,1$' <lcov
  has '^DA:16,0$' <lcov
  echo "which lines have run"
}
