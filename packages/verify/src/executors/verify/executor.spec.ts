import type { ExecutorContext } from '@nx/devkit';
import { TestWorkspace } from '../../testing/workspace.js';
import verify from './executor.js';

let workspace: TestWorkspace;
let out: string;
let err: string;

beforeEach(() => {
  workspace = new TestWorkspace();
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  workspace.remove();
});

function run(options: unknown) {
  const context: ExecutorContext = {
    root: workspace.root,
    cwd: workspace.root,
    isVerbose: false,
    projectName: 'app',
    projectsConfigurations: { version: 2, projects: {} },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  };
  return verify(options, context);
}

describe('the executor verify', () => {
  it('succeeds and prints the verdict last', async () => {
    workspace.addBuilt('app');
    expect(await run({ run: 'never' })).toEqual({ success: true });
    expect(out.trimEnd().split('\n').at(-1)).toBe('PASS app  static-pie, 13 kB, not run');
    expect(out).not.toContain('\u001b');
    expect(err).toBe('');
  });

  it('fails and names the remedy', async () => {
    workspace.addBuilt('app', 'dynamic-musl');
    expect(await run({})).toEqual({ success: false });
    expect(out).toContain(
      "✖ no-interpreter           The program needs the dynamic loader '/lib/ld-musl-x86_64.so.1'",
    );
    expect(err).toMatch(
      /^STATIX_VERIFY_FAILED {2}1 of 1 programs of app did not pass verification/,
    );
    expect(err).toContain('target-feature=-crt-static');
  });

  it('fails without an engine, and runs nothing on this machine', async () => {
    workspace.addBuilt('app');
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = `unix://${workspace.root}/no-engine.sock`;
    try {
      expect(await run({})).toEqual({ success: false });
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
    expect(err).toMatch(/^STATIX_ENGINE_NOT_FOUND/);
    expect(out).toBe('Verifying app, profile release, x86_64-unknown-linux-musl\n');
  });

  it('refuses an unknown option', async () => {
    expect(await run({ expectedLinkages: 'static' })).toEqual({ success: false });
    expect(err).toContain("Did you mean 'expectedLinkage' instead of 'expectedLinkages'?");
  });
});
