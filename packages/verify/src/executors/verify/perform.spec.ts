import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { renderError } from '@statix/contract';
import type { MachineFacts, ProgramRun, RunProgram } from '@statix/proof';
import { TestWorkspace } from '../../testing/workspace.js';
import { performVerification, type Surroundings } from './perform.js';
import { planVerification } from './plan.js';
import { verifySchema } from './schema.js';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => {
  workspace.remove();
});

const ended: ProgramRun = {
  result: { exitCode: 0, oomKilled: false, timedOut: false },
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  outputTruncated: false,
};

interface Attempt {
  readonly printed: string;
  readonly error: unknown;
  readonly ran: string[];
}

async function verify(
  raw: Record<string, unknown> = {},
  run: RunProgram = () => Promise.resolve(ended),
  engine: MachineFacts['engine'] = null,
): Promise<Attempt> {
  const plan = planVerification(verifySchema.parse(raw), { root: workspace.root, project: 'app' });
  let printed = '';
  const ran: string[] = [];
  const surroundings: Surroundings = {
    runProgram: (program, runPlan, name) => {
      ran.push(program.slice(workspace.binaries.length + 1));
      return run(program, runPlan, name);
    },
    machineFacts: () => Promise.resolve({ host: { system: 'test' }, engine }),
    print: (text) => (printed += text),
    verbose: false,
    colour: false,
    signal: new AbortController().signal,
  };
  const error: unknown = await performVerification(plan, surroundings).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { printed, error, ran };
}

