import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageIdentity } from '@statix/contract';
import { type BuildEvent, type BuildImageRequest, packArchive } from '@statix/engine';
import { errorOf, statixErrorOf } from '@statix/contract/testing/expect-error';
import { RealEngine } from '@statix/engine/testing/real-engine';
import { DEFINITION, recipeWorkspace, type RecipeWorkspace } from '../testing/recipe-workspace.js';
import * as z from 'zod';
import { ensureImage } from './ensure-image.js';
import { identifyImage } from '../definition/identify-image.js';
import { readImageDefinition } from '../definition/image-definition.js';

jest.setTimeout(120_000);

const base = `statix.local/test-base:${randomBytes(6).toString('hex')}`;
const reference = `statix.local/test-build:${randomBytes(6).toString('hex')}`;
let real: RealEngine;
let workspace: RecipeWorkspace;

beforeAll(async () => {
  real = await RealEngine.connect();
  const lines = Array.from({ length: 40 }, (_, index) => ({ print: `line ${index + 1}\n` }));
  await real.image(
    {
      ok: [{ print: 'žluť' }, { print: 'oučký\n' }, { createFile: '/made', content: 'made' }],
      fail: [...lines, { print: 'the reason', to: 'stderr' }, { exit: 3 }],
      environ: [{ printFile: '/proc/self/environ' }, { print: '\n' }],
      wait: [{ print: 'waiting\n' }, 'pause'],
    },
    base,
  );
  workspace = recipeWorkspace(real.folder);
});

afterAll(async () => {
  await real.engine.removeImage(reference);
  await real.engine.removeImage(base);
  expect(await real.leftBehind()).toEqual([]);
  await real.close();
});

function build(dockerfile: string, change: Partial<BuildImageRequest> = {}) {
  const events: BuildEvent[] = [];
  const content = Buffer.from(dockerfile);
  const image = real.engine.buildImage({
    context: packArchive([{ path: 'Dockerfile', mode: 0o644, content }]),
    buildArguments: { BASE: base },
    labels: { 'dev.statix.identity': 'test' },
    reference,
    platform: 'linux/amd64',
    noCache: true,
    onEvent: (event) => events.push(event),
    ...change,
  });
  return { image, events };
}

describe('buildImage on a real engine', () => {
  test('two stages', async () => {
    const { image, events } = build(
      [
        'ARG BASE',
        'FROM ${BASE} AS first',
        'RUN ["/ok"]',
        'FROM scratch AS second',
        'COPY --from=first /made /copied',
      ].join('\n'),
    );
    const { id, labels, tags } = await image;
    expect(labels).toMatchObject({ 'dev.statix.identity': 'test' });
    expect(tags).toEqual([reference]);
    expect(events).toContainEqual({ kind: 'log', stage: 'first', line: 'žluťoučký' });
    const done = events.flatMap((event) => (event.kind === 'stage-done' ? [event.stage] : []));
    expect(done).toEqual(['first', 'second']);
    const copied = await real.engine.readFileFromImage(id, '/copied', { maxBytes: 10 });
    expect(copied.toString()).toBe('made');
  });

  test('a stage that fails is named, with its last lines', async () => {
    const dockerfile = [
      'ARG BASE',
      'FROM ${BASE} AS good',
      'RUN ["/ok"]',
      'FROM ${BASE} AS broken',
      'COPY --from=good /made /made',
      'RUN ["/fail"]',
    ].join('\n');
    const { image } = build(dockerfile, { reference: `${reference}-failed` });
    const error = await statixErrorOf(image);
    expect(error.code).toBe('STATIX_IMAGE_STAGE_FAILED');
    expect(error.what).toContain("'broken'");
    expect(error.why).toContain('exit code: 3');
    expect(error.excerpt).toContain('the reason');
    expect(error.excerpt).toContain('line 40');
    expect(error.excerpt).not.toContain('line 1');
    expect(await real.engine.findImage(`${reference}-failed`)).toBeUndefined();
  });

  test('a Dockerfile that cannot be parsed', async () => {
    const error = await statixErrorOf(build('NONSENSE\n').image);
    expect(error.code).toBe('STATIX_IMAGE_STAGE_FAILED');
    expect(error.why).toContain('NONSENSE');
  });

  test('an abort', async () => {
    const controller = new AbortController();
    const { image } = build('ARG BASE\nFROM ${BASE} AS slow\nRUN ["/wait"]\n', {
      reference: `${reference}-aborted`,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === 'log' && event.line === 'waiting') controller.abort(new Error('enough'));
      },
    });
    expect(String(await errorOf(image))).toBe('Error: enough');
    expect(await real.engine.findImage(`${reference}-aborted`)).toBeUndefined();
  });
});

