import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { cargoJob } from '../testing/cargo-job.js';
import { COMPILED_LATER, datedJob } from './dated-job.js';

const newFolder = temporaryFolders();

/** Runs a job in a target folder; gives what it printed. */
function run(target: string): { stdout: string; stderr: string; status: number | null } {
  const contract = { paths: { ...imageContract.paths, target } };
  const [program = '', ...args] = datedJob({ ...cargoJob, argv: ['env'] }, contract).argv;
  return spawnSync(program, args, {
    cwd: target,
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  });
}

/** A target folder in which a unit was compiled, of the triple or of the host, at a time. */
function compiled(profile: string, at: number): string {
  const target = newFolder();
  const unit = join(target, profile, '.fingerprint/app-0123456789abcdef/dep-bin-app');
  mkdirSync(dirname(unit), { recursive: true });
  writeFileSync(unit, '');
  utimesSync(unit, at, at);
  return target;
}

const now = (): number => Date.now() / 1000;

test.each(['release', 'x86_64-unknown-linux-musl/release'])(
  'fault: the clock was set back since something was compiled in %s: the folder is emptied, and that is said',
  (profile) => {
    const target = compiled(profile, now() + 3600);
    expect(run(target)).toMatchObject({ status: 0, stderr: `${COMPILED_LATER}\n` });
    expect(readdirSync(target)).toEqual([]);
  },
);

test('what was compiled before stays, and cargo runs as it would', () => {
  const target = compiled('release', now() - 1);
  expect(run(target)).toMatchObject({
    status: 0,
    stderr: '',
    stdout: `PATH=${process.env['PATH']}\n`,
  });
  expect(readdirSync(target)).toEqual(['release']);
});

test('a folder in which nothing was compiled', () => {
  expect(run(newFolder())).toMatchObject({ status: 0, stderr: '' });
});

test('attack: a build has left a folder in the place of the file that shows the time', () => {
  const target = compiled('release', now() + 3600);
  mkdirSync(join(target, '.statix-now/inner'), { recursive: true });
  expect(run(target)).toMatchObject({ status: 0, stderr: `${COMPILED_LATER}\n` });
  expect(readdirSync(target)).toEqual([]);
});

test('attack: a build has left a link in the place of the file that shows the time', () => {
  const target = compiled('release', now() - 1);
  const other = join(newFolder(), 'other');
  writeFileSync(other, 'kept');
  symlinkSync(other, join(target, '.statix-now'));
  expect(run(target)).toMatchObject({ status: 0, stderr: '' });
  expect(execFileSync('cat', [other], { encoding: 'utf8' })).toBe('kept');
  expect(existsSync(join(target, '.statix-now'))).toBe(false);
});
