import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack, type Pack } from 'tar-stream';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { asUpload } from '@statix/engine';
import type { FakeContainer, FakeEnd } from '@statix/engine/testing/container-engine';
import { tinyProgram } from '@statix/engine/testing/tiny-program';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { FakeCargo } from '../../testing/fake-cargo.js';
import { cargoWorkspace, crate, mainFile } from '../../testing/hostile-crates.js';
import { withTaskEnvironment } from '../../testing/task-environment.js';

const newFolder = temporaryFolders();
withTaskEnvironment(newFolder);
const { paths } = imageContract;
const triple = 'x86_64-unknown-linux-musl';
const program = tinyProgram({ print: 'first' });
const registry = 'sparse+https://crates.corp.example/index/';
const registryFolder = 'crates.corp.example-0123456789abcdef';
const archive = Buffer.from('what the registry has of corp-words 1.0.0');
const index = Buffer.from('what the index says of corp-words');
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

const unit = '00112233aabbccdd';
const library = `${triple}/release/deps/libcorp_words-${unit}.rlib`;
const fingerprint = `${triple}/release/.fingerprint/corp-words-${unit}`;

const object = '4/e/9bjkej8o44vs7k83crr1df3bkr36tjqR';

const files = {
  ...cargoWorkspace(
    [],
    `
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["corp-words"]

[[package]]
name = "corp-words"
version = "1.0.0"
source = "${registry}"
checksum = "${sha256(archive)}"
`,
  ),
  ...crate(
    'app',
    { 'src/main.rs': mainFile },
    '[dependencies]\ncorp-words = { version = "1", registry = "corp" }\n',
  ),
  '.cargo/config.toml': `[registries.corp]\nindex = "${registry}"\n`,
};

let workspace: BuildWorkspace;
let cargo: FakeCargo;
let folder: string;
let out: string;
let err: string;
/** Whether the unit is there when crates are compiled for others. */
let isThere: boolean;
/** And what C compiled to. */
let hadObject: boolean;

// One for all: Nx lists the files of a workspace once for a process.
beforeAll(async () => {
  workspace = await BuildWorkspace.create(files);
});

beforeEach(async () => {
  folder = join(newFolder(), 'cache');
  process.env['STATIX_CACHE_DIR'] = folder;
  await onNewMachine();
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await cargo.engine.stop();
  rmSync(join(workspace.root, 'dist'), { recursive: true, force: true });
});

afterAll(() => {
  rmSync(workspace.root, { recursive: true });
});

async function onNewMachine(): Promise<void> {
  [out, err] = ['', ''];
  process.env['STATIX_STATE_DIR'] = newFolder();
  cargo = await FakeCargo.start(workspace.identity.identity);
  process.env['DOCKER_HOST'] = cargo.address;
  cargo.build = build;
  cargo.script = gives;
}

function isSeeding({ command }: FakeContainer): boolean {
  return command.includes('json-render-diagnostics');
}

/** What cargo does: compiles the crate where it is not, and then the program. */
function build(container: FakeContainer): FakeEnd {
  if (isSeeding(container)) {
    isThere = container.files.get(`${paths.target}/${library}`) !== undefined;
    hadObject = container.files.get(`${paths.target}/.ccache/${object}`) !== undefined;
    const message = {
      reason: 'compiler-artifact',
      package_id: `registry+${registry.slice('sparse+'.length)}#corp-words@1.0.0`,
      filenames: [`${paths.target}/${library}`],
      fresh: isThere,
    };
    return { stdout: `${JSON.stringify(message)}\n` };
  }
  container.files.set(`${paths.target}/${triple}/release/app`, program);
  return {};
}

async function tarOf(...entries: [Parameters<Pack['entry']>[0], Buffer?][]): Promise<Buffer> {
  const tar = pack();
  for (const [header, content] of entries) tar.entry(header, content ?? Buffer.alloc(0));
  tar.finalize();
  return buffer(asUpload(tar));
}

const compiled = (): Promise<Buffer> =>
  tarOf(
    [{ name: library, mode: 0o644 }, Buffer.from('compiled')],
    [{ name: `${fingerprint}/`, type: 'directory' }],
    [{ name: `${fingerprint}/lib-corp_words`, mode: 0o644 }, Buffer.from('fingerprint')],
  );

