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
    const trusted = { 'built-in-isolation': { status: 'warn', reason: 'all of it is ours' } };
    expect((await verify({ overrides: trusted })).error).toBeUndefined();
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
      'app.verify.html',
      'app.verify.json',
      'app.verify.md',
    ]);
    expect(printed).toContain('  no bill of materials: the build wrote no app.contents.json\n');
  });

  describe('strict asks for output from scratch', () => {
    const shown = { name: 'shown', expectedStdout: '^v1$' };
    const says = (text: string) => () =>
      Promise.resolve({ ...ended, stdout: Buffer.from(text), result: { ...ended.result } });

    it.each<[string, Record<string, unknown>, string[]]>([
      ['the main run', { expectedStdout: '^v1$' }, []],
      ['nothing', {}, ['expected-output']],
      ['a further run', { runs: [shown] }, []],
      [
        'a further run on top of an image alone',
        { runs: [{ ...shown, root: 'image:debian:13' }] },
        ['expected-output'],
      ],
      [
        'the main run on top of an image',
        { root: 'image:debian:13', expectedStdout: '^v1$' },
        ['starts-from-scratch'],
      ],
      [
        'a further run from scratch beside that',
        { root: 'image:debian:13', runs: [{ ...shown, root: 'scratch' }] },
        [],
      ],
    ])('by %s', async (_, options, failed) => {
      workspace.addBuilt('app');
      const own = { overrides: { 'path-leaks': { status: 'ignore', reason: 'a fixture' } } };
      await verify({ policy: 'strict', expectedExitCode: 0, ...own, ...options }, says('v1'));
      const { checks, runs } = workspace.readReport('app');
      const ids = [...checks, ...runs.flatMap((run) => run.checks)]
        .filter(({ status }) => status === 'fail')
        .map(({ id }) => id);
      expect(ids.filter((id) => /^(starts|expected)-/.test(id))).toEqual(failed);
    });
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
    expect(workspace.readEnvironment('app')).toContain('"system": "test"');
  });

  it('says why ldd and file may say something else, above the verdict', async () => {
    workspace.addBuilt('app');
    const lines = (await verify()).printed.trimEnd().split('\n');
    expect(lines.at(-3)).toMatch(/^ {2}other tools: glibc’s ldd says "statically linked" here/);
  });

  it('writes a bill of materials and the notices of what the build says is inside', async () => {
    workspace.addBuilt('app');
    workspace.addContents('app');
    workspace.addFile('app.notices.txt', 'Copyright of all of them\n');
    const { printed } = await verify();
    expect(printed).not.toContain('no bill of materials');
    expect(readdirSync(workspace.output).sort()).toEqual([
      'SHA256SUMS',
      'app.cdx.json',
      'app.notices.txt',
      'app.verify.html',
      'app.verify.json',
      'app.verify.md',
    ]);
    expect(workspace.readOutput('app.notices.txt')).toBe('Copyright of all of them\n');
    expect(JSON.parse(workspace.readOutput('app.cdx.json'))).toMatchObject({
      metadata: { component: { name: 'app', hashes: [{ content: workspace.sha256Of('app') }] } },
    });
    expect(workspace.readOutput('app.verify.html')).toContain('What is inside');
  });

  it('attack: contents of another program make no bill of materials of this one', async () => {
    workspace.addBuilt('app');
    workspace.addContents('app', { sha256: 'f'.repeat(64) });
    const { printed } = await verify();
    expect(printed).toContain(
      `no bill of materials: app.contents.json is about another program: sha256 ${'f'.repeat(64)}`,
    );
    expect(readdirSync(workspace.output)).not.toContain('app.cdx.json');
    expect(workspace.readOutput('app.verify.html')).not.toContain('What is inside');
  });

  it('attack: contents that are none end it, and a link to notices is not published', async () => {
    workspace.addBuilt('app');
    workspace.addFile('app.contents.json', '{"kind":"statix.contents"}');
    expect((await verify()).error).toMatchObject({ code: 'STATIX_DOCUMENT_INVALID' });
    workspace.addContents('app');
    writeFileSync(join(workspace.root, 'secret'), 'secret');
    symlinkSync(join(workspace.root, 'secret'), join(workspace.binaries, 'app.notices.txt'));
    expect((await verify()).error).toMatchObject({ code: 'STATIX_FILE_REFUSED' });
    expect(readdirSync(workspace.output)).not.toContain('app.notices.txt');
  });

  it('attack: what a program prints is text in its pages', async () => {
    workspace.addBuilt('app');
    const stderr = Buffer.from('</li><script>alert(1)</script>\n# `x` | [y](z)\n');
    await verify({ expectedExitCode: 1 }, () => Promise.resolve({ ...ended, stderr }));
    expect(workspace.readOutput('app.verify.html')).not.toContain('<script');
    expect(workspace.readOutput('app.verify.html')).toContain('&lt;script&gt;');
    expect(workspace.readOutput('app.verify.md')).not.toMatch(/^# `x`/m);
  });

  it('writes no checksum of a program that did not pass', async () => {
    workspace.addBuilt('a', 'dynamic-glibc');
    workspace.addBuilt('b');
    await verify();
    expect(workspace.readOutput('SHA256SUMS')).toMatch(/^[0-9a-f]{64} {2}b\n$/);
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
    workspace.addContents('app');
    workspace.addFile('app.notices.txt', 'x');
    await verify();
    writeFileSync(join(workspace.output, 'notes.txt'), 'mine');
    // Of earlier releases.
    writeFileSync(join(workspace.output, 'app.env.json'), '{}');
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
