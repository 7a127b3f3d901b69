import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { connectEngine, stateDirectory } from '@statix/engine';
import { BuildWorkspace } from '../testing/build-workspace.js';
import { crate } from '../testing/hostile-crates.js';

jest.setTimeout(10 * 60 * 1000);

const validation = join(__dirname, '../../../../e2e/validation');

/** A program with crates of the registry; a word of its own, so that each is another one. */
const program = (name: string, crates: Readonly<Record<string, string>>, more = {}) =>
  crate(
    name,
    { 'src/main.rs': mainFile, ...more },
    [
      '[dependencies]',
      ...Object.entries(crates).map(([key, value]) => `${key} = ${value}`),
      '',
    ].join('\n'),
  );

const mainFile = `#[derive(Debug, thiserror::Error)]
#[error("{0} of {name}", name = env!("CARGO_PKG_NAME"))]
struct Said(&'static str);
fn main() { println!("{}", Said("word")); }
`;

const locked = (name: string, dependencies: readonly string[]) =>
  `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\ndependencies = [${dependencies
    .map((dependency) => `"${dependency}"`)
    .join(', ')}]\n`;

/** All that a hostile package of the repository can try where seeds are made. */
const buildScript = `fn main() {
    assert!(!std::path::Path::new("/statix/seeds").exists());
    std::fs::write("/statix/target/left-by-the-repository", "x").unwrap();
}
`;

let workspace: BuildWorkspace;

beforeAll(() => {
  process.env['NX_DAEMON'] = 'false';
});

beforeEach(async () => {
  workspace = await BuildWorkspace.create({
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
    'Cargo.lock': [
      readFileSync(join(validation, 'Cargo.lock'), 'utf8'),
      locked('few', ['thiserror']),
      locked('one', ['itoa', 'thiserror']),
      locked('two', ['thiserror', 'zeroize']),
    ].join(''),
    ...program('few', { thiserror: '"2"' }),
    ...program('one', { thiserror: '"2"', itoa: '"1"' }, { 'build.rs': buildScript }),
    ...program('two', { thiserror: '"2"', zeroize: '"1"' }),
  });
});

afterEach(async () => {
  delete process.env['STATIX_SHARING'];
  await workspace.remove();
});

function binary(project: string): string {
  return join(workspace.root, `dist/static/${project}/x86_64-unknown-linux-musl/release`, project);
}

function digest(project: string): string {
  return createHash('sha256')
    .update(readFileSync(binary(project)))
    .digest('hex');
}

function said(project: string): string {
  return execaSync(binary(project)).stdout;
}

/** Names of the crates that cargo compiled last in a phase. */
function compiled(project: string, purpose: 'seeds' | 'build'): string[] {
  const logs = join(stateDirectory(), 'logs');
  const folder = readdirSync(logs).find((name) => name.startsWith(workspace.name)) ?? '';
  const log = readFileSync(join(logs, folder, `${project}.${purpose}.log`), 'utf8');
  return [...log.matchAll(/^ *Compiling (\S+) /gm)].map(([, name = '']) => name).sort();
}

async function volumes(kind: 'seeds' | 'target'): Promise<string[]> {
  const engine = await connectEngine({});
  const label = { 'dev.statix.workspace': workspace.root, 'dev.statix.kind': kind };
  return (await engine.listVolumes(label)).map(({ name }) => name);
}

/** As root, in a container: what a crate that runs there could do. */
function inVolume(volume: string, ...command: string[]): string {
  const images = execaSync('docker', ['images', '--quiet', 'statix.local/statix']).stdout;
  const [image = ''] = images.split('\n');
  const run = ['run', '--rm', '--network=none', '-v', `${volume}:/volume`, image, ...command];
  return execaSync('docker', run).stdout;
}

function ruin(volume: string): void {
  inVolume(volume, 'find', '/volume', '-name', '*.rlib', '-exec', 'truncate', '-s', '9', '{}', '+');
}

