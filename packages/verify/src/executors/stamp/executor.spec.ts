import { TestWorkspace } from '../../testing/workspace.js';
import stamp from './executor.js';

let workspace: TestWorkspace;
let printed: string;

beforeEach(() => {
  workspace = new TestWorkspace();
  workspace.addBuilt('app');
  printed = '';
  const take = (text: string | Uint8Array) => ((printed += String(text)), true);
  jest.spyOn(process.stdout, 'write').mockImplementation(take);
  jest.spyOn(process.stderr, 'write').mockImplementation(take);
  process.env['STATIX_REVISION'] = 'v1';
});
afterEach(() => {
  Reflect.deleteProperty(process.env, 'STATIX_REVISION');
  jest.restoreAllMocks();
  workspace.remove();
});

/** What is said of a cached target with these inputs. */
async function said(inputs: readonly unknown[], options: object = {}): Promise<string> {
  printed = '';
  const target = {
    cache: true,
    inputs,
    outputs: ['{workspaceRoot}/dist/stamped/app/x86_64-unknown-linux-musl/release'],
  };
  await stamp(options, {
    root: workspace.root,
    projectName: 'app',
    targetName: 'stamp-static',
    projectsConfigurations: { projects: { app: { targets: { 'stamp-static': target } } } },
  });
  return printed;
}

test('STATIX_REVISION has to be in the hash of a cached task', async () => {
  expect(await said([])).toContain('STATIX_INPUT_NOT_HASHED  STATIX_REVISION is set');
  expect(await said([{ env: 'STATIX_REVISION' }])).not.toContain('STATIX_INPUT_NOT_HASHED');
});

test('and says nothing where the option has the revision', async () => {
  expect(await said([], { revision: 'v2' })).not.toContain('STATIX_INPUT_NOT_HASHED');
});