/** What our scripts write of the stores. */
async function gives({ command }: FakeContainer): Promise<FakeEnd> {
  const [, script = ''] = command;
  const stdout = script.endsWith('give-crates.sh')
    ? await tarOf(
        [{ name: `registry/cache/${registryFolder}/corp-words-1.0.0.crate` }, archive],
        [{ name: `registry/index/${registryFolder}/config.json` }, Buffer.from('{}')],
        [{ name: `registry/index/${registryFolder}/.cache/co/rp/corp-words` }, index],
        [{ name: `registry/index/${registryFolder}/.cache/ot/he/other` }, index],
      )
    : script.endsWith('give-files.sh')
      ? await compiled()
      : script.endsWith('give-objects.sh')
        ? await tarOf(
            [{ name: `.ccache/${object}`, mode: 0o644 }, Buffer.from('object')],
            [{ name: '.ccache/ccache.conf' }, Buffer.from('x')],
            [{ name: `.ccache/4/../../${object}` }, Buffer.from('x')],
            [{ name: `x/${object}` }, Buffer.from('x')],
            [{ name: `.ccache/${object.replace('R', 'M')}`, type: 'symlink', linkname: '/x' }],
          )
        : '';
  return { stdout };
}

async function succeeds(): Promise<void> {
  expect([await workspace.buildAsTask('app'), err]).toEqual([{ success: true }, '']);
  expect(cargo.engine.leftBehind()).toEqual([]);
}

/** What a machine has left in the folder. */
async function afterOneMachine(): Promise<void> {
  await succeeds();
  await cargo.engine.stop();
  await onNewMachine();
}

/** Files in the folder; hashes are `#`. */
function kept(): string[] {
  return below(folder).map((path) => path.replace(/[0-9a-f]{24,64}/g, '#'));
}

function below(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((file) => !file.isDirectory())
    .map((file) => join(file.parentPath, file.name).slice(root.length + 1))
    .sort();
}

const crateFile = `crates/${registryFolder}/corp-words-1.0.0.crate`;
const everything = [
  '.gitignore',
  crateFile,
  `index/${registryFolder}/.cache/co/rp/corp-words`,
  `index/${registryFolder}/config.json`,
  `objects/#/${object}`,
  'statix-cache.json',
  `units/#/${unit}-#.tar`,
];

/** The archive of the unit. */
function unitFile(): string {
  const found = below(folder).find((path) => path.startsWith('units/'));
  return join(folder, found!);
}

/** Files of Cargo's home that a machine was given before it fetched. */
function givenCrates(): string[] {
  const runs = cargo.runs.filter(({ container }) =>
    container.command.some((word) => word.endsWith('take-crates.sh')),
  );
  return runs.flatMap(({ container }) => container.files.below(`${paths.home}/kept`));
}

const networks = () =>
  cargo.runs.map(({ command, container }) => `${command} ${container.network}`);

test('what one machine fetched and compiled the next one takes, without a network', async () => {
  await succeeds();
  expect(networks()).toEqual([
    'fetch bridge',
    'give-crates.sh none',
    'build none',
    'take-seeds.sh none',
    'give-files.sh none',
    'give-objects.sh none',
    'build none',
  ]);
  expect(isThere).toBe(false);
  expect(kept()).toEqual(everything);
  expect(readFileSync(join(folder, 'statix-cache.json'), 'utf8')).toContain('"scope": "local"');
  expect(out).toContain('0 of 1 crates and 0 of 1 compiled units taken from STATIX_CACHE_DIR');

  await cargo.engine.stop();
  await onNewMachine();
  await succeeds();
  expect(networks()).toEqual(['fetch none', 'build none', 'take-seeds.sh none', 'build none']);
  expect(givenCrates().map((path) => path.slice(`${paths.home}/kept/`.length))).toEqual([
    `registry/cache/${registryFolder}/corp-words-1.0.0.crate`,
    `registry/index/${registryFolder}/config.json`,
    `registry/index/${registryFolder}/.cache/co/rp/corp-words`,
  ]);
  expect([isThere, hadObject]).toEqual([true, true]);
  expect(out).not.toContain('Compiling the crates');
  expect(out).toContain('1 of 1 crates and 1 of 1 compiled units taken from STATIX_CACHE_DIR');
  expect(kept()).toEqual(everything);
});

test('only who fetches sees the crates it takes, and nobody who gives can write to them', async () => {
  await succeeds();
  const mounted = ({ files: { mounts } }: FakeContainer) =>
    mounts.map(({ target, readOnly }) => [target, readOnly]);
  expect(mounted(cargo.containerOf('give-crates.sh'))).toEqual([[paths.cargoHome, true]]);
});

test('attack: a build of another trust scope: nothing is taken and nothing left', async () => {
  process.env['STATIX_TRUST_SCOPE'] = 'refs/pull/7/merge';
  await afterOneMachine();
  rmSync(join(folder, 'index'), { recursive: true });
  const before = kept();
  process.env['STATIX_TRUST_SCOPE'] = 'refs/heads/main';
  await succeeds();
  expect(networks()).toEqual(['fetch bridge', 'build none']);
  expect(kept()).toEqual(before);
  expect(out).toContain(
    'Nothing is taken from STATIX_CACHE_DIR and nothing left in it: it is of the trust scope "refs/pull/7/merge", and not of "refs/heads/main"',
  );
});

