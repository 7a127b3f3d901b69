import { publishRelease, sharedRegistry } from './harness/registry';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(20 * 60 * 1000);

const release = '0.2.0';

const registry = sharedRegistry();
let workspace: Workspace;

beforeAll(async () => {
  workspace = await rustWorkspace('migrate', registry);
  // As `init` of 0.1.0 has left it: both lines hide the module that `third` needs.
  workspace.edit('.gitignore', (text) => text.replace('/dist\n/target\n', 'dist\ntarget\n'));
  workspace.write({
    'crates/third/src/main.rs': 'mod dist;\n\nfn main() {\n    println!("{}", dist::NAME);\n}\n',
    'crates/third/src/dist/mod.rs': 'pub const NAME: &str = "third";\n',
  });
  await workspace.commit('a module called dist');
  await publishRelease(registry, release);
});

/** Nx takes its newest version to migrate, whose provenance a local registry cannot show. */
const env = { NX_SKIP_PROVENANCE_CHECK: 'true' };

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

  await workspace.nxSucceeds(['migrate', `@statix/nx@${release}`], { env });
  expect(ours().filter(([, version]) => version !== release)).toEqual([]);

  await workspace.succeed('npm', ['install']);
  const after = await digest();
  expect(after).toEqual(expect.stringMatching(/^[0-9a-f]{64}$/));
  expect(after).not.toBe(before);
});

test('fault: a module that an earlier init has hidden from git is seen and built after the migration', async () => {
  const hidden = await workspace.nx(['run', 'third:build-static']);
  expect(hidden.status).not.toBe(0);
  expect(hidden.output).toContain('E0583');

  const output = await workspace.nxSucceeds(['migrate', '--run-migrations'], { env });
  expect(output).toContain('Now folders of output are named one by one: /dist, /target.');
  expect(output).toContain('crates/third/src/dist');
  expect(workspace.read('.gitignore')).toContain('\n/dist\n/target\n');
  expect(
    await workspace.succeed('git', ['status', '--porcelain', '--untracked-files=all']),
  ).toContain('?? crates/third/src/dist/mod.rs\n');
  expect(await workspace.nxSucceeds(['run', 'third:build-static'])).toMatch(/static-pie/);
});
