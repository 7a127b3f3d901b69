import { join } from 'node:path';
import { execaSync } from 'execa';
import { connectEngine } from '@statix/engine';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate, mainFile } from '../../testing/hostile-crates.js';

jest.setTimeout(10 * 60 * 1000);

let workspace: BuildWorkspace;
beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  workspace = await BuildWorkspace.create({
    ...cargoWorkspace(['app']),
    ...crate('app', { 'src/main.rs': mainFile }),
  });
});
afterAll(async () => {
  await workspace.remove();
});

const says = (): string =>
  execaSync(join(workspace.root, 'dist/static/app/x86_64-unknown-linux-musl/release/app')).stdout;

/** What a clock leaves that was ahead while a project was built, and that was set back afterwards. */
async function compiledInAnHour(): Promise<void> {
  const engine = await connectEngine({});
  const labels = { 'dev.statix.workspace': workspace.root, 'dev.statix.kind': 'target' };
  const [volume] = await engine.listVolumes(labels);
  const mounted = ['--network', 'none', '--user', '0', '-v', `${volume?.name}:/compiled`];
  const all = ['find', '/compiled', '-mindepth', '1', '-exec', 'touch', '-d', '+1 hour', '{}', '+'];
  execaSync('docker', ['run', '--rm', ...mounted, workspace.identity.reference, ...all]);
}

test('fault: the clock was set back after a build: an edit is compiled all the same', async () => {
  await workspace.build('app');
  expect(says()).toBe('hello');
  await compiledInAnHour();
  workspace.write({ 'crates/app/src/main.rs': mainFile.replace('hello', 'edited') });
  await workspace.build('app');
  expect(says()).toBe('edited');
  workspace.write({ 'crates/app/src/main.rs': mainFile.replace('hello', 'again') });
  await workspace.build('app');
  expect(says()).toBe('again');
});