test('a folder of a scope that is trusted is taken from and left as it is', async () => {
  process.env['STATIX_TRUST_SCOPE'] = 'refs/heads/main';
  process.env['STATIX_CACHE_DIR_SCOPE'] = 'refs/heads/main';
  await afterOneMachine();
  rmSync(join(folder, 'index'), { recursive: true });
  const before = kept();
  process.env['STATIX_TRUST_SCOPE'] = 'refs/pull/7/merge';
  cargo.build = (container) => {
    const end = build(container);
    return isSeeding(container)
      ? { stdout: String(end.stdout).replaceAll(unit, 'ffffffffffffffff') }
      : end;
  };
  await succeeds();
  expect(isThere).toBe(true);
  expect(kept()).toEqual(before);
  expect(cargo.commands()).not.toContain('give-files.sh');
});

test('an only project that can neither take nor leave compiled crates compiles them in its build', async () => {
  process.env['STATIX_CACHE_DIR_SCOPE'] = 'refs/heads/main';
  await succeeds();
  expect(networks()).toEqual(['fetch bridge', 'build none']);
});

test('C and C++ are kept in a job of a CI service as well, unless that is not wanted', async () => {
  process.env['CI'] = 'true';
  await afterOneMachine();
  process.env['STATIX_COMPILER_CACHE'] = 'off';
  rmSync(folder, { recursive: true });
  await succeeds();
  expect(cargo.commands()).not.toContain('give-objects.sh');
  expect(kept()).toEqual(everything.filter((path) => !path.startsWith('objects/')));
});

test('attack: a release takes nothing, whatever the folder says', async () => {
  await afterOneMachine();
  const before = kept();
  process.env['STATIX_SHARING'] = 'none';
  await succeeds();
  expect(networks()).toEqual(['fetch bridge', 'build none']);
  expect(kept()).toEqual(before);
});

test.each([
  [
    'without',
    () => {
      rmSync(join(folder, 'statix-cache.json'));
    },
  ],
  [
    'with a broken',
    () => {
      writeFileSync(join(folder, 'statix-cache.json'), '{');
    },
  ],
  [
    'with a link for a',
    () => {
      const path = join(folder, 'statix-cache.json');
      renameSync(path, join(folder, '..', 'elsewhere'));
      symlinkSync('../elsewhere', path);
    },
  ],
])('attack: a folder %s name of its scope is of none', async (_, change) => {
  await afterOneMachine();
  change();
  await succeeds();
  expect(networks()).toEqual(['fetch bridge', 'build none']);
  expect(out).toContain('Nothing is taken from STATIX_CACHE_DIR and nothing left in it');
});

test('fault: a folder of something else stays as it is', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, '.gitignore'), 'dist\n');
  await succeeds();
  expect(kept()).toEqual(['.gitignore']);
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('dist\n');
  expect(out).toContain('it has content and no sound statix-cache.json');
});

test('attack: a crate in the folder that is not the one of the lock is fetched', async () => {
  await afterOneMachine();
  writeFileSync(join(folder, crateFile), 'what somebody else has of it');
  await succeeds();
  expect(givenCrates()).toEqual([]);
  expect(networks()).toContain('fetch bridge');
  expect(out).toContain('1 crate in STATIX_CACHE_DIR is not what Cargo.lock names, and not taken');
  expect(out).toContain('0 of 1 crates');
});

test.each([
  ['a crate', crateFile],
  ['a registry', dirname(crateFile)],
  ['all crates', 'crates'],
])('attack: a link in the place of %s leads nowhere', async (_, path) => {
  await afterOneMachine();
  const elsewhere = join(folder, '..', basename(path));
  renameSync(join(folder, path), elsewhere);
  symlinkSync(elsewhere, join(folder, path));
  await succeeds();
  expect(givenCrates()).toEqual([]);
  expect(networks()).toContain('fetch bridge');
});

test('attack: below a link in the place of all crates nothing is made', async () => {
  await afterOneMachine();
  const elsewhere = newFolder();
  rmSync(join(folder, 'crates'), { recursive: true });
  symlinkSync(elsewhere, join(folder, 'crates'));
  await succeeds();
  expect(readdirSync(elsewhere)).toEqual([]);
});

