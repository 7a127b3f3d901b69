import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildManifest } from '@statix/contract';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate } from '../../testing/hostile-crates.js';

jest.setTimeout(10 * 60 * 1000);

/** As the cc crate does: compiles C for the target with the image's compiler, into an archive that rustc links. */
const compiles = (
  name: string,
  flags: readonly string[],
): string => `use std::{env, fs, process::Command};
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let (c, o, a) = (format!("{out}/${name}.c"), format!("{out}/${name}.o"), format!("{out}/lib${name}.a"));
    fs::write(&c, "int ${name}(int of) { return of * 3; }\\n").unwrap();
    let run = |variable: &str, args: &[&str]| {
        let program = env::var(format!("{variable}_x86_64_unknown_linux_musl")).unwrap();
        let flags = env::var("CFLAGS").unwrap_or_default();
        let flags = flags.split_whitespace().filter(|_| variable == "CC");
        assert!(Command::new(program).args(flags).args(args).status().unwrap().success());
    };
    run("CC", &[${['-O2', '-c', ...flags, '-o'].map((flag) => `"${flag}"`).join(', ')}, &o, &c]);
    run("AR", &["rcs", &a, &o]);
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=${name}");
}
`;

const calls = (name: string): string =>
  `extern "C" { fn ${name}(of: i32) -> i32; }\nfn main() { println!("{}", unsafe { ${name}(14) }); }\n`;

const program = (name: string, flags: readonly string[], more = ''): Record<string, string> =>
  crate(name, { 'src/main.rs': calls(name), 'build.rs': compiles(name, flags) }, more);

let workspace: BuildWorkspace;

beforeAll(async () => {
  workspace = await BuildWorkspace.create({
    ...cargoWorkspace(['native', 'dispatching', 'plain', 'ownlinker']),
    ...program('native', ['-march=native', '-mtune=native']),
    ...program('dispatching', ['-mavx2', '-mfma']),
    ...program('plain', ['-march=x86-64', '-mtune=generic']),
    ...program('ownlinker', ['-march=native']),
    'own-clang':
      '#!/bin/sh\nexec /opt/statix/llvm/bin/clang --target=x86_64-linux-musl --sysroot=/opt/statix/sysroot -fuse-ld=lld -rtlib=compiler-rt -static-pie "$@"\n',
  });
});

afterAll(() => workspace.remove());

async function cpuOf(
  project: string,
  options: Record<string, unknown> = {},
): Promise<BuildManifest['cpu']> {
  const [manifest] = await workspace.build(project, options);
  return manifest?.cpu;
}

test('a C file that a build script compiles with -march=native', async () => {
  expect(await cpuOf('native')).toEqual({ rust: [], native: ['-march=native'] });
});

test('once more, where nothing is compiled any more', async () => {
  expect(await cpuOf('native')).toEqual({ rust: [], native: ['-march=native'] });
});

test('code that asks the processor first is told, by its options', async () => {
  expect(await cpuOf('dispatching')).toEqual({ rust: [], native: ['-mavx2', '-mfma'] });
});

test('of the baseline nothing is told', async () => {
  expect(await cpuOf('plain')).toBeUndefined();
});

test('what rustc is asked for, by options and by the environment', async () => {
  const rust = ['-C target-cpu=x86-64-v4'];
  expect(await cpuOf('plain', { rustflags: rust[0]?.split(' ') })).toEqual({ rust, native: [] });
  const environment = { CFLAGS: '-march=x86-64-v3' };
  expect(await cpuOf('dispatching', { environment })).toEqual({
    rust: [],
    native: ['-march=x86-64-v3', '-mavx2', '-mfma'],
    nativeEverywhere: ['-march=x86-64-v3'],
  });
});

test('what rustc is asked for by Cargo’s configuration', async () => {
  workspace.write({ '.cargo/config.toml': '[build]\nrustflags = ["-Ctarget-cpu=native"]\n' });
  expect(await cpuOf('plain')).toEqual({ rust: ['-C target-cpu=native'], native: [] });
  workspace.write({ '.cargo/config.toml': '' });
});

test('fault: another linker records nothing, and then it is not known', async () => {
  const rustflags = ['-Clinker=/workspace/own-clang'];
  const options = { rustflags, extraInputs: ['own-clang'] };
  chmodSync(join(workspace.root, 'own-clang'), 0o755);
  expect(await cpuOf('ownlinker', options)).toEqual({ rust: [], native: null });
});
