import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
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
const release = `${paths.target}/${triple}/release`;
const program = `dist/static/app/${triple}/release/app`;
const kept = `dist/rebuild/app/${triple}/release`;
const honest = tinyProgram({ print: 'hello' });

const files = { ...cargoWorkspace(['app']), ...crate('app', { 'src/main.rs': mainFile }) };

let workspace: BuildWorkspace;
let cargo: FakeCargo;
let out: string;
let err: string;

beforeAll(async () => {
  workspace = await BuildWorkspace.create(files);
});

beforeEach(async () => {
  cargo = await FakeCargo.start(workspace.identity.identity);
  process.env['DOCKER_HOST'] = cargo.address;
  cargo.build = (container) => links(container, honest);
  out = '';
  err = '';
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

function links({ files: there }: FakeContainer, made: Buffer): FakeEnd {
  there.set(`${release}/app`, made);
  return {};
}

/** What the image's compiler leaves of the clock, where it has one for the host. */
function withClock(container: FakeContainer): void {
  container.files.set(`${paths.home}/later-clock.so`, Buffer.from('\u007fELF'));
}

async function built(): Promise<void> {
  expect([await workspace.buildAsTask('app'), err]).toEqual([{ success: true }, '']);
}

test('is elsewhere in all that can be elsewhere, with nothing that an earlier build left', async () => {
  await built();
  let before = -1;
  let clock = '';
  cargo.build = (container) => {
    const there = container.files.below(paths.target);
    before = there.filter((path) => (container.files.get(path)?.length ?? 0) > 0).length;
    clock = container.files.get(`${paths.home}/later-clock.c`)?.toString() ?? '';
    withClock(container);
    return links(container, honest);
  };
  expect([await workspace.rebuildAsTask('app'), err]).toEqual([{ success: true }, '']);
  expect(cargo.commands()).toEqual(['fetch', 'build', 'build']);
  const [build, rebuild] = cargo.runs.slice(1).map(({ container }) => container);
  // An empty file in the place of the program, and nothing else.
  expect(before).toBe(0);
  expect(rebuild!.files.mounts.map(({ target, readOnly }) => [target, readOnly])).toEqual([
    [paths.cargoHome, true],
  ]);
  expect([build!.hostName, rebuild!.hostName]).toEqual(['statix', 'another-host']);
  expect(rebuild!.user).toBe('4242:4242');
  expect(build!.user).not.toBe(rebuild!.user);
  expect(rebuild!.workingDirectory).toBe('/built-elsewhere/workspace');
  expect(rebuild!.files.get('/built-elsewhere/workspace/crates/app/src/main.rs')?.toString()).toBe(
    mainFile,
  );
  expect(rebuild!.network).toBe('none');
  const argv = rebuild!.command;
  expect(argv.slice(0, 4)).toEqual(['sh', `${paths.home}/rebuild.sh`, '34673709', 'cargo']);
  expect(argv[argv.indexOf('--jobs') + 1]).toBe('1');
  expect(argv.join(' ')).toContain('--remap-path-prefix=/built-elsewhere/workspace=/source');
  expect(rebuild!.environment).not.toHaveProperty('STATIX_CCACHE');
  expect(clock).toContain('clock_gettime');
  expect(out).toMatch(
    /^app is reproducible: the same bytes from nothing in \/built-elsewhere\/workspace, as user 4242, on host another-host, with 1 job, the clock 401 days later {2}sha256 [0-9a-f]{64}$/m,
  );
  expect(existsSync(join(workspace.root, kept))).toBe(false);
  expect(cargo.engine.leftBehind()).toEqual([]);
});

test('a program whose debug information was split off is refused before anything is compared', async () => {
  await built();
  expect(await workspace.rebuildAsTask('app', { splitDebug: 'full' })).toEqual({ success: false });
  expect(err).toContain('A rebuild does not know `splitDebug`');
  expect(cargo.commands()).toEqual(['fetch', 'build']);
});

test('a program that was built with a network is of another build', async () => {
  expect(await workspace.buildAsTask('app', { buildNetwork: true })).toEqual({ success: true });
  expect(await workspace.rebuildAsTask('app')).toEqual({ success: false });
  expect(err).toContain('Its manifest has another network.');
  err = '';
  await built();
  expect(await workspace.rebuildAsTask('app', { buildNetwork: true })).toEqual({ success: false });
  expect(err).toContain('Its manifest has another network.');
});

test('a program that was built without a container is built again in one, and compared', async () => {
  await built();
  const path = join(workspace.root, `${program}.build.json`);
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...manifest, isolation: 'none' }));
  expect(await workspace.rebuildAsTask('app', { runsOn: 'host' })).toEqual({ success: true });
  expect(cargo.commands()).toEqual(['fetch', 'build', 'build']);
  expect(out).not.toContain('ISOLATION NONE');
  expect(await workspace.rebuildAsTask('app')).toEqual({ success: false });
  expect(err).toContain('Its manifest has another isolation.');
});

test('a clock that could not be changed is not said to be another', async () => {
  await built();
  expect(await workspace.rebuildAsTask('app')).toEqual({ success: true });
  expect(out).toContain('the clock as it is (the image has no compiler to change it)');
  expect(out).not.toContain('days later');
});

test('a difference is an error that says where, and both programs are kept', async () => {
  await built();
  const other = tinyProgram({ print: 'h4llo' });
  cargo.build = (container) => links(container, other);
  expect(await workspace.rebuildAsTask('app')).toEqual({ success: false });
  expect(err.match(/^STATIX_\w+/gm)).toEqual(['STATIX_NOT_REPRODUCIBLE']);
  expect(err).toContain('app has other bytes when built again from nothing');
  expect(err).toContain('offset 0x1001 of the build and 0x1001 of the rebuild');
  expect(err).toContain(kept);
  const folder = join(workspace.root, kept);
  expect(readdirSync(folder).sort()).toEqual(['app.built', 'app.rebuilt']);
  expect(readFileSync(join(folder, 'app.built'))).toEqual(honest);
  expect(readFileSync(join(folder, 'app.rebuilt'))).toEqual(other);
  // What was built stays what it was.
  expect(readFileSync(join(workspace.root, program))).toEqual(honest);
});

test.each<[string, () => void, RegExp]>([
  [
    'other sources',
    () => {
      workspace.write({ 'crates/app/src/main.rs': `// x\n${mainFile}` });
    },
    /another sources/,
  ],
  [
    'another program in its place',
    () => {
      writeFileSync(join(workspace.root, program), tinyProgram({ print: 'forged' }));
    },
    /is not the program that was built/,
  ],
  [
    'none',
    () => {
      rmSync(join(workspace.root, 'dist'), { recursive: true });
    },
    /no program of app in/,
  ],
])('fault: what is to be compared with is of %s: nothing is built', async (_what, change, said) => {
  await built();
  change();
  try {
    expect(await workspace.rebuildAsTask('app')).toEqual({ success: false });
    expect(err.match(/^STATIX_\w+/gm)).toEqual(['STATIX_REBUILD_OF_OTHER']);
    expect(err).toMatch(said);
    expect(cargo.commands()).toEqual(['fetch', 'build']);
  } finally {
    workspace.write(files);
  }
});

test('fault: cargo fails the second time', async () => {
  await built();
  cargo.build = () => ({ exitCode: 101, stderr: 'error: no\n' });
  expect(await workspace.rebuildAsTask('app')).toEqual({ success: false });
  expect(err.match(/^STATIX_\w+/gm)).toEqual(['STATIX_REBUILD_FAILED']);
  expect(err).toContain('cargo build, elsewhere and from nothing, ended with exit code 101');
});
