import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { connectEngine, stateDirectory } from '@statix/engine';
import { BuildWorkspace } from '../testing/build-workspace.js';
import { cargoWorkspace, crate } from '../testing/hostile-crates.js';
import { SparseRegistry } from '../testing/sparse-registry.js';

jest.setTimeout(5 * 60 * 1000);

const token = 'Bearer c0rp-t0ken-9b1f6e';
const environment = { ...process.env };

const buildScript = `fn main() {
    let object = format!("{}/word.o", std::env::var("OUT_DIR").unwrap());
    let mut clang = std::process::Command::new("x86_64-linux-musl-clang");
    assert!(clang.args(["-c", "word.c", "-o", &object]).status().unwrap().success());
}
`;

let folder: string;
let registry: SparseRegistry;
let locked: string;
const opened: BuildWorkspace[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'statix-cache-folder-'));
  // A proxy of this machine would be asked for the server of this test.
  process.env['NO_PROXY'] = process.env['no_proxy'] = '*';
  process.env['NX_DAEMON'] = 'false';
  process.env['STATIX_CACHE_DIR'] = join(folder, 'cache');
  registry = await SparseRegistry.start(token);
  const library = 'pub fn word() -> &\'static str { "private" }\n';
  locked = await registry.publish('corp-words', '1.0.0', library, {
    'build.rs': buildScript,
    'word.c': 'int word(int x) { return 2 * x; }\n',
  });
});

afterAll(async () => {
  for (const workspace of opened) await workspace.remove();
  await registry.stop();
  process.env = environment;
  rmSync(folder, { recursive: true });
});

/** Builds on a machine that has the image and nothing else; gives what it said and the program's sha256. */
async function onNewMachine(
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ said: string; sha256: string; compiled: string[]; asked: string[] }> {
  const home = join(folder, name);
  const known = stateDirectory(environment);
  for (const record of ['contracts', 'images.json', 'image-uses.json'])
    if (existsSync(join(known, record)))
      cpSync(join(known, record), join(home, 'state', record), { recursive: true });
  mkdirSync(join(home, 'cargo'), { recursive: true });
  const before = { ...process.env };
  Object.assign(process.env, variables, {
    STATIX_STATE_DIR: join(home, 'state'),
    CARGO_HOME: join(home, 'cargo'),
  });
  registry.requests.length = 0;
  try {
    const entry = `\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["corp-words"]\n`;
    const workspace = await BuildWorkspace.create({
      ...cargoWorkspace([], entry + locked),
      ...crate(
        'app',
        { 'src/main.rs': 'fn main() { println!("{}", corp_words::word()); }\n' },
        '[dependencies]\ncorp-words = { version = "1", registry = "corp" }\n',
      ),
      '.cargo/config.toml': `[registries.corp]\nindex = "${registry.index}"\n`,
    });
    opened.push(workspace);
    const [manifest] = await workspace.build('app');
    const logs = join(stateDirectory(), 'logs');
    const [own = ''] = readdirSync(logs);
    const log = ['seeds', 'build'].map((phase) =>
      readFileSync(join(logs, own, `app.${phase}.log`), 'utf8'),
    );
    return {
      said: workspace.reported.join('\n'),
      sha256: manifest?.binary.sha256 ?? '',
      compiled: [...log.join('\n').matchAll(/^ *Compiling (\S+) /gm)].map(
        ([, crateName = '']) => crateName,
      ),
      asked: registry.requests.map(({ path }) => path),
    };
  } finally {
    process.env = before;
  }
}

test('what one machine fetched and compiled the next one takes, and its program has the same bytes', async () => {
  const credentials = {
    CARGO_REGISTRIES_CORP_INDEX: registry.index,
    CARGO_REGISTRIES_CORP_TOKEN: token,
  };
  const first = await onNewMachine('first', credentials);
  expect(first.said).toContain(
    '0 of 1 crates and 0 of 2 compiled units taken from STATIX_CACHE_DIR',
  );
  expect(first.compiled).toContain('corp-words');
  expect(first.said).toContain('ccache had 0 of 1 C and C++ objects');
  expect(first.asked).toContain('/crates/corp-words/1.0.0.crate');

  const kept = readdirSync(join(folder, 'cache'), { recursive: true, encoding: 'utf8' });
  const names = kept.map((path) => path.replace(/[0-9a-f]{16,64}/g, '#'));
  expect(names).toEqual(
    expect.arrayContaining([
      'statix-cache.json',
      expect.stringMatching(/^crates\/[\d.]+-#\/corp-words-1\.0\.0\.crate$/),
      expect.stringMatching(/^index\/[\d.]+-#\/\.cache\/co\/rp\/corp-words$/),
      expect.stringMatching(/^units\/#\/#-#\.tar$/),
    ]),
  );

  // No token: it would be asked for one.
  const second = await onNewMachine('second', {});
  expect(second.asked).toEqual([]);
  expect(second.said).toContain(
    '1 of 1 crates and 2 of 2 compiled units taken from STATIX_CACHE_DIR',
  );
  expect(second.compiled).not.toContain('corp-words');
  // Nothing asked it.
  expect(second.said).not.toContain('ccache');
  expect(second.sha256).toBe(first.sha256);
});

test('where the units are gone, C comes from what the compiler has kept', async () => {
  rmSync(join(folder, 'cache/units'), { recursive: true });
  const third = await onNewMachine('third', {});
  expect(third.said).toContain('1 of 1 crates and 0 of 2 compiled units taken');
  expect(third.said).toContain('ccache had 1 of 1 C and C++ objects');
  const workspace = opened.at(-1)!;
  const engine = await connectEngine({});
  const label = { 'dev.statix.workspace': workspace.root, 'dev.statix.kind': 'seeds' };
  const [store] = await engine.listVolumes(label);
  const [image = ''] = execaSync('docker', [
    ...['images', '--quiet', 'statix.local/statix'],
  ]).stdout.split('\n');
  const { stdout } = execaSync('docker', [
    ...['run', '--rm', '--network=none', '-v', `${store!.name}:/volume:ro`],
    ...['-e', 'CCACHE_CONFIGPATH=/dev/null', '-e', 'CCACHE_DIR=/volume/.ccache', image],
    ...['ccache', '--print-stats'],
  ]);
  expect(stdout).toMatch(/^cache_miss\t0$/m);
  expect(stdout).toMatch(/^(?:direct|preprocessed)_cache_hit\t1$/m);
});

test('attack: no credential is in the folder', () => {
  const cache = join(folder, 'cache');
  const files = readdirSync(cache, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) expect(readFileSync(file).includes('c0rp-t0ken')).toBe(false);
});
