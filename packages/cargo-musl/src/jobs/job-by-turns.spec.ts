import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { jobByTurns } from './job-by-turns.js';

const newFolder = temporaryFolders();

/** A cargo that fetches its repositories in their order: with the program those of `web`, else those of `ssh`. */
const cargo = `#!/bin/sh
case "$*" in *cli=true*) mine=web ;; *) mine=ssh ;; esac
echo "$mine $HOME" >>"$LOG"
for each in $REPOSITORIES; do
  if grep -qx "$each" "$DB"; then continue; fi
  case $each in "$mine"*) echo "$each" >>"$DB" ;; *) echo "error: $each is not for $mine" >&2; exit 101 ;; esac
done
echo "fetched with $mine" >&2
`;

/** Fetches repositories, in cargo's order; `web` or `ssh` and anything. */
async function fetch(repositories: readonly string[], most = repositories.length) {
  const folder = newFolder();
  const paths = { ...imageContract.paths, home: join(folder, 'home') };
  const memory = join(folder, 'memory');
  mkdirSync(memory);
  const { argv, inputs } = await jobByTurns(
    { contract: { ...imageContract, paths } },
    {
      ...{ purpose: 'fetch', argv: ['cargo', 'fetch'], environment: {}, workingDirectory: '/w' },
      ...{ inputs: [], watched: [], outputs: [], access: 'fetch' },
      onOutput: { stdout: () => undefined, stderr: () => undefined },
    },
    { home: memory, most },
  );
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  for (const input of inputs)
    for (const file of input.files) put(join(input.folder, file.path), file.content);
  put(join(folder, 'bin/cargo'), cargo);
  chmodSync(join(folder, 'bin/cargo'), 0o755);
  const [log, db] = [join(folder, 'log'), join(folder, 'db')];
  for (const path of [log, db]) put(path, '');
  const [program = '', ...args] = argv;
  const { exitCode, stderr } = execaSync(program, args, {
    env: {
      ...{ PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, HOME: '/with-login' },
      ...{ LOG: log, DB: db, REPOSITORIES: repositories.join(' ') },
    },
    extendEnv: false,
    reject: false,
  });
  const runs = readFileSync(log, 'utf8').trimEnd().replaceAll(memory, '<memory>').split('\n');
  return { exitCode, stderr, runs };
}

test('each takes turns until all are there, and nothing is said of what the other has done', async () => {
  const { exitCode, stderr, runs } = await fetch(['ssh-1', 'web-1', 'ssh-2', 'web-2']);
  expect([exitCode, stderr]).toEqual([0, 'fetched with web']);
  expect(runs).toEqual([
    'web /with-login',
    'ssh <memory>',
    'web /with-login',
    'ssh <memory>',
    'web /with-login',
  ]);
});

test('fault: what neither can fetch ends it, with the words of both', async () => {
  const { exitCode, stderr, runs } = await fetch(['web-1', 'none', 'ssh-1', 'ssh-2']);
  expect(exitCode).toBe(101);
  expect(stderr).toBe('error: none is not for web\nerror: none is not for ssh');
  expect(runs).toHaveLength(4);
});

test('there are no more turns than repositories', async () => {
  expect((await fetch(['none'])).runs).toHaveLength(2);
});
