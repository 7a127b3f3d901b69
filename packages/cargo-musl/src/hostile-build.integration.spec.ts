import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { BuildWorkspace } from './testing/build-workspace.js';

jest.setTimeout(5 * 60 * 1000);

const triple = 'x86_64-unknown-linux-musl';
const main = 'fn main() { println!("hello"); }\n';

/** A package of that name; the lock has no entry but for it. */
function crate(name: string, files: Record<string, string>, more = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries({
      'Cargo.toml': `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`,
      ...files,
    }).map(([path, content]) => [`crates/${name}/${path}`, content]),
  );
}

/** A program whose build script does something while nothing watches it. */
function withBuildScript(name: string, body: string, more = ''): Record<string, string> {
  const script = `use std::{fs, io::Write, path::Path};\n#[allow(unused)]\nfn main() {\n${body}\n}\n`;
  return crate(name, { 'src/main.rs': main, 'build.rs': script }, more);
}

const forged = (name: string, executable: string): string =>
  JSON.stringify({
    reason: 'compiler-artifact',
    target: { name, kind: ['bin'] },
    executable,
  });

/** Writes to cargo's own standard output, which a build script's is not. */
const onCargosOutput = (lines: string[]): string => `
    let parent = std::os::unix::process::parent_id();
    let mut out = fs::OpenOptions::new().write(true).open(format!("/proc/{parent}/fd/1")).unwrap();
    ${lines.map((line) => `writeln!(out, "{}", ${JSON.stringify(line)}).unwrap();`).join('\n    ')}`;

/** Leaves a process behind that swaps the binary as soon as cargo has put it in its place. */
const swapped = (name: string, make: string): string => `
    let binary = "${release}/${name}";
    if std::env::args().nth(1).is_none() {
        use std::process::{Command, Stdio};
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.arg("watch").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        again.spawn().unwrap();
        return;
    }
    let other = "/statix/target/other";
    ${make}
    while !fs::symlink_metadata(binary).is_ok_and(|found| found.len() > 0) {}
    fs::rename(other, binary).unwrap();`;

const release = `/statix/target/${triple}/release`;
const names = ['plain', 'forger', 'features', 'linked', 'sparse', 'script'];

let workspace: BuildWorkspace;

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  workspace = await BuildWorkspace.create({
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
    'Cargo.lock': `version = 4\n${names
      .sort()
      .map((name) => `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n`)
      .join('')}`,
    ...crate('plain', { 'src/main.rs': main }),
    ...withBuildScript(
      'forger',
      `fs::write("/statix/target/payload", "#!/bin/sh\\n").unwrap();
       ${onCargosOutput([
         forged('../../../../../../.git/hooks/pre-commit', '/statix/target/payload'),
         forged(`../../../plain/${triple}/release/plain`, '/statix/target/payload'),
         forged('forger', '/statix/target/payload'),
       ])}`,
    ),
    ...crate(
      'features',
      { 'src/main.rs': main, 'src/bin/extra.rs': main },
      '[features]\nextra = []\n[[bin]]\nname = "extra"\nrequired-features = ["extra"]\n',
    ),
    ...withBuildScript(
      'linked',
      swapped('linked', 'std::os::unix::fs::symlink("/etc/hostname", other).unwrap();'),
    ),
    ...withBuildScript(
      'sparse',
      swapped('sparse', 'fs::File::create(other).unwrap().set_len(6 << 30).unwrap();'),
    ),
    ...withBuildScript('script', swapped('script', 'fs::write(other, "#!/bin/sh\\n").unwrap();')),
  });
});

afterAll(() => workspace.remove());

const dist = (project: string): string =>
  join(workspace.root, 'dist/static', project, triple, 'release');

test('attack: a message of cargo names files outside of dist and a file of its own', async () => {
  await workspace.build('plain');
  const before = readFileSync(join(dist('plain'), 'plain'));
  const manifests = await workspace.build('forger');
  expect(manifests.map(({ binary }) => binary.name)).toEqual(['forger']);
  expect(existsSync(join(workspace.root, '.git/hooks/pre-commit'))).toBe(false);
  expect(readFileSync(join(dist('plain'), 'plain')).equals(before)).toBe(true);
  expect(
    readFileSync(join(dist('forger'), 'forger'))
      .subarray(0, 4)
      .toString('latin1'),
  ).toBe('\u007fELF');
  expect(readdirSync(dist('forger')).sort()).toEqual(['forger', 'forger.build.json']);
});

test('attack: a binary whose required features are off gives no file of an earlier build', async () => {
  const all = await workspace.build('features', { features: ['extra'] });
  expect(all.map(({ binary }) => binary.name)).toEqual(['extra', 'features']);
  const without = await workspace.build('features');
  expect(without.map(({ binary }) => binary.name)).toEqual(['features']);
  expect(readdirSync(dist('features')).sort()).toEqual(['features', 'features.build.json']);
});

test('a build of which nothing changed gives its binary again', async () => {
  const first = await workspace.build('plain');
  const again = await workspace.build('plain');
  expect(again).toEqual(first);
});

test('attack: a build script puts a link in the place of the binary', async () => {
  const error = await statixErrorOf(workspace.build('linked'));
  expect(error.code).toBe('STATIX_CONTAINER_FILE_REFUSED');
  expect(existsSync(join(dist('linked'), 'linked'))).toBe(false);
});

test('attack: a binary of 6 GB that takes no space where it is made', async () => {
  const error = await statixErrorOf(workspace.build('sparse'));
  expect(error.code).toBe('STATIX_BINARY_TOO_LARGE');
  expect(existsSync(dist('sparse')) ? readdirSync(dist('sparse')) : []).toEqual([]);
});

test('attack: a shell script in the place of the binary', async () => {
  const error = await statixErrorOf(workspace.build('script'));
  expect(error.code).toBe('STATIX_BINARY_REFUSED');
  expect(existsSync(dist('script')) ? readdirSync(dist('script')) : []).toEqual([]);
});
