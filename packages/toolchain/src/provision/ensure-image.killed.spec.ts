import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectEngine } from '@statix/engine';
import { TestProcess } from '@statix/contract/testing/child-process';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { identifyImage } from '../definition/identify-image.js';
import { readImageDefinition } from '../definition/image-definition.js';
import { recordedImage } from '../records/image-records.js';
import { ImageEngine } from '../testing/image-engine.js';
import { DEFINITION, recipeWorkspace } from '../testing/recipe-workspace.js';
import { ensureImage } from './ensure-image.js';

const newFolder = temporaryFolders();
let engine: ImageEngine;
let root: string;
let env: { STATIX_STATE_DIR: string; DOCKER_HOST: string };

beforeEach(async () => {
  engine = await ImageEngine.start();
  root = newFolder();
  recipeWorkspace(root);
  env = { STATIX_STATE_DIR: newFolder(), DOCKER_HOST: `unix://${engine.fake.socketPath}` };
});

afterEach(() => engine.fake.stop());

/** A lock without an owner is taken over after 20 s: as if they had passed. */
function letLocksGrowOld(): void {
  const folder = join(env.STATIX_STATE_DIR, 'locks');
  if (!existsSync(folder)) return;
  const longAgo = new Date(Date.now() - 60_000);
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), longAgo, longAgo);
}

async function ensure() {
  const identity = identifyImage(await readImageDefinition(root, DEFINITION));
  const report = () => undefined;
  const on = await connectEngine({ env });
  const ensured = await ensureImage(on, { workspaceRoot: root, identity, report, env });
  return { ...ensured, identity };
}

/** What holds after any accident: an image of ours, recorded, with a name, found again as it is. */
async function expectSound(): Promise<void> {
  letLocksGrowOld();
  const { imageId, reference, identity } = await ensure();
  expect(engine.images.get(imageId)?.tags).toContain(reference);
  expect(await recordedImage('engine-1', identity.identity, env)).toBe(imageId);
  expect(await ensure()).toMatchObject({ imageId, reference, from: 'engine' });
}

test.each([
  ['before anything was looked up', /GET \/images\//],
  ['while it was built', /POST \/build/],
  ['after it was built, before the engine said so', /POST \/build( done)?$/],
  ['after it was built, before it was recorded', /GET \/images\/sha256:/],
])('fault: SIGKILL %s', async (_when, route) => {
  const reached = engine.hold(route);
  const program = join(__dirname, '../testing/ensure-program.ts');
  const killed = new TestProcess(program, { args: [root], env });
  await reached;
  killed.kill('SIGKILL');
  await killed.ended();
  engine.release();
  await expectSound();
});

test('fault: SIGKILL after it was recorded, before it had a name again', async () => {
  const { imageId } = await ensure();
  engine.images.get(imageId)!.tags = [];
  const reached = engine.hold(/POST \/images\/.*\/tag/);
  const program = join(__dirname, '../testing/ensure-program.ts');
  const killed = new TestProcess(program, { args: [root], env });
  await reached;
  killed.kill('SIGKILL');
  await killed.ended();
  engine.release();
  await expectSound();
});

test('fault: killed between the record of the image and that of its use', async () => {
  await ensure();
  rmSync(join(env.STATIX_STATE_DIR, 'image-uses.json'));
  await expectSound();
  expect(readFileSync(join(env.STATIX_STATE_DIR, 'image-uses.json'), 'utf8')).toContain(DEFINITION);
});

test('fault: killed while the record was written, which is then half a file beside it', async () => {
  await ensure();
  rmSync(join(env.STATIX_STATE_DIR, 'images.json'));
  writeFileSync(join(env.STATIX_STATE_DIR, '.images.json.0123456789ab.tmp'), '{"schemaVer');
  await expectSound();
});

test('fault: all records are lost: an own image is made beside, and nothing is refused', async () => {
  const first = await ensure();
  rmSync(env.STATIX_STATE_DIR, { recursive: true });
  await expectSound();
  expect(engine.images.get(first.imageId)?.tags).toEqual([first.reference]);
});
