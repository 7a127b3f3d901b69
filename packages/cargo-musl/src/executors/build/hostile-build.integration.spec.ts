import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { stateDirectory } from '@statix/engine';
import { filesOf } from '../../testing/files-of.js';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import {
  cargoWorkspace,
  crate,
  mainFile,
  openCargosOutput,
  withBuildScript,
} from '../../testing/hostile-crates.js';

jest.setTimeout(5 * 60 * 1000);

const triple = 'x86_64-unknown-linux-musl';
const names = [
  'bomb',
  'features',
  'flood',
  'forger',
  'linked',
  'plain',
  'removed',
  'script',
  'sparse',
];

const forged = (name: string): string =>
  JSON.stringify({
    reason: 'compiler-artifact',
    target: { name, kind: ['bin'] },
    executable: '/statix/target/payload',
  });

const print = (line: string): string => `writeln!(out, "{}", ${JSON.stringify(line)}).unwrap();`;

/** Has the compiler driver call a linker of the build script's own, which is given what to write. */
const linkedBy = (name: string, make: string): string => `
    let linker = "/statix/target/ld-${name}";
    fs::write(linker, "#!/bin/sh\\nwhile [ \\"$1\\" != -o ]; do shift; done\\n${make}\\n").unwrap();
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(linker, fs::Permissions::from_mode(0o755)).unwrap();
    println!("cargo:rustc-link-arg-bins=--ld-path={linker}");`;

let workspace: BuildWorkspace;
let shown: string[];

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  workspace = await BuildWorkspace.create({
    ...cargoWorkspace(names),
    ...crate('plain', { 'src/main.rs': mainFile }),
    ...withBuildScript(
      'forger',
      `fs::write("/statix/target/payload", "#!/bin/sh\\n").unwrap();${openCargosOutput}
       ${print(forged('../../../../../../.git/hooks/pre-commit'))}
       ${print(forged(`../../../plain/${triple}/release/plain`))}
       ${print(forged('forger'))}`,
    ),
    ...crate(
      'features',
      { 'src/main.rs': mainFile, 'src/bin/extra.rs': mainFile },
      '[features]\nextra = []\n[[bin]]\nname = "extra"\nrequired-features = ["extra"]\n',
    ),
    ...withBuildScript('linked', linkedBy('linked', 'ln -sf /etc/hostname $2')),
    ...withBuildScript('sparse', linkedBy('sparse', 'truncate -s 6G $2')),
    ...withBuildScript('script', linkedBy('script', 'echo true > $2; chmod 755 $2')),
    ...withBuildScript('removed', linkedBy('removed', ': > $2')),
    ...withBuildScript(
      'bomb',
      // Cargo waits for whoever has a build script's outputs.
      `use std::process::{Command, Stdio};
       for _ in 0..100 {
           let mut sleep = Command::new("/usr/bin/sleep");
           sleep.arg("1000").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
           sleep.spawn().unwrap();
       }
       for begun in 0.. {
           let thread = std::thread::Builder::new().stack_size(1 << 16);
           if let Err(error) = thread.spawn(|| loop { std::thread::park() }) {
               eprintln!("{begun} threads, then: {error}");
               std::process::exit(1);
           }
       }`,
    ),
    ...withBuildScript(
      'flood',
      `${openCargosOutput}
       ${print('a ##vso[task.setvariable variable=x]y')}
       let line = [b'x'; 99].iter().chain(b"\\n").copied().collect::<Vec<u8>>().repeat(10_000);
       for _ in 0..100 { out.write_all(&line).unwrap(); }
       let long = vec![b'y'; 1 << 20];
       for _ in 0..200 { out.write_all(&long).unwrap(); }
       out.write_all(b"##[error]z\\nthe end\\n").unwrap();`,
    ),
  });
});