describe('performVerification', () => {
  it('refuses what was built without isolation, unless that is allowed', async () => {
    workspace.addBuilt('app', 'static-pie', { isolation: 'none' });
    expect((await verify()).error).toMatchObject({ excerpt: ['app: built-in-isolation'] });
    expect(workspace.readReport('app').verdict).toBe('fail');
    expect((await verify({ allow: ['built-in-isolation'] })).error).toBeUndefined();
    const check = workspace.readReport('app').checks.find(({ id }) => id === 'built-in-isolation');
    expect(check?.status).toBe('warn');
    workspace.addBuilt('app');
    expect((await verify()).error).toBeUndefined();
    expect(workspace.readOutput('app.verify.json')).not.toContain('isolation');
  });

  it('verifies what the build wrote down, and nothing beside it', async () => {
    workspace.addBuilt('app');
    workspace.addProgram('leftover', 'dynamic-glibc');
    const { printed, error, ran } = await verify();
    expect(error).toBeUndefined();
    expect(ran).toEqual(['app']);
    expect(printed.trimEnd().split('\n').at(-1)).toBe(
      'PASS app  static-pie, 13 kB, runs from scratch',
    );
    expect(workspace.readReport('app')).toMatchObject({
      verdict: 'pass',
      linkage: 'static-pie',
      run: 'required',
    });
    expect(readdirSync(workspace.output).sort()).toEqual([
      'SHA256SUMS',
      'app.env.json',
      'app.verify.json',
    ]);
  });

  it('says where the limit of memory was not tried', async () => {
    workspace.addBuilt('app');
    const engine = { name: 'Docker', version: '26.1.5', limitsMemory: false };
    const line =
      'Docker 26.1.5 cannot limit the memory of a container here: memoryMegabytes was not tried.';
    expect((await verify({}, undefined, engine)).printed).toContain(line);
    const limiting = { ...engine, limitsMemory: true };
    expect((await verify({}, undefined, limiting)).printed).not.toContain('was not tried');
  });

  it('writes checksums that sha256sum accepts in the folder of the binaries', async () => {
    workspace.addBuilt('one');
    workspace.addBuilt('two', 'relocations');
    await verify();
    const sums = join(workspace.output, 'SHA256SUMS');
    const { stdout } = execaSync('sha256sum', ['-c', '--strict', sums], {
      cwd: workspace.binaries,
    });
    expect(stdout).toBe('one: OK\ntwo: OK');
  });

  it('writes the same report each time, without facts of the machine', async () => {
    workspace.addBuilt('app');
    await verify();
    const first = workspace.readOutput('app.verify.json');
    await verify();
    expect(workspace.readOutput('app.verify.json')).toBe(first);
    expect(first).not.toContain(workspace.root);
    expect(workspace.readOutput('app.env.json')).toContain('"system": "test"');
  });

  it('verifies every ELF file where there is no manifest, as in a target written by hand', async () => {
    workspace.addProgram('b');
    workspace.addProgram('a', 'relocations');
    workspace.addFile('app.d', 'app: src/main.rs\n');
    mkdirSync(join(workspace.binaries, 'deps'));
    const { error, ran } = await verify();
    expect(error).toBeUndefined();
    expect(ran).toEqual(['a', 'b']);
    expect(workspace.readReport('a').checks[0]).toMatchObject({ status: 'not-applicable' });
  });

  it('leaves no symbolic link out in silence', async () => {
    workspace.addProgram('a');
    symlinkSync('a', join(workspace.binaries, 'b'));
    const { error, ran } = await verify();
    expect(ran).toEqual(['a']);
    expect(error).toMatchObject({ code: 'STATIX_ELF_UNREADABLE' });
  });

  it('runs nothing that fails before, and says so', async () => {
    workspace.addBuilt('app', 'dynamic-glibc');
    const { printed, error, ran } = await verify();
    expect(ran).toEqual([]);
    expect(error).toMatchObject({
      code: 'STATIX_VERIFY_FAILED',
      excerpt: ['app: no-interpreter, no-needed-libraries, linkage, no-glibc'],
    });
    expect(printed).toContain('Not run, because no-interpreter failed');
    expect(printed.trimEnd().split('\n').at(-1)).toMatch(/^FAIL app {2}dynamic, 14 kB, failed: /);
    expect(workspace.readReport('app').verdict).toBe('fail');
  });

  it('ends a summary with what failed', async () => {
    workspace.addBuilt('a', 'dynamic-glibc');
    workspace.addBuilt('b');
    const { printed } = await verify();
    expect(printed.trimEnd().split('\n').slice(-2)).toEqual([
      expect.stringMatching(/^PASS b/),
      expect.stringMatching(/^FAIL a/),
    ]);
  });

  it.each([
    [
      'another content',
      { binary: { name: 'app', sha256: 'f'.repeat(64), size: 13_136 } },
      'sha256: ',
    ],
    ['another profile', { profile: 'dev' }, 'profile: the manifest says dev, found release'],
    ['another triple', { triple: 'x86_64-unknown-linux-gnu' }, 'triple: '],
  ])('does not run a program whose manifest is about %s', async (_, changes, evidence) => {
    workspace.addBuilt('app', 'static-pie', changes);
    const { error, ran } = await verify();
    expect(error).toMatchObject({
      code: 'STATIX_VERIFY_FAILED',
      excerpt: ['app: matches-build-manifest'],
    });
    expect(ran).toEqual([]);
    expect(workspace.readReport('app').checks[0]!.evidence[0]).toContain(evidence);
  });

  it.each<[string, (path: string) => void, string, RegExp]>([
    [
      'text',
      (path) => {
        writeFileSync(path, 'hello\n');
      },
      'STATIX_ELF_NOT_ELF',
      /text that begins with/,
    ],
    [
      'a script',
      (path) => {
        writeFileSync(path, '#!/bin/sh\n');
      },
      'STATIX_ELF_NOT_ELF',
      /script for \/bin\/sh/,
    ],
    [
      'cut off',
      (path) => {
        truncateSync(path, 5000);
      },
      'STATIX_ELF_TRUNCATED',
      /is cut off/,
    ],
    [
      'empty',
      (path) => {
        truncateSync(path, 0);
      },
      'STATIX_ELF_NOT_ELF',
      /an empty file/,
    ],
    [
      'a symbolic link',
      (path) => {
        renameSync(path, `${path}.real`);
        symlinkSync(`${path}.real`, path);
      },
      'STATIX_ELF_UNREADABLE',
      /symbolic link/,
    ],
    [
      'a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
      'STATIX_ELF_UNREADABLE',
      /it is a folder/,
    ],
    [
      'missing',
      (path) => {
        rmSync(path);
      },
      'STATIX_ELF_UNREADABLE',
      /no such file/,
    ],
  ])('says what is wrong with a program that is %s', async (_, spoil, code, message) => {
    spoil(workspace.addBuilt('app'));
    const { error, ran } = await verify();
    expect(error).toMatchObject({ code });
    expect(renderError(error)).toMatch(message);
    expect(ran).toEqual([]);
  });

  it('verifies the others when one cannot be read', async () => {
    truncateSync(workspace.addBuilt('a'), 100);
    workspace.addBuilt('b');
    const { error } = await verify();
    expect(error).toMatchObject({ code: 'STATIX_ELF_TRUNCATED' });
    expect(workspace.readReport('b').verdict).toBe('pass');
    truncateSync(join(workspace.binaries, 'b'), 100);
    expect((await verify()).error).toMatchObject({
      code: 'STATIX_VERIFY_UNREADABLE',
      excerpt: { length: 2 },
    });
  });

  it('leaves no earlier report of a program that can no longer be verified', async () => {
    const path = workspace.addBuilt('app');
    writeFileSync(join(workspace.root, 'keep'), '');
    await verify();
    writeFileSync(join(workspace.output, 'notes.txt'), 'mine');
    truncateSync(path, 100);
    await verify();
    expect(readdirSync(workspace.output)).toEqual(['notes.txt']);
  });

  it.each([
    ['no folder', () => undefined, /ENOENT/],
    ['an empty folder', () => mkdirSync(workspace.binaries, { recursive: true }), /is empty/],
    ['no program', () => workspace.addFile('notes.txt', 'x'), /It holds: notes\.txt/],
  ])('says how to build when there is %s', async (_, prepare, why) => {
    prepare();
    const { error } = await verify();
    expect(error).toMatchObject({
      code: 'STATIX_VERIFY_NO_BINARIES',
      why: expect.stringMatching(why) as string,
    });
    expect(renderError(error)).toContain('npx nx run app:build-static');
  });

  it('refuses a manifest that is none', async () => {
    workspace.addProgram('app');
    workspace.addFile('app.build.json', '{"kind":"other"}');
    expect((await verify()).error).toMatchObject({ code: 'STATIX_DOCUMENT_INVALID' });
  });

  it('refuses options for a program that is not there', async () => {
    workspace.addBuilt('server');
    const { error } = await verify({ perBinary: { sever: { args: [] } } });
    expect(error).toMatchObject({ code: 'STATIX_VERIFY_UNKNOWN_BINARY' });
    expect(renderError(error)).toContain("Did you mean 'server'?");
  });

  it('gives no verdict on a file that changes while it is run', async () => {
    const path = workspace.addBuilt('app');
    const { error } = await verify({}, () => {
      appendFileSync(path, 'x');
      return Promise.resolve(ended);
    });
    expect(error).toMatchObject({ code: 'STATIX_VERIFY_CHANGED' });
    expect(readdirSync(workspace.root)).not.toContain('verify');
  });

  it('does not take a missing engine for a pass', async () => {
    workspace.addBuilt('app');
    const missing = new Error('no engine');
    const { error } = await verify({}, () => Promise.reject(missing));
    expect(error).toBe(missing);
  });
});
