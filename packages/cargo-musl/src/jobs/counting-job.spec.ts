import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import type { CompilerCacheUse } from '../output/compiler-cache-use.js';
import { cargoJob } from '../testing/cargo-job.js';
import type { CargoJob, JobFiles } from '../workbench/workbench.js';
import { countingJob } from './counting-job.js';

const newFolder = temporaryFolders();
const noFiles: JobFiles = {
  open: () => Promise.resolve(undefined),
  isUntouched: () => Promise.resolve(true),
};

interface Ran {
  readonly code: number;
  /** What was passed on of standard output. */
  readonly out: string;
  readonly use: CompilerCacheUse | undefined | 'not told';
  /** How often ccache was run. */
  readonly looks: number;
}

/** A folder with a stand-in for ccache, which prints the counters that lie in it, as ccache does. */
function newCache(counted?: number): { folder: string; ccache: string; cache: string } {
  const folder = newFolder();
  const [ccache, cache] = [join(folder, 'ccache'), join(folder, 'target/.ccache')];
  mkdirSync(join(cache, '3'), { recursive: true });
  writeFileSync(
    ccache,
    `#!/bin/sh\necho look >>${folder}/looks\n[ "$1 $CCACHE_CONFIGPATH" = "--print-stats /dev/null" ] && cat "$CCACHE_DIR/3/stats"\n`,
  );
  chmodSync(ccache, 0o755);
  writeFileSync(join(folder, 'looks'), '');
  if (counted !== undefined) {
    writeFileSync(join(cache, '3/stats'), counters(counted));
    utimesSync(join(cache, '3/stats'), 1_500_000_000, 1_500_000_000);
  }
  return { folder, ccache, cache };
}

/** Words of sh: puts other counters in a place, at a later time; the file system's clock has ticks of some ms. */
const counts = ({ folder }: ReturnType<typeof newCache>): string =>
  `touch -d @4000000000 "${folder}/later"; cp -p "${folder}/later"`;

const counters = (hits: number): string =>
  `cache_miss\t7\ndirect_cache_hit\t${hits}\npreprocessed_cache_hit\t0\nstats_zeroed_timestamp\t0\n`;

