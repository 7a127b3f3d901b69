/** A package in `crates/<name>`; more lines go below its [package] table. */
export function crate(
  name: string,
  files: Readonly<Record<string, string>>,
  more = '',
): Record<string, string> {
  const manifest = `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;
  return Object.fromEntries(
    Object.entries({ 'Cargo.toml': manifest, ...files }).map(([path, content]) => [
      `crates/${name}/${path}`,
      content,
    ]),
  );
}

export const mainFile = 'fn main() { println!("hello"); }\n';

/** A program with a build script of that body. */
export function withBuildScript(name: string, body: string, more = ''): Record<string, string> {
  const script = `#![allow(unused)]\nuse std::{fs, io::Write, path::Path};\nfn main() {\n${body}\n}\n`;
  return crate(name, { 'src/main.rs': mainFile, 'build.rs': script }, more);
}

/** Body of a build script: opens cargo's own standard output as `out`, which a build script's is not. */
export const openCargosOutput = `
    let parent = std::os::unix::process::parent_id();
    let mut out = fs::OpenOptions::new().write(true).open(format!("/proc/{parent}/fd/1")).unwrap();`;

/** A virtual workspace of them, and a lock with an entry for each and the given ones. */
export function cargoWorkspace(names: readonly string[], locked = ''): Record<string, string> {
  const entries = names.map((name) => `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n`);
  return {
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
    'Cargo.lock': `version = 4\n${entries.join('')}${locked}`,
  };
}