test('crates are compiled once for all projects, and the bytes are those of a build alone', async () => {
  await workspace.build('one');
  expect(compiled('one', 'seeds')).toEqual(expect.arrayContaining(['itoa', 'syn', 'thiserror']));
  expect(compiled('one', 'build')).toEqual(['one']);
  await workspace.build('two');
  expect(compiled('two', 'seeds')).toEqual(['two', 'zeroize']);
  expect(compiled('two', 'build')).toEqual(['two']);
  expect([said('one'), said('two')]).toEqual(['word of one', 'word of two']);
  const shared = [digest('one'), digest('two')];

  const engine = await connectEngine({});
  for (const volume of await volumes('target')) await engine.removeVolume(volume);
  workspace.reported.length = 0;
  await workspace.build('one');
  expect(compiled('one', 'build')).toEqual(['one']);
  expect(workspace.reported.filter((line) => line.startsWith('Compiling'))).toEqual([]);

  process.env['STATIX_SHARING'] = 'none';
  for (const volume of await volumes('target')) await engine.removeVolume(volume);
  await workspace.build('one');
  await workspace.build('two');
  expect(compiled('one', 'build')).toEqual(expect.arrayContaining(['itoa', 'syn', 'thiserror']));
  expect([digest('one'), digest('two')]).toEqual(shared);
});

test('a crate that a project begins to use is taken as well', async () => {
  await workspace.build('few');
  await workspace.build('one');
  workspace.write({
    'Cargo.lock': readFileSync(join(workspace.root, 'Cargo.lock'), 'utf8').replace(
      'name = "few"\nversion = "0.1.0"\ndependencies = ["thiserror"]',
      'name = "few"\nversion = "0.1.0"\ndependencies = ["itoa", "thiserror"]',
    ),
    ...program('few', { thiserror: '"2"', itoa: '"1"' }),
  });
  await workspace.build('few');
  expect(compiled('few', 'seeds')).toEqual(['few']);
  expect(compiled('few', 'build')).toEqual(['few']);
  expect(said('few')).toBe('word of few');
});

test('of those that begin together, who needs most crates compiles first, and the others take', async () => {
  // Who still fetches does not say what it wants, and the others wait for it for a moment only.
  process.env['STATIX_SHARING'] = 'none';
  for (const name of ['few', 'one']) await workspace.command(name, 'true');
  delete process.env['STATIX_SHARING'];
  const built = await Promise.all(['few', 'one'].map((name) => workspace.buildAsTask(name)));
  expect(built).toEqual([{ success: true }, { success: true }]);
  expect(compiled('one', 'seeds')).toEqual(expect.arrayContaining(['itoa', 'syn', 'thiserror']));
  expect(compiled('few', 'seeds')).toEqual(['few']);
});

test('attack: no code of the repository runs where seeds are made, and no build sees them', async () => {
  await workspace.build('one');
  const [store = ''] = await volumes('seeds');
  expect(inVolume(store, 'find', '/volume', '-name', 'left-by-the-repository')).toBe('');
});

test('attack: a ruined store of the scope costs a project with `none` nothing', async () => {
  await workspace.build('one');
  for (const store of await volumes('seeds')) ruin(store);
  process.env['STATIX_SHARING'] = 'none';
  await workspace.build('two');
  expect(said('two')).toBe('word of two');
});

test('attack: with `closure` nothing is taken from where a crate ran that is not one’s own', async () => {
  process.env['STATIX_SHARING'] = 'closure';
  await workspace.build('one');
  for (const store of await volumes('seeds')) ruin(store);
  await workspace.build('two');
  expect(compiled('two', 'seeds')).toEqual(expect.arrayContaining(['syn', 'zeroize']));
  expect(said('two')).toBe('word of two');
  // Another build of the ruined set does take it: `closure` is about whose code, not about damage.
});

test('with `closure` a larger set begins with what a smaller one has', async () => {
  process.env['STATIX_SHARING'] = 'closure';
  await workspace.build('few');
  await workspace.build('one');
  expect(compiled('one', 'seeds')).not.toContain('syn');
  expect(compiled('one', 'build')).toEqual(['one']);
});

test('fault: a build that takes none of what is broken in the store still compiles by itself', async () => {
  await workspace.build('few');
  const [store = ''] = await volumes('seeds');
  inVolume(store, 'find', '/volume', '-name', 'deps', '-exec', 'rm', '-r', '{}', '+');
  await workspace.build('one');
  expect(said('one')).toBe('word of one');
});