test.each<[string, () => Promise<Buffer>]>([
  ['a path that leads up', () => tarOf([{ name: `${fingerprint}/../../../../../x` }])],
  ['an absolute path', () => tarOf([{ name: `/${library}` }])],
  ['a file of another unit', () => tarOf([{ name: library.replace(unit, 'f'.repeat(16)) }])],
  ['a file of the project’s own', () => tarOf([{ name: `${triple}/release/app` }])],
  ['a link', () => tarOf([{ name: library, type: 'symlink', linkname: '/statix/cargo' }])],
  [
    'a link that leads up',
    () => tarOf([{ name: `${fingerprint}/x`, type: 'symlink', linkname: '../../x' }]),
  ],
  [
    'a path through a link',
    () =>
      tarOf(
        [{ name: `${fingerprint}/x`, type: 'symlink', linkname: 'y' }],
        [{ name: `${fingerprint}/x/z` }],
      ),
  ],
  ['a hard link', () => tarOf([{ name: library, type: 'link', linkname: '/etc/passwd' }])],
  [
    'a device',
    () => tarOf([{ name: library, type: 'character-device', devmajor: 1, devminor: 3 }]),
  ],
  ['half an archive', async () => (await compiled()).subarray(0, 700)],
])('attack: an archive of a unit with %s is passed over', async (_, make) => {
  await afterOneMachine();
  const path = unitFile();
  rmSync(path);
  const planted = await make();
  writeFileSync(join(dirname(path), `${unit}-${sha256(planted)}.tar`), planted);
  await succeeds();
  expect(isThere).toBe(false);
  expect(out).toContain('1 of the compiled units in STATIX_CACHE_DIR is broken, and not taken');
  // And the sound one takes its place.
  expect(kept()).toEqual(everything);
  expect(readFileSync(unitFile()).includes('compiled')).toBe(true);
});

test.each([
  [
    'that was cut short',
    () => {
      truncateSync(unitFile(), 1024);
    },
  ],
  [
    'with another byte',
    () => {
      const bytes = readFileSync(unitFile());
      bytes.write('C', bytes.indexOf('compiled'));
      writeFileSync(unitFile(), bytes);
    },
  ],
])('fault: an archive %s is passed over, and replaced', async (_, change) => {
  await afterOneMachine();
  const sound = readFileSync(unitFile());
  change();
  await succeeds();
  expect(isThere).toBe(false);
  expect(kept()).toEqual(everything);
  expect(readFileSync(unitFile()).byteLength).toBe(sound.byteLength);
  expect(readFileSync(unitFile()).includes('compiled')).toBe(true);
});

test.each([
  ['half of a unit', async () => (await compiled()).subarray(0, 2700)],
  ['nothing', () => Promise.resolve(Buffer.alloc(0))],
])('fault: a container that gives %s leaves no unit, and the build succeeds', async (_, stdout) => {
  cargo.script = async (container) =>
    container.command[1]?.endsWith('give-files.sh') === true
      ? { exitCode: 2, stdout: await stdout() }
      : gives(container);
  await succeeds();
  expect(kept()).not.toContainEqual(expect.stringContaining('units/'));
  expect(kept()).toContain(crateFile);
});

test.each([
  [
    'a file',
    () => {
      writeFileSync(folder, '');
    },
  ],
  [
    'a link that leads nowhere',
    () => {
      symlinkSync('nowhere/else', folder);
    },
  ],
])('fault: %s in the place of the folder costs nothing but a line', async (_, make) => {
  make();
  await succeeds();
  expect(out.match(/STATIX_CACHE_DIR.*/g)).toHaveLength(1);
  expect(networks()).toEqual(['fetch bridge', 'build none']);
});

test('fault: a folder that cannot be written to costs nothing but a line', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, 'statix-cache.json'), '{"schemaVersion":1,"scope":"local"}');
  for (const shelf of ['crates', 'index', 'units']) writeFileSync(join(folder, shelf), '');
  await succeeds();
  expect(out).toContain('STATIX_CACHE_DIR was of no use for crates: ');
  expect(out).toContain('The compiled crates could not be left in STATIX_CACHE_DIR: ');
});

test('fault: nothing that is not whole is ever under its name, and no temporary file stays', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, 'statix-cache.json'), '{"schemaVersion":1,"scope":"local"}');
  // A folder is in its place: the last step fails.
  mkdirSync(join(folder, crateFile, 'x'), { recursive: true });
  await succeeds();
  expect(below(folder).filter((path) => path.endsWith('.tmp'))).toEqual([]);
});

test('the oldest goes when more is there than may be', async () => {
  await afterOneMachine();
  process.env['STATIX_CACHE_DIR_LIMIT'] = '1';
  rmSync(unitFile());
  await succeeds();
  expect(kept()).toEqual(['.gitignore', 'statix-cache.json']);
});

test('a folder is named by an absolute path', async () => {
  process.env['STATIX_CACHE_DIR'] = 'cache';
  expect(await workspace.buildAsTask('app')).toEqual({ success: false });
  expect(err).toContain("STATIX_CACHE_DIR is 'cache'; expected an absolute path");
});
