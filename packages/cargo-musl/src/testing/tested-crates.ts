import { crate } from './hostile-crates.js';

const cSource = `int statix_double(int value) { return 2 * value; }
`;

const buildScript = `fn main() {
    println!("cargo:rerun-if-changed=native/double.c");
    cc::Build::new().file("native/double.c").compile("double");
}
`;

const library = `//! Doubles numbers, with a function in C.

extern "C" { fn statix_double(value: i32) -> i32; }

/// Doubles a number.
///
/// \`\`\`
/// assert_eq!(shapes::double(21), 42);
/// \`\`\`
pub fn double(value: i32) -> i32 { unsafe { statix_double(value) } }

#[cfg(test)]
mod tests {
    #[test]
    fn doubles() { assert_eq!(super::double(2), 4); }

    #[test]
    #[ignore]
    fn later() {}
}
`;

/** What a test program sees of the place that it runs in. */
const place = `use std::{fs, net::TcpListener};

#[test]
fn is_static() {
    let program = fs::read("/proc/self/exe").unwrap();
    let word = |at: usize| u16::from_le_bytes([program[at], program[at + 1]]) as usize;
    let headers = u64::from_le_bytes(program[32..40].try_into().unwrap()) as usize;
    let (size, count) = (word(54), word(56));
    const PT_INTERP: usize = 3;
    assert!((0..count).all(|index| word(headers + index * size) != PT_INTERP));
}

#[test]
fn reads_its_files() {
    assert_eq!(fs::read_to_string("tests/data/word.txt").unwrap(), "word\\n");
}

#[test]
fn temporary_folder_is_empty_at_first() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
    fs::write(format!("{folder}/left"), "x").unwrap();
}

#[test]
fn cannot_write_to_crates() {
    assert!(fs::write(format!("{}/x", env!("CARGO_HOME")), "x").is_err());
}

#[test]
fn uses_a_dev_dependency() {
    assert_eq!(itoa::Buffer::new().format(helper::number()), "7");
}

#[test]
fn listens() {
    TcpListener::bind("127.0.0.1:0").unwrap();
}

#[test]
fn writes_outside() {
    fs::write("/var/lib/shapes/x", "x").unwrap();
}
`;

const fails = `#[test]
fn says_hello() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_app")).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "42\\n");
}

#[test]
fn it_fails() {
    assert_eq!(1, 2, "one is <not> two");
}
`;

/** Its unit tests are a program for the host, those in `tests` one for the target. */
const macros = `use proc_macro::TokenStream;

/// Gives what it is given.
///
/// \`\`\`
/// assert_eq!(macros::same!(2), 2);
/// \`\`\`
#[proc_macro]
pub fn same(tokens: TokenStream) -> TokenStream { tokens }

#[cfg(test)]
mod tests {
    #[test]
    fn is_for_the_host() { assert!(cfg!(target_env = "gnu")); }
}
`;

const usesMacros = `#[test]
fn is_for_the_target() { assert!(macros::same!(cfg!(target_env = "musl"))); }
`;

/**
 * A library with a function in C and all kinds of tests, a program that uses it with one test that fails,
 * a procedural macro, and a package that only tests need.
 */
export const testedCrates: Readonly<Record<string, string>> = {
  ...crate(
    'shapes',
    {
      'build.rs': buildScript,
      'native/double.c': cSource,
      'src/lib.rs': library,
      'tests/place.rs': place,
      'tests/data/word.txt': 'word\n',
    },
    `
[build-dependencies]
cc = "1"

[dev-dependencies]
itoa = "1"
helper = { path = "../helper" }
`,
  ),
  ...crate(
    'macros',
    { 'src/lib.rs': macros, 'tests/uses.rs': usesMacros },
    '\n[lib]\nproc-macro = true\n',
  ),
  ...crate('helper', { 'src/lib.rs': 'pub fn number() -> u8 { 7 }\n' }),
  ...crate(
    'app',
    {
      'src/main.rs': 'fn main() { println!("{}", shapes::double(21)); }\n\n#[test]\nfn unit() {}\n',
      'tests/it.rs': fails,
    },
    '\n[dependencies]\nshapes = { path = "../shapes" }\n',
  ),
};

const locked = (name: string, dependencies: readonly string[]) =>
  `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\ndependencies = [${dependencies
    .map((dependency) => `"${dependency}"`)
    .join(', ')}]\n`;

/** Their entries in a Cargo.lock that has \`cc\` and \`itoa\`. */
export const testedLock = [
  locked('app', ['shapes']),
  locked('helper', []),
  locked('macros', []),
  locked('shapes', ['cc', 'helper', 'itoa']),
].join('');
