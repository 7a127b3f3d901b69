import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { NxContext } from '@statix/task';
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

describe('after a build of the same run', () => {
  const manifest = 'crates/app/Cargo.toml';

  beforeEach(() => {
    const files = {
      'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
      [manifest]: '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
      'crates/app/src/main.rs': 'fn main() {}',
      'crates/app/src/bin/extra.rs': 'fn main() {}',
    };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace.root, path)), { recursive: true });
      writeFileSync(join(workspace.root, path), content);
    }
  });

  /** As `nx run app:verify-static` with what stands on the command line, which is forwarded to the build. */
  function runAfterBuild(overrides: object = {}) {
    const [build, own] = ['app:build-static', 'app:verify-static'];
    const taskOf = (id: string) => {
      const [project = '', target = ''] = id.split(':');
      return { id, target: { project, target }, overrides };
    };
    const context: NxContext = {
      root: workspace.root,
      projectName: 'app',
      targetName: 'verify-static',
      projectsConfigurations: {
        projects: {
          app: {
            targets: {
              'build-static': { executor: '@statix/cargo-musl:build', options: { manifest } },
              'verify-static': { executor: '@statix/verify:verify' },
            },
          },
        },
      },
      taskGraph: {
        tasks: { [build]: taskOf(build), [own]: taskOf(own) },
        dependencies: { [build]: [], [own]: [build] },
      },
    };
    return verify({ run: 'never', ...overrides }, context);
  }

  it('verifies the programs that it was to make', async () => {
    for (const name of ['app', 'extra']) workspace.addBuilt(name);
    expect([await runAfterBuild(), err]).toEqual([{ success: true }, '']);
  });

  it('verifies those that it was asked for', async () => {
    workspace.addBuilt('app');
    expect([await runAfterBuild({ bins: 'app' }), err]).toEqual([{ success: true }, '']);
  });

  test.each<[string, readonly string[], string]>([
    ['leaves out a program', ['app'], 'Missing: extra.'],
    ['adds a program', ['app', 'extra', 'planted'], 'Not made by it: planted.'],
    ['leaves out all manifests', [], 'It holds: app, extra'],
  ])('attack: a cache %s', async (_what, built, why) => {
    for (const name of ['app', 'extra']) if (!built.includes(name)) workspace.addProgram(name);
    for (const name of built) workspace.addBuilt(name);
    expect(await runAfterBuild()).toEqual({ success: false });
    expect(err).toMatch(/^STATIX_(?:PROGRAMS_NOT_PLANNED|VERIFY_NO_BINARIES) {2}/);
    expect(err).toContain(why);
    expect(out).not.toContain('PASS');
  });
});