describe('ensureImage on a real engine', () => {
  let identity: ImageIdentity;
  let lines: string[];

  beforeAll(async () => {
    workspace.write(DEFINITION, { recipe: './recipe', base, arguments: { EXTRA: 'x' } });
    workspace.write(
      'images/recipe/Dockerfile',
      [
        'ARG BASE',
        'FROM ${BASE} AS tools',
        'ARG EXTRA',
        'RUN --mount=type=bind,source=site,target=/site ["/ok"]',
        'LABEL extra=${EXTRA}',
        'FROM tools AS final',
        'COPY steps/build.sh /build.sh',
      ].join('\n'),
    );
    identity = identifyImage(await readImageDefinition(workspace.root, DEFINITION));
  });

  beforeEach(() => {
    lines = [];
  });

  afterAll(() => real.engine.removeImage(identity.reference));

  const ensure = (env = real.env) =>
    ensureImage(real.engine, {
      workspaceRoot: workspace.root,
      identity,
      report: (line) => lines.push(line),
      env,
    });

  test('builds once, and finds it afterwards', async () => {
    const first = await ensure();
    expect(first.from).toBe('recipe');
    expect(lines[0]).toContain(identity.reference);
    const second = await ensure();
    expect(second).toEqual({ ...first, from: 'engine' });
    const image = await real.engine.findImage(identity.reference);
    expect(image?.id).toBe(first.imageId);
    expect(image?.labels).toMatchObject({
      'dev.statix.identity': identity.identity,
      'org.opencontainers.image.version': '1.2.3',
      extra: 'x',
    });
    const told = await real.engine.readFileFromImage(first.imageId, '/opt/statix/identity', {
      maxBytes: 100,
    });
    expect(told.toString()).toBe(`${identity.identity}\n`);
  });

  test('attack: another image under the name is not used, and keeps it', async () => {
    const own = await ensure();
    await real.engine.removeImage(identity.reference);
    const evil = await real.image({ evil: [{ exit: 0 }] }, identity.reference);
    const again = await ensure();
    // Without its last name the engine removed it, or it was found by its id.
    expect(again.imageId).not.toBe(evil);
    expect(again.reference).not.toBe(identity.reference);
    expect((await real.engine.findImage(again.reference))?.id).toBe(again.imageId);
    expect((await real.engine.findImage(identity.reference))?.id).toBe(evil);
    expect(own.reference).toBe(identity.reference);
    for (const name of [again.reference, identity.reference]) await real.engine.removeImage(name);
  });

  test('a second installation on the engine has its own, from the same cached steps', async () => {
    const first = await ensure();
    const other = { ...real.env, STATIX_STATE_DIR: join(real.folder, 'second') };
    const second = await ensure(other);
    expect(second.from).toBe('recipe');
    expect(await ensure(other)).toEqual({ ...second, from: 'engine' });
    expect(await ensure()).toEqual({ ...first, from: 'engine' });
    await real.engine.removeImage(second.reference);
  });
});

test('the login of a proxy: in the environment of a step, and in no image, history, line or log', async () => {
  const password = `pr0xy-${randomBytes(6).toString('hex')}`;
  workspace.write(DEFINITION, { recipe: './recipe', base, arguments: { EXTRA: 'proxy' } });
  workspace.write(
    'images/recipe/Dockerfile',
    `ARG BASE\nFROM \${BASE} AS tools\nRUN ["/environ", "${randomBytes(6).toString('hex')}"]\n`,
  );
  const identity = identifyImage(await readImageDefinition(workspace.root, DEFINITION));
  const told: string[] = [];
  const ensure = async (state: string, word: string): Promise<string> => {
    const proxy = `http://me:${word}@proxy.invalid:3128`;
    const env = { ...real.env, STATIX_STATE_DIR: join(real.folder, state), HTTPS_PROXY: proxy };
    const made = await ensureImage(real.engine, {
      workspaceRoot: workspace.root,
      identity,
      report: (line) => told.push(line),
      env,
    });
    expect(made.from).toBe('recipe');
    const log = join(env.STATIX_STATE_DIR, 'logs', `image-${identity.identity.slice(0, 12)}.log`);
    told.push(readFileSync(log, 'utf8'));
    return made.reference;
  };
  const name = await ensure('third', password);
  // The step had it.
  expect(told.at(-1)).toContain('HTTPS_PROXY=http://[hidden]@proxy.invalid:3128');
  for (const what of ['json', 'history']) {
    const path = `/images/${name}/${what}`;
    told.push(
      JSON.stringify(
        await real.transport.json({ doing: 'look', method: 'GET', path }, z.unknown()),
      ),
    );
  }
  expect(told.join('\n')).not.toContain(password);
  // And it does not decide whether a step is cached.
  const second = await ensure('fourth', 'another');
  expect(told.at(-1)).toContain(': cached');
  for (const made of new Set([name, second])) await real.engine.removeImage(made);
});
