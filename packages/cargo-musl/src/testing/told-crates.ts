const manifest = (name: string, rest = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${rest}`;

/** A build script that Cargo is told to look at alone, and that reads what nobody declared. */
const careless = (reads: string) => `use std::{env, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().to_string();
    let list = |path: &str| {
        let Ok(entries) = fs::read_dir(path) else { return String::new() };
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names.join("+")
    };
    let var = |name: &str| env::var(name).unwrap_or_default();
    let _ = (&read, &list, &var);
    let told = [${reads}].join(",");
    fs::write(Path::new(&var("OUT_DIR")).join("told.txt"), told).unwrap();
}
`;

const told = 'include_str!(concat!(env!("OUT_DIR"), "/told.txt"))';
const registry = 'registry+https://github.com/rust-lang/crates.io-index';
const checksum = '0'.repeat(64);

/**
 * A Cargo workspace whose program says everything that its build has seen, through build scripts and a
 * macro that Cargo knows no inputs of: in the program, in a path dependency, in a proc macro, and in a
 * vendored crate, which Cargo takes for immutable.
 */
export const toldCrates: Readonly<Record<string, string>> = {
  'Cargo.toml': `[workspace]
members = ["crates/*"]
resolver = "2"

[workspace.package]
description = "one"

[profile.small]
inherits = "release"
opt-level = "s"
`,
  'Cargo.lock': `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "mac",
 "part",
 "wordy",
]

[[package]]
name = "mac"
version = "0.1.0"

[[package]]
name = "part"
version = "0.1.0"

[[package]]
name = "wordy"
version = "1.0.0"
source = "${registry}"
checksum = "${checksum}"
`,
  '.cargo/config.toml': `[source.crates-io]
replace-with = "vendored-sources"

[source.vendored-sources]
directory = "vendor"
`,
  'vendor/wordy/.cargo-checksum.json': `{"files":{},"package":"${checksum}"}`,
  'vendor/wordy/Cargo.toml': manifest('wordy').replace('0.1.0', '1.0.0'),
  'vendor/wordy/build.rs': careless('var("WORD"), var("CONFIGURED")'),
  'vendor/wordy/src/lib.rs': `pub fn told() -> String { format!("wordy one {}", ${told}) }\n`,
  'crates/mac/Cargo.toml': manifest('mac', '\n[lib]\nproc-macro = true\n'),
  'crates/mac/src/lib.rs': `use proc_macro::TokenStream;

#[proc_macro]
pub fn word(_: TokenStream) -> TokenStream {
    format!("{:?}", format!("mac one {}", std::env::var("WORD").unwrap_or_default())).parse().unwrap()
}
`,
  'crates/part/Cargo.toml': manifest('part', '\n[features]\nloud = []\n'),
  'crates/part/build.rs': careless('read("data.txt"), list("data"), var("WORD")'),
  'crates/part/data.txt': 'part one\n',
  'crates/part/data/a': '',
  'crates/part/src/lib.rs': `pub fn told() -> String {
    format!("part one {} {}", cfg!(feature = "loud"), ${told})
}
`,
  'crates/app/Cargo.toml': manifest(
    'app',
    `description.workspace = true

[features]
default = ["quiet"]
quiet = []
loud = ["part/loud"]

[dependencies]
mac = { path = "../mac" }
part = { path = "../part" }
wordy = "1"
`,
  ),
  'crates/app/build.rs': careless(
    'read("data.txt"), read("linked.txt"), list("data"), list("../../shared"), read("../../shared/data.txt"), read("../../gen/out/told.txt"), var("WORD"), var("CONFIGURED"), var("CARGO_PKG_DESCRIPTION"), var("PROFILE"), var("CARGO_ENCODED_RUSTFLAGS"), read("../../.cargo/config.toml")',
  ),
  'crates/app/data.txt': 'app one\n',
  'crates/app/data/a': '',
  'crates/app/run.sh': '#!/bin/sh\n',
  'crates/app/src/more.rs': 'pub const MORE: &str = "more one";\n',
  'crates/app/src/main.rs': `#![allow(unexpected_cfgs)]

mod more;

fn main() {
    println!("{} {} {}", cfg!(feature = "quiet"), cfg!(feature = "loud"), cfg!(shout));
    println!("{} {}", more::MORE, ${told});
    println!("{} {} {}", mac::word!(), part::told(), wordy::told());
}
`,
  'crates/app/src/bin/other.rs': 'fn main() {\n    println!("other");\n}\n',
  'crates/app/examples/show.rs': 'fn main() {\n    println!("example one {}", part::told());\n}\n',
  'shared/data.txt': 'shared one\n',
  'gen/out/told.txt': 'generated one\n',
};
