import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { imageContract } from '@statix/contract/testing/image-contract';
import type { CargoJob } from '../workbench/workbench.js';
import { cratesIoFolder, mirroredJob } from './mirrored-job.js';

const newFolder = temporaryFolders();
const cratesIo = 'registry+https://github.com/rust-lang/crates.io-index';

const job: CargoJob<undefined> = {
  purpose: 'fetch',
  argv: ['cargo', 'fetch', '--offline'],
  environment: {},
  workingDirectory: '/w',
  inputs: [],
  watched: [],
  outputs: [],
  access: 'fetch',
  onOutput: { stdout: () => undefined, stderr: () => undefined },
};

/** What the job runs, with a Cargo home that has files, and a cargo that says how it was called. */
async function run(
  lock: string,
  files: Readonly<Record<string, string>>,
  isDownloaded = false,
): Promise<{ home: string; calls: string[] }> {
  const folder = newFolder();
  const paths = { ...imageContract.paths, home: join(folder, 'h'), cargoHome: join(folder, 'c') };
  const contract = { ...imageContract, paths, cargo: { path: '/c', version: '1.96.0' } };
  const mirror = { index: 'sparse+https://mirror.example/', file: '/config.toml' };
  const request = { mirror, lock: { path: 'Cargo.lock', content: lock }, isDownloaded };
  const { argv, inputs } = await mirroredJob({ contract }, job, request);
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  for (const input of inputs)
    for (const file of input.files) put(join(input.folder, file.path), file.content);
  for (const [path, content] of Object.entries(files)) put(join(paths.cargoHome, path), content);
  const log = join(folder, 'calls');
  put(join(folder, 'bin/cargo'), `#!/bin/sh\necho "$*" >>${log}\n`);
  chmodSync(join(folder, 'bin/cargo'), 0o755);
  const [program = '', ...args] = argv;
  const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
  execFileSync(program, args, { env });
  const calls = readFileSync(log, 'utf8').trimEnd().replaceAll(paths.home, '<home>').split('\n');
  return { home: join(paths.cargoHome, 'registry'), calls };
}

function locked(name: string, archive: string, source = cratesIo): string {
  const checksum = createHash('sha256').update(archive).digest('hex');
  return `[[package]]\nname = "${name}"\nversion = "1.0.0"\nsource = "${source}"\nchecksum = "${checksum}"\n`;
}

const mirrored = {
  'registry/cache/mirror-0/serde-1.0.0.crate': 'the crate',
  'registry/index/mirror-0/.cache/se/rd/serde': 'the index',
  'registry/index/mirror-0/config.json': '{}',
};
const own = 'index.crates.io-1949cf8c6b5b557f';

test('a crate of the mirror is put where crates of crates.io are, by the checksum of the lock', async () => {
  const { home, calls } = await run(locked('serde', 'the crate'), mirrored);
  expect(calls).toEqual(['fetch --config <home>/mirror.toml', 'fetch --offline']);
  expect(readFileSync(join(home, `cache/${own}/serde-1.0.0.crate`), 'utf8')).toBe('the crate');
  expect(readFileSync(join(home, `index/${own}/.cache/se/rd/serde`), 'utf8')).toBe('the index');
  expect(JSON.parse(readFileSync(join(home, `index/${own}/config.json`), 'utf8'))).toEqual({
    dl: 'https://static.crates.io/crates',
    api: 'https://crates.io',
  });
});

test('attack: another crate of the name, or one that the lock has of another registry', async () => {
  const other = await run(locked('serde', 'what was locked'), mirrored);
  expect(existsSync(join(other.home, `cache/${own}/serde-1.0.0.crate`))).toBe(false);
  expect(existsSync(join(other.home, `index/${own}/.cache/se/rd/serde`))).toBe(false);
  const corp = await run(locked('serde', 'the crate', 'sparse+https://corp.example/'), mirrored);
  expect(existsSync(join(corp.home, `cache/${own}/serde-1.0.0.crate`))).toBe(false);
});

test('crates that were downloaded elsewhere are only put in their place; what is there stays', async () => {
  const files = {
    ...mirrored,
    [`registry/cache/${own}/serde-1.0.0.crate`]: 'the crate',
    [`registry/index/${own}/.cache/se/rd/serde`]: 'of crates.io itself',
  };
  const { home, calls } = await run(locked('serde', 'the crate'), files, true);
  expect(calls).toEqual(['fetch --offline']);
  expect(readFileSync(join(home, `index/${own}/.cache/se/rd/serde`), 'utf8')).toBe(
    'of crates.io itself',
  );
});

test.each([
  ['1.84.1', 'index.crates.io-6f17d22bba15001f'],
  ['1.85.0', own],
  ['1.96.0', own],
])('what cargo %s calls crates.io', (version, name) => {
  expect(cratesIoFolder(version)).toBe(name);
});
