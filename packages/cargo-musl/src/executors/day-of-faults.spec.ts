import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import type { FakeContainer, FakeEnd } from '@statix/engine/testing/container-engine';
import { BuildWorkspace } from '../testing/build-workspace.js';
import { FakeCargo } from '../testing/fake-cargo.js';
import { cargoWorkspace, crate, mainFile } from '../testing/hostile-crates.js';
import { withTaskEnvironment } from '../testing/task-environment.js';

// What happens on any day to whatever runs: it is stopped, its engine goes, memory and disk run out. Each of these
// for each executor that runs cargo, while crates are fetched and while it works.
const newFolder = temporaryFolders();
withTaskEnvironment(newFolder);

const lock = `
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["words"]

[[package]]
name = "words"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "${'0'.repeat(64)}"
`;
const files = {
  ...cargoWorkspace([], lock),
  ...crate('app', { 'src/main.rs': mainFile }, '[dependencies]\nwords = "1"\n'),
};

let workspace: BuildWorkspace;
let cargo: FakeCargo;
let err: string;

// One for all: Nx lists the files of a workspace once for a process.
beforeAll(async () => {
  workspace = await BuildWorkspace.create(files);
});

beforeEach(async () => {
  cargo = await FakeCargo.start(workspace.identity.identity);
  process.env['DOCKER_HOST'] = cargo.address;
  err = '';
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await cargo.engine.stop();
});

afterAll(() => {
  rmSync(workspace.root, { recursive: true });
});

const executors = [
  { name: 'build', options: {} },
  { name: 'test', options: {} },
  { name: 'check', options: {} },
  { name: 'shell', options: { command: 'cargo tree' } },
] as const;
const runs = executors.flatMap(({ name, options }) =>
  (['while crates are fetched', 'while it works'] as const).map((when) => ({
    name,
    options,
    when,
  })),
);

describe.each(runs)('$name, $when', ({ name, options, when }) => {
  /** What the container does whose turn it is. */
  function meanwhile(happens: (container: FakeContainer) => FakeEnd | Promise<FakeEnd>): void {
    if (when === 'while crates are fetched') cargo.fetch = happens;
    else cargo.build = cargo.others = happens;
  }

  async function fails(): Promise<void> {
    expect(await workspace.runAsTask(name, 'app', options)).toEqual({ success: false });
    expect(existsSync(join(workspace.root, 'dist/static'))).toBe(false);
  }

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const)(
    'fault: %s: said in a line, the container is gone',
    async (ending) => {
      let stopped: FakeContainer | undefined;
      meanwhile((container) => {
        stopped = container;
        process.emit(ending as 'SIGTERM');
        return new Promise(() => undefined);
      });
      await fails();
      expect(err).toBe('Stopped.\n');
      expect(stopped?.ended.aborted).toBe(true);
      expect(cargo.engine.leftBehind()).toEqual([]);
    },
  );

  test('fault: the engine is gone', async () => {
    meanwhile(() => {
      cargo.engine.fake.die();
      return new Promise(() => undefined);
    });
    await fails();
    expect(err.match(/^STATIX_\w+/gm)).toEqual(['STATIX_ENGINE_LOST']);
  });

  test('fault: the kernel ends it, for there is no memory left: that is what is said', async () => {
    meanwhile(() => ({ exitCode: 137, oomKilled: true }));
    await fails();
    expect(err.match(/^STATIX_\w+/gm)).toHaveLength(1);
    expect(err).toMatch(/memory/);
    expect(cargo.engine.leftBehind()).toEqual([]);
  });

  test('fault: the volume is full, and the next run works', async () => {
    meanwhile(() => ({
      exitCode: 101,
      stderr: 'error: failed to write `/statix/x`: No space left on device (os error 28)\n',
    }));
    await fails();
    expect(err.match(/^STATIX_\w+/gm)).toHaveLength(1);
    if (name !== 'shell' || when === 'while crates are fetched') expect(err).toMatch(/disk|space/);
    expect(cargo.engine.leftBehind()).toEqual([]);
    // Neither a lock nor a record of what was not done is left.
    let again = 0;
    meanwhile(() => {
      again += 1;
      return { exitCode: 101, stderr: 'error: the next one\n' };
    });
    err = '';
    await fails();
    expect(again).toBe(1);
  });
});
