import { statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { forgetImageUses, readImageUses, recordImageUse, type ImageUse } from './image-uses.js';

const newFolder = temporaryFolders();
const use: ImageUse = { engineId: 'e', identity: 'i', imageId: 'sha256:1', reference: 'a:1' };

test('what definitions were given, until it is gone', async () => {
  const env = { STATIX_STATE_DIR: newFolder() };
  await recordImageUse('/one', use, env);
  await recordImageUse('/two', use, env);
  await recordImageUse('/two', { ...use, imageId: 'sha256:2' }, env);
  await recordImageUse('/two', { ...use, engineId: 'other' }, env);
  expect((await readImageUses(env)).get('/two')).toHaveLength(3);
  await forgetImageUses('e', 'sha256:1', env);
  const left = await readImageUses(env);
  expect([...left.keys()]).toEqual(['/two']);
  expect(left.get('/two')?.map(({ engineId, imageId }) => `${engineId} ${imageId}`)).toEqual([
    'e sha256:2',
    'other sha256:1',
  ]);
});

test('what is known is not written again', async () => {
  const folder = newFolder();
  const env = { STATIX_STATE_DIR: folder };
  await recordImageUse('/one', use, env);
  const { ino } = statSync(join(folder, 'image-uses.json'));
  await recordImageUse('/one', use, env);
  expect(statSync(join(folder, 'image-uses.json')).ino).toBe(ino);
});