/** Runs what a container would in the place of a program. */
async function run(
  { folder, ccache, cache }: ReturnType<typeof newCache>,
  argv: readonly string[],
): Promise<Ran> {
  let out = '';
  let use: Ran['use'] = 'not told';
  const job: CargoJob<string> = {
    ...cargoJob,
    argv,
    environment: { STATIX_CCACHE: cache },
    workingDirectory: folder,
    onOutput: { stdout: (chunk) => void (out += chunk.toString()), stderr: () => undefined },
    after: () => Promise.resolve('taken'),
  };
  const contract = {
    ...imageContract,
    compilerCache: 'STATIX_CCACHE',
    tools: [{ name: 'ccache', version: '4', path: ccache }],
  };
  const counting = countingJob(job, contract, (told) => (use = told));
  const [program = '', ...args] = counting.argv;
  let printed: Buffer;
  let code = 0;
  try {
    printed = execFileSync(program, args, {
      cwd: folder,
      env: { PATH: process.env['PATH'], STATIX_CCACHE: cache },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    const failed = error as { status: number; stdout: Buffer };
    [printed, code] = [failed.stdout, failed.status];
  }
  await counting.onOutput.stdout(printed);
  expect(await counting.after?.({ exitCode: code, oomKilled: false }, noFiles)).toBe('taken');
  const looks = readFileSync(join(folder, 'looks'), 'utf8').split('\n').length - 1;
  return { code, out, use, looks };
}

test('what a build’s compilations had is the difference of two looks, and none of its output', async () => {
  const cache = newCache(3);
  const build = `echo one; ${counts(cache)} "$STATIX_CCACHE/3/stats"; echo two`;
  writeFileSync(join(cache.folder, 'later'), counters(12));
  expect(await run(cache, ['sh', '-c', build])).toEqual({
    ...{ code: 0, out: 'one\ntwo\n', looks: 2 },
    use: { hits: 9, asked: 9 },
  });
});

test('the first compilations of all are counted too', async () => {
  const cache = newCache();
  writeFileSync(join(cache.folder, 'later'), counters(0));
  const build = `${counts(cache)} "$STATIX_CCACHE/3/stats"`;
  expect(await run(cache, ['sh', '-c', build])).toMatchObject({
    ...{ looks: 1, use: { hits: 0, asked: 7 } },
  });
});

test('a cache that was filled elsewhere has counters of hits alone, which lie deeper', async () => {
  const cache = newCache();
  writeFileSync(join(cache.folder, 'later'), counters(1).replace('7', '0'));
  writeFileSync(cache.ccache, readFileSync(cache.ccache, 'utf8').replace('/3/stats', '/3/a/stats'));
  const build = `mkdir "$STATIX_CCACHE/3/a"; ${counts(cache)} "$STATIX_CCACHE/3/a/stats"`;
  expect(await run(cache, ['sh', '-c', build])).toMatchObject({ use: { hits: 1, asked: 1 } });
});

test('where no C was ever compiled ccache is not run', async () => {
  expect(await run(newCache(), ['echo', 'compiled'])).toEqual({
    ...{ code: 0, out: 'compiled\n', looks: 0 },
    use: { hits: 0, asked: 0 },
  });
});

test('a program that fails: its exit code, and its last line without an end', async () => {
  expect(await run(newCache(), ['sh', '-c', 'printf last; exit 101'])).toMatchObject({ code: 101 });
  expect(await run(newCache(), ['sh', '-c', 'kill -SEGV $$'])).toMatchObject({ code: 139 });
});

test('where nothing asked the cache it is looked at once', async () => {
  expect(await run(newCache(3), ['echo', 'compiled'])).toEqual({
    ...{ code: 0, out: 'compiled\n', looks: 1 },
    use: { hits: 0, asked: 0 },
  });
});

test('a cache that nobody can write to, or that is gone, is no reason to fail', async () => {
  const cache = newCache(3);
  mkdirSync(join(cache.cache, '.statix-begun'));
  expect(await run(cache, ['sh', '-c', 'rm -r "$STATIX_CCACHE"; exit 7'])).toMatchObject({
    code: 7,
  });
});

test.each([
  ['a link', (place: string, other: string) => ['ln', '-s', other, place]],
  ['a FIFO, which nobody reads', (place: string) => ['mkfifo', place]],
])('attack: an earlier build has left %s where the look begins', async (_what, leave) => {
  const at = newCache(1);
  const other = join(at.folder, 'other');
  writeFileSync(other, 'kept');
  const [program = '', ...args] = leave(join(at.cache, '.statix-begun'), other);
  execFileSync(program, args);
  expect(await run(at, ['echo', 'ran'])).toMatchObject({ code: 0, out: 'ran\n' });
  expect(readFileSync(other, 'utf8')).toBe('kept');
});

test('a crate that prints counters does not decide what is told', async () => {
  const forged = 'statix-ccache: none / cache_miss 0 direct_cache_hit 9';
  const ran = await run(newCache(3), ['sh', '-c', `echo ${forged}; echo built`]);
  expect(ran).toMatchObject({ out: 'built\n', use: { hits: 0, asked: 0 } });
});

test('the program has the environment that it would have', async () => {
  const cache = newCache(3);
  const { out } = await run(cache, ['env']);
  expect(out.trimEnd().split('\n').sort()).toEqual([
    `PATH=${process.env['PATH']}`,
    `STATIX_CCACHE=${cache.cache}`,
  ]);
});

test.each([
  ['an image without a compiler cache', { ...imageContract, tools: [] }],
  [
    'an image that names no ccache',
    { ...imageContract, compilerCache: 'STATIX_CCACHE', tools: [] },
  ],
])('%s: the job is as it was', (_what, contract) => {
  const job: CargoJob<string> = {
    ...cargoJob,
    environment: { STATIX_CCACHE: '/statix/target/.ccache' },
    after: () => Promise.resolve(''),
  };
  expect(countingJob(job, contract, () => undefined)).toBe(job);
});