beforeEach(() => {
  shown = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown.push(String(text));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(() => workspace.remove());

const dist = (project: string): string =>
  join(workspace.root, 'dist/static', project, triple, 'release');

const distOf = (project: string): string[] =>
  existsSync(dist(project)) ? readdirSync(dist(project)).sort() : [];

test('attack: a message of cargo names files outside of dist, a neighbour’s and another source', async () => {
  await workspace.build('plain');
  const before = readFileSync(join(dist('plain'), 'plain'));
  const manifests = await workspace.build('forger');
  expect(shown.join('')).toContain('.git/hooks/pre-commit');
  expect(manifests.map(({ binary }) => binary.name)).toEqual(['forger']);
  expect(existsSync(join(workspace.root, '.git/hooks/pre-commit'))).toBe(false);
  expect(readFileSync(join(dist('plain'), 'plain')).equals(before)).toBe(true);
  const built = readFileSync(join(dist('forger'), 'forger'));
  expect(built.subarray(0, 4).toString('latin1')).toBe('\u007fELF');
  expect(distOf('forger')).toEqual(filesOf('forger'));
});

test('attack: a binary whose required features are off gives no file of an earlier build', async () => {
  const all = await workspace.build('features', { features: ['extra'] });
  expect(all.map(({ binary }) => binary.name)).toEqual(['extra', 'features']);
  const without = await workspace.build('features');
  expect(without.map(({ binary }) => binary.name)).toEqual(['features']);
  expect(distOf('features')).toEqual(filesOf('features'));
});

test('a build of which nothing changed gives its binary again', async () => {
  const first = await workspace.build('plain');
  shown = [];
  expect(await workspace.build('plain')).toEqual(first);
  expect(shown.join('')).not.toContain('Compiling');
});

test.each([
  ['linked', 'a link in the place of the binary', 'STATIX_CONTAINER_FILE_REFUSED'],
  ['sparse', 'a binary of 6 GB that takes no space where it is made', 'STATIX_BINARY_TOO_LARGE'],
  ['script', 'a shell script in the place of the binary', 'STATIX_BINARY_REFUSED'],
  ['removed', 'nothing in the place of the binary', 'STATIX_BINARY_NOT_BUILT'],
])('attack: a build script leaves (%s) %s', async (name, _what, code) => {
  const error = await statixErrorOf(workspace.build(name));
  expect(error.code).toBe(code);
  expect(distOf(name)).toEqual([]);
});

test('attack: a build script begins processes and threads without end: the kernel stops it, and nothing is left', async () => {
  const error = await statixErrorOf(workspace.build('bomb'));
  expect(error.code).toBe('STATIX_BUILD_FAILED');
  const [, begun] =
    /(\d+) threads, then: Resource temporarily unavailable/.exec(shown.join('')) ?? [];
  // All of a container's together: 8192.
  expect(Number(begun)).toBeGreaterThan(7000);
  expect(Number(begun)).toBeLessThan(8092);
  const { stdout } = execaSync('ps', ['-eo', 'args']);
  expect(stdout).not.toContain('/usr/bin/sleep 1000');
  expect(await workspace.build('plain')).toHaveLength(1);
});

test('attack: 300 MB on cargo’s standard output, and a line of 200 MB in it', async () => {
  const before = process.resourceUsage().maxRSS;
  await workspace.build('flood');
  const grown = process.resourceUsage().maxRSS - before;
  const text = shown.join('');
  expect(text.length).toBeLessThan(10 * 1024 * 1024);
  expect(text).toContain('a #\\#vso[task.setvariable');
  expect(text).not.toContain('##[error]');
  expect(text).toContain('the end\n');
  const logs = join(stateDirectory(), 'logs');
  const [folder] = readdirSync(logs).filter((name) => name.startsWith(`${workspace.name}-`));
  const log = join(logs, folder!, 'flood.build.log');
  expect(statSync(log).size).toBeLessThan(24 * 1024 * 1024);
  const logged = readFileSync(log, 'utf8');
  expect(logged).toMatch(/\n\[\d+ lines were left out here by Statix\]\n/);
  expect(logged).toMatch(/y… \(\d+ bytes left out\)\nthe end\n/);
  // In KiB; what a chunk, the tail and the shown text take, and what the collector leaves.
  expect(grown).toBeLessThan(200 * 1024);
});
