import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedRegistry } from './harness/registry';
import { triple } from './harness/repository';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(15 * 60 * 1000);

const registry = sharedRegistry();
let workspace: Workspace;

const hook = '../../../../../../.git/hooks/pre-commit';
const neighbour = `../../../third/${triple}/release/third`;

/** As cargo says with `--message-format json` that it has made a binary. */
const forged = (name: string): string =>
  JSON.stringify(
    JSON.stringify({
      reason: 'compiler-artifact',
      target: { name, kind: ['bin'] },
      executable: '/statix/target/payload',
    }),
  );

function program(name: string, files: Record<string, string>, more = ''): Record<string, string> {
  const manifest = `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;
  return {
    [`crates/${name}/Cargo.toml`]: manifest,
    ...Object.fromEntries(
      Object.entries(files).map(([path, text]) => [`crates/${name}/${path}`, text]),
    ),
  };
}

/** A linker of the build script's own, which writes something else than a program. */
const ownLinker = (make: string): string => `use std::os::unix::fs::PermissionsExt;
fn main() {
    let linker = "/statix/target/own-linker";
    std::fs::write(linker, "#!/bin/sh\\nwhile [ \\"$1\\" != -o ]; do shift; done\\n${make}\\n").unwrap();
    std::fs::set_permissions(linker, std::fs::Permissions::from_mode(0o755)).unwrap();
    println!("cargo:rustc-link-arg-bins=--ld-path={linker}");
}
`;

/** rustc's standard output is cargo's: a macro can print there what cargo would print. */
const macro = `extern crate proc_macro;
use proc_macro::TokenStream;
#[proc_macro]
pub fn attack(_: TokenStream) -> TokenStream {
    std::fs::write("/statix/target/payload", "#!/bin/sh\\ntouch /tmp/owned\\n").unwrap();
    for message in [${[hook, neighbour, 'macro-user'].map(forged).join(', ')}] { println!("{message}"); }
    println!("text ##vso[task.setvariable variable=PATH]/tmp");
    println!("##[error]text");
    println!("::set-env name=PATH::/tmp");
    let line = [b'x'; 99].iter().chain(b"\\n").copied().collect::<Vec<u8>>().repeat(10_000);
    let mut out = std::io::stdout().lock();
    for _ in 0..300 { std::io::Write::write_all(&mut out, &line).unwrap(); }
    TokenStream::new()
}
`;

beforeAll(async () => {
  workspace = await rustWorkspace('hostile-crate', registry);
  const main = { 'src/main.rs': 'fn main() { println!("hello"); }\n' };
  workspace.write({
    ...program('attack', { 'src/lib.rs': macro }, '[lib]\nproc-macro = true\n'),
    ...program(
      'macro-user',
      { 'src/main.rs': 'attack::attack!();\nfn main() { println!("hello"); }\n' },
      '[dependencies]\nattack = { path = "../attack" }\n',
    ),
    ...program('linked', { ...main, 'build.rs': ownLinker('ln -sf /etc/passwd $2') }),
    ...program('sparse', { ...main, 'build.rs': ownLinker('truncate -s 6G $2') }),
    ...program('scripted', { ...main, 'build.rs': ownLinker('echo true > $2') }),
  });
  workspace.edit('Cargo.lock', (text) =>
    [
      text,
      ...['attack', 'linked', 'scripted', 'sparse'].map(
        (name) => `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n`,
      ),
      '\n[[package]]\nname = "macro-user"\nversion = "0.1.0"\ndependencies = [\n "attack",\n]\n',
    ].join(''),
  );
  await workspace.commit('hostile crates');
});

test('attack: a proc macro forges cargo’s messages, floods its output and speaks to the CI runner', async () => {
  await workspace.nxSucceeds(['run', 'third:build-static']);
  const before = readFileSync(workspace.binary('third'));
  const output = await workspace.nxSucceeds(['run', 'macro-user:build-static']);
  expect(existsSync(join(workspace.root, '.git/hooks/pre-commit'))).toBe(false);
  expect(readFileSync(workspace.binary('third')).equals(before)).toBe(true);
  expect(readFileSync(workspace.binary('macro-user')).subarray(1, 4).toString()).toBe('ELF');
  expect(output).toContain('text #\\#vso[task.setvariable');
  expect(output).not.toMatch(/##(?:vso)?\[/);
  expect(output).not.toMatch(/^\s*::set-env/m);
  expect(output.length).toBeLessThan(20 * 1024 * 1024);
});

test.each([
  ['linked', 'STATIX_CONTAINER_FILE_REFUSED'],
  ['sparse', 'STATIX_BINARY_TOO_LARGE'],
  ['scripted', 'STATIX_BINARY_REFUSED'],
])('attack: a linker of the build script’s own leaves something else: %s', async (name, code) => {
  const { status, output } = await workspace.nx(['run', `${name}:build-static`]);
  expect(status).not.toBe(0);
  expect(output.split(code)).toHaveLength(2);
  expect(lstatSync(workspace.binary(name), { throwIfNoEntry: false })).toBeUndefined();
});
