import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { ContainerEngine } from '@statix/engine/testing/container-engine';
import { DEFINITION, recipeWorkspace } from '@statix/toolchain/testing/recipe-workspace';
import { cacheList } from './perform.js';

const newFolder = temporaryFolders();
const environment = { ...process.env };
let engine: ContainerEngine;

beforeEach(async () => {
  engine = await ContainerEngine.start(() => ({}));
  process.env['DOCKER_HOST'] = `unix://${engine.fake.socketPath}`;
  process.env['STATIX_STATE_DIR'] = newFolder();
});

afterEach(async () => {
  process.env = { ...environment };
  await engine.stop();
});

async function list(env: NodeJS.ProcessEnv): Promise<string[]> {
  const { root } = recipeWorkspace(newFolder());
  const lines: string[] = [];
  const options = { definition: DEFINITION, identity: 'image.json' };
  const report = (line: string): void => void lines.push(line);
  const context = { workspaceRoot: root, signal: new AbortController().signal, report };
  await cacheList(options, { ...context, progress: undefined }, env);
  return lines;
}

test('the folder that STATIX_CACHE_DIR names is listed beside the volumes', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'crates'));
  writeFileSync(join(folder, 'crates/a.crate'), 'a'.repeat(1955));
  writeFileSync(
    join(folder, 'statix-cache.json'),
    '{"schemaVersion":1,"scope":"refs/heads/x"}\n\n\n',
  );
  const [volumes, limit, ...others] = await list({
    ...{ STATIX_CACHE_DIR: folder, STATIX_TRUST_SCOPE: 'refs/heads/x' },
    STATIX_CACHE_DIR_LIMIT: '1g',
  });
  expect(volumes).toMatch(/^0 volumes/);
  expect(limit).toContain('STATIX_CACHE_LIMIT');
  expect(others).toEqual([
    expect.stringMatching(
      new RegExp(
        `^STATIX_CACHE_DIR  ${folder}  2.0 kB in 2 files, of 1.1 GB  scope refs/heads/x  kept`,
      ),
    ),
  ]);
});

test('no folder is named: nothing of one is said', async () => {
  expect((await list({})).join('\n')).not.toContain('STATIX_CACHE_DIR');
});

test('a setting that no build would take is refused', async () => {
  const { code } = await statixErrorOf(list({ STATIX_CACHE_DIR: 'relative' }));
  expect(code).toBe('STATIX_ENVIRONMENT_INVALID');
});
