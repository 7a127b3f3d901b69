import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { installationId } from './installation-id.js';

const newFolder = temporaryFolders();

describe('installationId', () => {
  test('is made once, also when many ask at the same time', async () => {
    const env = { STATIX_STATE_DIR: join(newFolder(), 'state') };
    const ids = await Promise.all(Array.from({ length: 20 }, () => installationId(env)));
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(await installationId(env)).toBe(ids[0]);
    expect(readdirSync(env.STATIX_STATE_DIR)).toEqual(['installation-id']);
  });

  test('differs between state directories', async () => {
    const [one, two] = [newFolder(), newFolder()].map((STATIX_STATE_DIR) => ({ STATIX_STATE_DIR }));
    expect(await installationId(one)).not.toBe(await installationId(two));
  });

  test('replaces a file that holds something else', async () => {
    const env = { STATIX_STATE_DIR: newFolder() };
    writeFileSync(join(env.STATIX_STATE_DIR, 'installation-id'), 'half');
    expect(await installationId(env)).toMatch(/^[0-9a-f]{32}$/);
  });

  test('says so if the state directory cannot be made', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    const error = await statixErrorOf(installationId({ STATIX_STATE_DIR: join(file, 'below') }));
    expect(error.code).toBe('STATIX_STATE_UNWRITABLE');
  });
});
