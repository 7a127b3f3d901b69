import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { StatixError } from '@statix/contract';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import type { PackageTime } from '../output/unit-times.js';
import { cargoJob } from '../testing/cargo-job.js';
import type { CargoJob, JobFile, JobResult } from '../workbench/workbench.js';
import { timedJob } from './timed-job.js';

const newFolder = temporaryFolders();
const fixture = readFileSync(join(__dirname, '../output/fixtures/cargo-1.96-timing.txt'));
const pagePath = '/statix/target/cargo-timings/cargo-timing.html';

interface Circumstances {
  readonly took?: number;
  /** What came of the job; undefined where it failed. */
  readonly value?: string | undefined;
  /** What is in the place of the page. */
  readonly page?: () => Promise<JobFile | undefined>;
}

const whole = (content: Buffer, size = content.length): Promise<JobFile> =>
  Promise.resolve({ content: Readable.from([content]), size });

const job: CargoJob<string | undefined> = {
  ...cargoJob,
  outputs: ['release/app'],
  after: () => Promise.resolve('taken'),
};

/** Ends a job that took so long; gives what it told, and which files were asked for. */
async function end({
  took = 12_000,
  page = () => whole(fixture),
  ...ends
}: Circumstances): Promise<{ told: string[] | undefined; asked: string[] }> {
  let told: readonly PackageTime[] | undefined;
  let now = 500;
  const value = 'value' in ends ? ends.value : 'taken';
  const asked: string[] = [];
  const timed = timedJob(
    { ...job, after: () => Promise.resolve(value) },
    imageContract,
    (packages) => (told = packages),
    () => now,
  );
  now += took;
  const files = {
    open: (path: string) => {
      asked.push(path);
      return page();
    },
    isUntouched: () => Promise.resolve(true),
  };
  const ended: JobResult = { exitCode: 101, oomKilled: false };
  expect(await timed.after?.(ended, files)).toBe(value);
  return { told: told?.map(({ name }) => name), asked };
}

test('where much was compiled the packages are told, by the page that this job wrote', async () => {
  expect(await end({})).toEqual({ told: ['word-list', 'macros', 'app'], asked: [pagePath] });
  const { outputs } = timedJob(job, imageContract, () => undefined);
  expect(outputs).toEqual(['release/app', 'cargo-timings/cargo-timing.html']);
});

test.each<[string, Circumstances]>([
  ['was done soon', { took: 9_999 }],
  ['failed', { value: undefined }],
])('a job that %s asks for no file', async (_what, circumstances) => {
  expect(await end(circumstances)).toEqual({ told: undefined, asked: [] });
});

const again = readFileSync(join(__dirname, '../output/fixtures/cargo-1.96-timing-again.txt'));

test.each<[string, NonNullable<Circumstances['page']>]>([
  ['no page', () => Promise.resolve(undefined)],
  ['few packages', () => whole(again)],
  ['a page of something else', () => whole(Buffer.from('<html>'))],
  [
    'a link',
    () => {
      throw new StatixError({ code: 'STATIX_CONTAINER_FILE_REFUSED', what: 'A link' });
    },
  ],
])('%s: nothing is told, and the build goes on', async (_what, page) => {
  expect((await end({ page: async () => page() })).told).toBeUndefined();
});

test('attack: a page without an end is read no further than its limit', async () => {
  let made = 0;
  const endless = Readable.from(
    (function* () {
      for (; made < 1000; made += 1) yield Buffer.alloc(1024 * 1024);
    })(),
  );
  const ended = await end({ page: () => Promise.resolve({ content: endless, size: 10 }) });
  expect(ended.told).toBeUndefined();
  expect(made).toBeLessThan(40);
});

test('an engine that is gone is an error as ever', async () => {
  const lost = new StatixError({ code: 'STATIX_ENGINE_LOST', what: 'Gone' });
  await expect(end({ page: () => Promise.reject(lost) })).rejects.toBe(lost);
});

test('the line that names a place in the container is not for people, and others are', async () => {
  const lines: string[] = [];
  const onOutput = {
    stdout: () => undefined,
    stderr: (chunk: Buffer) => void lines.push(chunk.toString()),
  };
  const timed = timedJob({ ...job, onOutput }, imageContract, () => undefined);
  await timed.onOutput.stderr(Buffer.from('   Compiling app v0.1.0\n'));
  await timed.onOutput.stderr(
    Buffer.from(
      '\u001b[1m\u001b[92m      Timing report saved\u001b[0m to /statix/target/cargo-timings/cargo-timing-2.html\n',
    ),
  );
  await timed.onOutput.stderr(Buffer.from('note: Timing report saved to nowhere\n'));
  expect(lines).toEqual(['   Compiling app v0.1.0\n', 'note: Timing report saved to nowhere\n']);
});

test('pages that earlier builds left are removed when there are many, and cargo is what runs', () => {
  const folder = newFolder();
  const pages = join(folder, 'cargo-timings');
  const contract = { paths: { ...imageContract.paths, target: folder } };
  const timed = timedJob({ ...job, argv: ['env'] }, contract, () => undefined);
  const [program = '', ...args] = timed.argv;
  expect(args.pop()).toBe('--timings');
  const begin = (): string =>
    execFileSync(program, args, { cwd: folder, env: { PATH: process.env['PATH'] } }).toString();
  // Nothing is there yet, and the program has its own environment alone.
  expect(begin()).toBe(`PATH=${process.env['PATH']}\n`);
  mkdirSync(pages);
  const write = (name: string): void => {
    writeFileSync(join(pages, name), '');
  };
  write('cargo-timing.html');
  for (let at = 0; at < 8; at += 1) write(`cargo-timing-2026${at}.html`);
  begin();
  expect(readdirSync(pages)).toHaveLength(9);
  write('cargo-timing-20269.html');
  begin();
  expect(readdirSync(pages)).toEqual(['cargo-timing.html']);
  expect(existsSync(folder)).toBe(true);
});
