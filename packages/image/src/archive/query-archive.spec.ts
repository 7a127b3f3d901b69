import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import type { ContainerIo, ContainerSpec } from '@statix/engine';
import { imageFacts, stubEngine } from '@statix/engine/testing/stub-engine';
import type { LockableRecipe } from '../recipe/lockable-recipe.js';
import { queryArchive } from './query-archive.js';

const recipe: LockableRecipe = {
  suite: 'trixie',
  archives: {},
  arguments: {},
  roots: { essential: [], sources: [], runtime: [], build: [], tools: [] },
  sources: [],
  crates: [],
};
const query = {
  recipe,
  base: 'debian:trixie',
  knownSha256: [],
  keep: new Map<string, string>(),
  avoid: new Set<string>(),
  versionsOf: [],
};
const env = { HTTPS_PROXY: 'http://me:w0rd-77@proxy:1', NO_PROXY: 'a,b' };
const context = { signal: new AbortController().signal, env };

test('proxies come on standard input, and an error shows no login', async () => {
  const runs: [ContainerSpec, ContainerIo][] = [];
  const engine = stubEngine({
    findImage: () => Promise.resolve(imageFacts('sha256:1')),
    runContainer: (spec, io) => {
      runs.push([spec, io]);
      io.stdout?.(Buffer.from('@ error update\n@ log Err http://me:w0rd-77@proxy:1\n'));
      return Promise.resolve({
        result: { exitCode: 0, oomKilled: false, timedOut: false },
        value: undefined,
      });
    },
  });
  const error = await statixErrorOf(queryArchive(engine, query, context));
  expect(error.excerpt).toEqual(['Err http://[hidden]@proxy:1']);
  const [[spec, io]] = runs as [[ContainerSpec, ContainerIo]];
  expect(JSON.stringify(spec)).not.toContain('w0rd-77');
  expect(await text(Readable.from(io.stdin ?? []))).toBe(
    'HTTPS_PROXY=http://me:w0rd-77@proxy:1\nNO_PROXY=a,b\n',
  );
});

test('attack: an engine that a file of the repository names is told no login', async () => {
  const engine = stubEngine({ namedBy: { variable: 'DOCKER_HOST', file: '/repo/.env' } });
  const error = await statixErrorOf(queryArchive(engine, query, context));
  expect(error.code).toBe('STATIX_ENGINE_NOT_OWN');
});
