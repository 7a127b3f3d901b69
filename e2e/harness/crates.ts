/**
 * A Cargo workspace of four small packages: two programs that share a crate, one of them with C in
 * it through the `cc` crate from the registry, and a third that stands alone.
 */
export const crates: Readonly<Record<string, string>> = {
  'Cargo.toml': `[workspace]
members = ["crates/*"]
resolver = "2"
`,
  'crates/shared/Cargo.toml': `[package]
name = "shared"
version = "0.1.0"
edition = "2021"
`,
  'crates/shared/src/lib.rs': `pub fn greet(name: &str) -> String {
    format!("hello {name}")
}
`,
  'crates/first/Cargo.toml': `[package]
name = "first"
version = "0.1.0"
edition = "2021"

[dependencies]
shared = { path = "../shared" }

[build-dependencies]
cc = "1"

[package.metadata.statix.verify-static]
args = ["world"]
expectedExitCode = 0
expectedStdout = "^hello world 1116$"
`,
  'crates/first/build.rs': `fn main() {
    println!("cargo:rerun-if-changed=native/sum.c");
    cc::Build::new().file("native/sum.c").compile("sum");
}
`,
  'crates/first/native/sum.c': `unsigned sum(const unsigned char *text, unsigned long length) {
    unsigned total = 0;
    for (unsigned long i = 0; i < length; i++) total += text[i];
    return total;
}
`,
  'crates/first/src/main.rs': `extern "C" {
    fn sum(text: *const u8, length: usize) -> u32;
}

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    let text = shared::greet(&name);
    let total = unsafe { sum(text.as_ptr(), text.len()) };
    println!("{text} {total}");
}
`,
  'crates/second/Cargo.toml': `[package]
name = "second"
version = "0.1.0"
edition = "2021"

[dependencies]
shared = { path = "../shared" }
`,
  'crates/second/src/main.rs': `fn main() {
    println!("second: {}", shared::greet("you"));
}
`,
  'crates/third/Cargo.toml': `[package]
name = "third"
version = "0.1.0"
edition = "2021"
`,
  'crates/third/src/main.rs': `fn main() {
    println!("third");
}
`,
};
