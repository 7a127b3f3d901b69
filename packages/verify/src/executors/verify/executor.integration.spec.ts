import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
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

/** The fixture `static-pie` does what its first argument says (packages/elf/fixtures/source/probe.c). */
async function run(perBinary: Record<string, object>, options: object = {}) {
  for (const name of Object.keys(perBinary)) workspace.addBuilt(name);
  return verify({ perBinary, ...options }, contextOf(workspace.root));
}

function contextOf(root: string): ExecutorContext {
  return {
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'app',
    projectsConfigurations: { version: 2, projects: {} },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  };
}

function checkOf(name: string, id: string) {
  return workspace.readReport(name).checks.find((check) => check.id === id)!;
}

describe('the executor verify on a container engine', () => {
  it('passes programs that start from scratch', async () => {
    const outcome = await run({
      hello: { expectedExitCode: 0, expectedStdout: '^hello from scratch$' },
      ends: { args: ['exit', '7'] },
      goes: { args: ['wait'], timeoutSeconds: 1 },
    });
    expect(err).toBe('');
    expect(outcome).toEqual({ success: true });
    expect(checkOf('ends', 'starts-from-scratch').evidence).toEqual([
      'exit code 7',
      'stderr: empty',
    ]);
    expect(checkOf('goes', 'starts-from-scratch').summary).toBe(
      'Started from scratch; still running after 1 s, then stopped',
    );
    expect(out.trimEnd().split('\n').slice(-3)).toEqual([
      'PASS ends  static-pie, 13 kB, runs from scratch, exit code 7',
      'PASS goes  static-pie, 13 kB, runs from scratch, stopped at the time-out',
      'PASS hello  static-pie, 13 kB, runs from scratch',
    ]);
    expect(JSON.parse(workspace.readEnvironment('hello'))).toMatchObject({
      engine: { name: expect.any(String) as string, version: expect.any(String) as string },
    });
    expect(workspace.readOutput('hello.verify.json')).not.toMatch(/docker|podman/i);
  }, 60_000);

  it('fails programs that do not', async () => {
    const outcome = await run(
      {
        crash: { args: ['crash'] },
        illegal: { args: ['illegal'] },
        wrong: { expectedStdout: '^goodbye' },
        other: { args: ['exit', '1'], expectedExitCode: 0 },
        slow: { args: ['wait'], timeoutSeconds: 1, expectedExitCode: 0 },
        memory: { args: ['memory'] },
      },
      { memoryMegabytes: 16 },
    );
    expect(outcome).toEqual({ success: false });
    expect(checkOf('crash', 'starts-from-scratch').summary).toBe(
      'The program was killed by SIGSEGV',
    );
    expect(checkOf('illegal', 'starts-from-scratch').summary).toBe(
      'The program was killed by SIGILL',
    );
    expect(checkOf('wrong', 'expected-output').evidence).toContain("stdout: 'hello from scratch'");
    expect(checkOf('other', 'expected-exit-code').summary).toBe('The exit code is 1, not 0');
    expect(checkOf('slow', 'expected-exit-code').status).toBe('fail');
    // By the engine's word, or as what it mostly is where the engine has not heard of it.
    const { summary, evidence } = checkOf('memory', 'starts-from-scratch');
    expect([summary, ...evidence].join('\n')).toContain('memoryMegabytes');
    expect(err).toContain('6 of 6 programs of app did not pass');
  }, 90_000);

  it('gives a program what the options say and nothing else', async () => {
    const outcome = await run(
      {
        arguments: {
          args: ['arguments', 'a b', '$HOME', '*'],
          expectedStdout: String.raw`argument a b\nargument \$HOME\nargument \*\n$`,
        },
        environment: { args: ['environment'], expectedStdout: '^LEVEL=debug$' },
        writable: {
          args: ['write', '/cache/x', '/x', '/tmp/x', '/dev/shm/x'],
          expectedStdout: '^can write /cache/x\ncannot write /x\ncannot write /tmp/x\n',
        },
        processes: { args: ['fork'], expectedExitCode: 5, expectedStdout: '^no more processes$' },
      },
      { environment: { LEVEL: 'debug' }, writablePaths: ['/cache'], pids: 8 },
    );
    expect(err).toBe('');
    expect(outcome).toEqual({ success: true });
  }, 90_000);

  it('passes no escape or CI command on, and no flood', async () => {
    await run({
      escapes: { args: ['escapes'], expectedExitCode: 0 },
      flood: { args: ['flood'], timeoutSeconds: 1, expectedStdout: '^never' },
    });
    expect(out).toContain('\\x1b]0;owned\\x07');
    expect(out + err).not.toContain('\u001b');
    expect(out + err).not.toMatch(/^\s*(::|##)/m);
    expect(checkOf('flood', 'expected-output').evidence.length).toBeLessThan(15);
  }, 60_000);

  it('shows what Linux says of a program that cannot start', async () => {
    workspace.addBuilt('app', 'fake-interpreter');
    const override = { status: 'warn', reason: 'to see it start' };
    const overrides = { 'no-interpreter': override, linkage: override };
    expect(await verify({ overrides }, contextOf(workspace.root))).toEqual({ success: false });
    expect(checkOf('app', 'starts-from-scratch')).toMatchObject({
      status: 'fail',
      summary: 'Linux could not start the program in an empty container',
    });
    expect(checkOf('app', 'starts-from-scratch').evidence[0]).toMatch(/no such file/i);
  }, 30_000);

  it('stops when Nx stops it', async () => {
    const begin = Date.now();
    const outcome = run({ app: { args: ['wait'] } });
    await setTimeout(2000);
    process.emit('SIGTERM');
    expect(await outcome).toEqual({ success: false });
    expect(Date.now() - begin).toBeLessThan(10_000);
    expect(err).toBe('Stopped.\n');
    expect(existsSync(workspace.output)).toBe(false);
  }, 30_000);
});
