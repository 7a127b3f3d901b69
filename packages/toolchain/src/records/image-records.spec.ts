import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { recordedImage, recordImage } from './image-records.js';

const newFolder = temporaryFolders();
const identity = 'a'.repeat(64);

describe('image records', () => {
  test('are kept by engine and identity', async () => {
    const env = { STATIX_STATE_DIR: join(newFolder(), 'state') };
    expect(await recordedImage('engine', identity, env)).toBeUndefined();
    await recordImage('engine', identity, 'sha256:1', env);
    await recordImage('other', identity, 'sha256:2', env);
    await recordImage('engine', 'b'.repeat(64), 'sha256:3', env);
    expect(await recordedImage('engine', identity, env)).toBe('sha256:1');
    expect(await recordedImage('other', identity, env)).toBe('sha256:2');
  });

  test('records made at the same time are all kept', async () => {
    const env = { STATIX_STATE_DIR: newFolder() };
    const ids = [1, 2, 3].map(String);
    await Promise.all(ids.map((id) => recordImage('engine', id, `sha256:${id}`, env)));
    for (const id of ids) expect(await recordedImage('engine', id, env)).toBe(`sha256:${id}`);
  });

  test('fault: a broken file blocks nothing: no image is known, and the next is recorded', async () => {
    const env = { STATIX_STATE_DIR: newFolder() };
    jest.spyOn(process.stderr, 'write').mockReturnValueOnce(true);
    writeFileSync(join(env.STATIX_STATE_DIR, 'images.json'), '{"schemaVersion": 9}');
    expect(await recordedImage('engine', identity, env)).toBeUndefined();
    await recordImage('engine', identity, 'sha256:1', env);
    expect(await recordedImage('engine', identity, env)).toBe('sha256:1');
  });
});
