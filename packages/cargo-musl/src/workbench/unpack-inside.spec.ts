import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { imageContract } from '@statix/contract/testing/image-contract';
import { asUpload, fileStamp } from '@statix/engine';
import { jobArchive } from './job-archive.js';
import { canUnpackInside, stampsOfInputs, unpackInside, wasNotUnpacked } from './unpack-inside.js';
import type { CargoJob, JobInput } from './workbench.js';

const newFolder = temporaryFolders();
const { paths } = imageContract;
const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

const job = (changes: Partial<CargoJob<undefined>> = {}): CargoJob<undefined> => ({
  purpose: 'build',
  argv: ['cargo', 'build'],
  environment: {},
  workingDirectory: paths.workspace,
  inputs: [input(paths.workspace)],
  watched: [join(paths.workspace, 'Cargo.lock')],
  outputs: [],
  access: 'build',
  onOutput: { stdout: () => undefined, stderr: () => undefined },
  ...changes,
});

const input = (folder: string): JobInput => ({
  folder,
  files: [
    { path: 'Cargo.lock', content: Buffer.from('version = 4\n'), executable: false },
    { path: 'app/gen.sh', content: Buffer.from('echo'), executable: true },
  ],
  times: { 'Cargo.lock': { key: 'k', time: 1_795_914_123.000_004 } },
});

describe('which jobs can', () => {
  const memory = {
    folder: '/run/statix',
    archive: () => asUpload(jobArchive('/', contents('/'), owner)),
  };

  test.each<[string, Partial<CargoJob<undefined>>, boolean]>([
    ['a build', {}, true],
    ['one without files', { inputs: [] }, true],
    ['a fetch', { access: 'fetch' }, false],
    ['one that takes seeds', { access: 'take-seeds' }, false],
    ['one with secrets', { memory }, false],
    [
      'one with a folder that the image does not have',
      { inputs: [{ ...input(paths.workspace), isNew: true }] },
      false,
    ],
    [
      'one that may not write to its files',
      { inputs: [{ ...input(paths.workspace), writable: [] }] },
      false,
    ],
    ['one with files elsewhere', { inputs: [input('/opt/statix')] }, false],
    ['one with an archive', { archives: [memory] }, false],
  ])('%s', (_what, changes, can) => {
    expect(canUnpackInside(job(changes), paths)).toBe(can);
  });
});

const contents = (root: string, outputs: string[] = []) => ({
  inputs: [input(join(root, 'workspace'))],
  target: join(root, 'target'),
  outputs,
  folders: ['.ccache'],
});

/** Runs what a container would, with its root elsewhere. */
async function begin(
  root: string,
  { outputs, argv, inputs }: { outputs: string[]; argv: string[]; inputs?: JobInput[] },
): Promise<{ code: number; stdout: string }> {
  const [shell = '', dash = '', script = '', ...others] = unpackInside(argv);
  const put = { ...contents(root, outputs), ...(inputs === undefined ? {} : { inputs }) };
  const archive = await buffer(asUpload(jobArchive(root, put, owner)));
  const there = script.replace('--directory=/', `--directory=${root}`);
  try {
    const stdout = execFileSync(shell, [dash, there, ...others], {
      input: archive,
      cwd: root,
      env: { PATH: process.env['PATH'] },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    return { code: 0, stdout: stdout.toString() };
  } catch (error) {
    return { code: (error as { status: number }).status, stdout: '' };
  }
}

/** A root with the folders of an image. */
function newRoot(): string {
  const root = newFolder();
  mkdirSync(join(root, 'workspace'));
  mkdirSync(join(root, 'target/release'), { recursive: true });
  return root;
}

test('files are there with modes and times, and the program has neither input nor more environment', async () => {
  const root = newRoot();
  const { stdout } = await begin(root, { outputs: [], argv: ['sh', '-c', 'env; cat'] });
  expect(stdout.split('\n').filter((line) => !/^(PATH|_|SHLVL|OLDPWD)=/.test(line))).toEqual([
    `PWD=${root}`,
    '',
  ]);
  const direct = await begin(root, { outputs: [], argv: ['env'] });
  expect(direct.stdout).toBe(`PATH=${process.env['PATH']}\n`);
  const script = statSync(join(root, 'workspace/app/gen.sh'));
  expect([script.mode & 0o7777, script.mtimeMs]).toEqual([0o755, 315_532_800_000]);
  expect(existsSync(join(root, 'target/.ccache'))).toBe(true);
});

test('folders beside each other keep the times that Cargo looks at, whatever is put into them', async () => {
  const root = newRoot();
  const files = ['app/a/one', 'app/b/two'].map((path) => ({
    ...{ path, content: Buffer.from('x'), executable: false },
  }));
  const folders = ['app', 'app/a', 'app/b'];
  const time = 1_795_914_123.5;
  const times = Object.fromEntries(folders.map((path) => [path, { key: 'k', time }]));
  await begin(root, {
    ...{ outputs: [], argv: ['true'] },
    inputs: [{ folder: join(root, 'workspace'), files, times }],
  });
  expect(folders.map((path) => statSync(join(root, 'workspace', path)).mtimeMs)).toEqual(
    folders.map(() => time * 1000),
  );
});

test('watched files are as they were expected', async () => {
  const root = newRoot();
  await begin(root, { outputs: [], argv: ['true'] });
  const path = join(root, 'workspace/Cargo.lock');
  const { size, mode, mtimeNs } = statSync(path, { bigint: true });
  const mtime = `${mtimeNs / 1_000_000_000n}.${String(mtimeNs % 1_000_000_000n).padStart(9, '0')}`;
  const seen = fileStamp({ size: Number(size), mode: Number(mode) & 0o7777, mtime });
  const { inputs } = contents(root);
  expect([...stampsOfInputs({ inputs, watched: [path, '/elsewhere'] })]).toEqual([[path, seen]]);
});

test('attack: what an earlier build left in the place of an output, or of a folder above it', async () => {
  const root = newRoot();
  const elsewhere = newFolder();
  writeFileSync(join(elsewhere, 'app'), 'old');
  writeFileSync(join(root, 'target/release/app'), 'old');
  symlinkSync(elsewhere, join(root, 'target/linked'));
  const outputs = ['release/app', 'linked/app'];
  const read = ['cat', ...outputs.map((path) => join(root, 'target', path))];
  expect(await begin(root, { outputs, argv: read })).toEqual({ code: 0, stdout: '' });
  expect(readFileSync(join(elsewhere, 'app'), 'utf8')).toBe('old');
});

test('attack: a folder that is not empty in the place of an output: the job does not begin', async () => {
  const root = newRoot();
  mkdirSync(join(root, 'target/release/app/x'), { recursive: true });
  const ended = await begin(root, { outputs: ['release/app'], argv: ['echo', 'ran'] });
  expect(ended).toEqual({ code: 97, stdout: '' });
});

test.each([
  ['the shell could not unpack', { exitCode: 97, oomKilled: false }, true, true],
  [
    'there is no shell',
    { exitCode: 127, oomKilled: false, startError: 'no such file' },
    true,
    true,
  ],
  ['a program that ends with that code', { exitCode: 97, oomKilled: false }, false, false],
  ['cargo failed', { exitCode: 101, oomKilled: false }, true, false],
  ['no memory', { exitCode: 137, oomKilled: true }, true, false],
])('%s', (_what, result, isSilent, expected) => {
  expect(wasNotUnpacked(result, { isSilent })).toBe(expected);
});
