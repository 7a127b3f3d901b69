import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context';
import { contentsSchema, type Contents } from '@statix/contract';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate } from '../../testing/hostile-crates.js';
import { nativeMembers } from '../../testing/link-map.js';
import {
  leftByLinker,
  recorded,
  unrecorded,
  writeRecordingClang,
} from '../../testing/recording-clang.js';

jest.setTimeout(10 * 60 * 1000);

const triple = 'x86_64-unknown-linux-musl';

/** A build script that makes an archive of C, and of which Rust library it is. */
const makesArchive = (name: string): string => `use std::{env, fs, process::Command};
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let (c, o, a) = (format!("{out}/${name}.c"), format!("{out}/${name}.o"), format!("{out}/lib${name}.a"));
    fs::write(&c, "int ${name}(void) { return 42; }\\n").unwrap();
    let run = |program: &str, args: &[&str]| assert!(Command::new(program).args(args).status().unwrap().success());
    run("x86_64-linux-musl-clang", &["-c", "-o", &o, &c]);
    run("llvm-ar", &["rcs", &a, &o]);
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=static=${name}");
}
`;

const calls = (name: string): string =>
  `extern "C" { fn ${name}() -> i32; }\npub fn call() -> i32 { unsafe { ${name}() } }\n`;

const zlib = `extern "C" { fn zlibVersion() -> *const std::ffi::c_char; }
fn main() {
    println!("{} {:?}", used_sys::call(), unsafe { std::ffi::CStr::from_ptr(zlibVersion()) });
}
`;

const asksForZlib =
  'fn main() { println!("cargo:rustc-link-lib=static=z"); println!("cargo:rustc-link-search=native=/opt/statix/sysroot/usr/lib"); }\n';

const notice = 'Copyright of used-sys\n';

let repository: Record<string, string>;
let workspace: BuildWorkspace;

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  const names = ['app', 'builder', 'unused-sys', 'used-sys'];
  const files = cargoWorkspace(names);
  const dependencies = 'dependencies = ["builder", "unused-sys", "used-sys"]\n';
  repository = {
    ...files,
    'Cargo.lock': (files['Cargo.lock'] ?? '').replace(
      'name = "app"\nversion = "0.1.0"\n',
      `name = "app"\nversion = "0.1.0"\n${dependencies}`,
    ),
    ...crate(
      'app',
      { 'src/main.rs': zlib, 'build.rs': asksForZlib },
      '[dependencies]\nused-sys = { path = "../used-sys" }\nunused-sys = { path = "../unused-sys" }\n[build-dependencies]\nbuilder = { path = "../builder" }\n',
    ),
    ...crate('builder', { 'src/lib.rs': '', LICENSE: 'Of the builder\n' }),
    ...crate(
      'used-sys',
      { 'src/lib.rs': calls('used'), 'build.rs': makesArchive('used'), NOTICE: notice },
      'license = "MIT/Apache-2.0"\n',
    ),
    ...crate('unused-sys', { 'src/lib.rs': calls('unused'), 'build.rs': makesArchive('unused') }),
  };
  workspace = await BuildWorkspace.create(repository);
  writeRecordingClang(workspace);
});

afterAll(() => workspace.remove());

const written = (end: string): string =>
  readFileSync(join(workspace.root, 'dist/static/app', triple, 'release', `app.${end}`), 'utf8');

const contents = (): Contents => contentsSchema.parse(JSON.parse(written('contents.json')));

test('crates that are linked, the libraries that the linker took something from, and their texts', async () => {
  const [manifest] = await workspace.build('app', { ...recorded, strip: 'none' });
  const found = contents();
  expect(found.binary).toEqual(manifest?.binary);
  expect(found.crates.map(({ name }) => name)).toEqual(['app', 'unused-sys', 'used-sys']);
  expect(found.crates[0]).toMatchObject({
    ...{ root: true, source: null, license: null },
    dependencies: ['unused-sys 0.1.0', 'used-sys 0.1.0'],
  });
  expect(found.crates[2]?.license).toBe('MIT OR Apache-2.0');
  expect(found.linked).toBe('recorded');
  const of = (by: 'crate' | 'image') =>
    found.libraries.filter(({ origin }) => origin.by === by).map(({ name }) => name);
  expect(of('crate')).toEqual(['used']);
  for (const name of ['libunwind', 'musl', 'rust-std', 'zlib']) expect(of('image')).toContain(name);
  expect(of('image')).not.toContain('openssl');
  const notices = written('notices.txt');
  expect(notices).toContain(notice.trim());
  expect(notices).toContain('Jean-loup Gailly');
  expect(notices).not.toContain('Of the builder');
});

test('each archive that the linker’s map has is among the libraries', async () => {
  await workspace.build('app', { ...recorded, strip: 'none' });
  const { map } = await leftByLinker(workspace, 'app', 'app');
  const archives = new Set(contents().libraries.flatMap((library) => library.archives));
  const native = nativeMembers(map).filter(({ archive }) => !archive.endsWith('.rlib'));
  expect(native.length).toBeGreaterThan(0);
  for (const { archive } of native) expect(archives).toContain(archive.split('/').at(-1));
});

test('without a record only what every program has is told, and that it is not all', async () => {
  await workspace.build('app', unrecorded);
  const { linked, libraries } = contents();
  expect(linked).toBe('unknown');
  expect(libraries.map(({ name }) => name)).toEqual(expect.arrayContaining(['musl', 'rust-std']));
  expect(written('notices.txt')).toContain('NOT ALL KNOWN');
});

test('a build in another folder, at another time, has the same bytes', async () => {
  await workspace.build('app', recorded);
  const first = [written('contents.json'), written('notices.txt')];
  const copied = [...Object.keys(repository), 'Cargo.toml', 'Cargo.lock'].filter((path) =>
    existsSync(join(workspace.root, path)),
  );
  const other = await BuildWorkspace.create(
    Object.fromEntries(
      copied.map((path) => [path, readFileSync(join(workspace.root, path), 'utf8')]),
    ),
  );
  try {
    writeRecordingClang(other);
    resetWorkspaceContext();
    await other.build('app', recorded);
    const folder = join(other.root, 'dist/static/app', triple, 'release');
    const read = (end: string) => readFileSync(join(folder, `app.${end}`), 'utf8');
    expect([read('contents.json'), read('notices.txt')]).toEqual(first);
  } finally {
    resetWorkspaceContext();
    await other.remove();
  }
});

test('attack: a build script that forges the record can name no other file, and cannot hide a crate', async () => {
  const script = readFileSync(join(workspace.root, 'crates/used-sys/build.rs'), 'utf8');
  const forged = script.replace(
    '    println!("cargo:rustc-link-search',
    `    let told = "/statix/target/.statix-linked/app";
    let _ = fs::remove_file(told);
    let _ = std::os::unix::fs::symlink("/etc/passwd", told);
    println!("cargo:rustc-link-search`,
  );
  workspace.write({ 'crates/used-sys/build.rs': forged });
  await workspace.build('app', recorded);
  expect(contents().crates.map(({ name }) => name)).toEqual(['app', 'unused-sys', 'used-sys']);
  expect(written('contents.json')).not.toContain('root:x');
  expect(contents().linked).toBe('recorded');
});
