import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestProcess } from '@statix/contract/testing/child-process';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { tinyProgram } from '@statix/engine/testing/tiny-program';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { FakeCargo } from '../../testing/fake-cargo.js';
import { cargoWorkspace, crate, mainFile } from '../../testing/hostile-crates.js';

const newFolder = temporaryFolders();
const program = `${imageContract.paths.target}/x86_64-unknown-linux-musl/release/app`;
const files = { ...cargoWorkspace(['app']), ...crate('app', { 'src/main.rs': mainFile }) };

let workspace: BuildWorkspace;
let cargo: FakeCargo;
const environment = { ...process.env };

beforeEach(async () => {
  workspace = await BuildWorkspace.create(files);
  process.env['STATIX_STATE_DIR'] = newFolder();
  cargo = await FakeCargo.start(workspace.identity.identity);
  cargo.build = (container) => {
    container.files.set(program, tinyProgram());
    return {};
  };
});

afterEach(async () => {
  process.env = { ...environment };
  await cargo.engine.stop();
  rmSync(workspace.root, { recursive: true });
});

/** A run of Nx, and what happens in the workspace between its hashing and the task. */
async function run(meanwhile: () => void): Promise<string> {
  const nx = new TestProcess(join(__dirname, '../../testing/nx-program.ts'), {
    args: [workspace.root, 'app'],
    env: {
      NX_DAEMON: 'false',
      NX_TASK_HASH: undefined,
      DOCKER_HOST: cargo.address,
      STATIX_STATE_DIR: process.env['STATIX_STATE_DIR'],
    },
  });
  await nx.says('has hashed');
  meanwhile();
  nx.child.send('start the task');
  const { stdout, stderr } = await nx.ended();
  return stdout + stderr;
}

test('what was there before the run is built', async () => {
  expect(await run(() => undefined)).toContain('{"success":true}');
  expect(cargo.commands()).toEqual(['fetch', 'build']);
});

test.each(['crates/app/src/main.rs', 'crates/app/Cargo.toml', 'Cargo.lock'] as const)(
  'fault: %s is edited during a run, and back before the task: nothing is built for Nx to store',
  async (path) => {
    const text = (files as Record<string, string>)[path]!;
    const printed = await run(() => {
      writeFileSync(join(workspace.root, path), `${text}\n# edited\n`);
      writeFileSync(join(workspace.root, path), text);
    });
    expect(printed).toContain('{"success":false}');
    expect(printed).toContain(`${path} changed after this run of Nx began`);
    expect(printed).toMatch(/1\. Run again\.$/m);
    expect(cargo.commands()).toEqual([]);
    expect(existsSync(join(workspace.root, 'dist'))).toBe(false);
  },
);
