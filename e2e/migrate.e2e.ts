import { join } from 'node:path';
import { publishRelease, startRegistry, type Registry } from './harness/registry';
import { scratchRoot } from './harness/repository';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(20 * 60 * 1000);

const release = '0.2.0';

let registry: Registry;
let workspace: Workspace;

beforeAll(async () => {
  registry = await startRegistry(join(scratchRoot, 'registry'));
  workspace = await rustWorkspace('migrate', registry);
  await publishRelease(registry, release);
});

afterAll(async () => {
  await registry?.stop();
});

const ours = () => {
  const { devDependencies } = JSON.parse(workspace.read('package.json')) as {
    devDependencies: Record<string, string>;
  };
  return Object.entries(devDependencies).filter(([name]) => name.startsWith('@statix/'));
};

/** What a release of ours changes in the hash of a build. */
async function digest(): Promise<unknown> {
  const project = await workspace.nxSucceeds(['show', 'project', 'first', '--json']);
  const { targets } = JSON.parse(project) as {
    targets: Record<string, { options: Record<string, unknown> }>;
  };
  return targets['build-static']?.options['digest'];
}

test('nx migrate takes all packages to the release, and every build is hashed anew', async () => {
  const before = await digest();
  expect(before).toEqual(expect.stringMatching(/^[0-9a-f]{64}$/));
  expect(ours().length).toBeGreaterThan(1);

  // It takes the newest Nx to do so, whose provenance a local registry cannot show.
  const env = { NX_SKIP_PROVENANCE_CHECK: 'true' };
  await workspace.nxSucceeds(['migrate', `@statix/nx@${release}`], { env });
  expect(ours().filter(([, version]) => version !== release)).toEqual([]);

  await workspace.succeed('npm', ['install']);
  const after = await digest();
  expect(after).toEqual(expect.stringMatching(/^[0-9a-f]{64}$/));
  expect(after).not.toBe(before);
});
