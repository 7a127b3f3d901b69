import { join } from 'node:path';
import { TestProcess } from '@statix/contract/testing/child-process';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { processStart } from './process-start.js';

const newFolder = temporaryFolders();

describe('processStart', () => {
  test('is the same each time, and another for another process', async () => {
    const child = new TestProcess(join(__dirname, '../testing/lock-program.ts'), {
      args: ['process-start'],
      env: { STATIX_STATE_DIR: newFolder() },
    });
    await child.says('holding');
    const [own, again, other] = await Promise.all([
      processStart(process.pid),
      processStart(process.pid),
      processStart(child.child.pid!),
    ]);
    expect(own).toBe(again);
    expect(own).toBeDefined();
    expect(other).toBeDefined();
    expect(other).not.toBe(own);
    child.kill('SIGKILL');
    await child.ended();
    expect(await processStart(child.child.pid!)).toBeUndefined();
  });

  test('of no process', async () => {
    expect(await processStart(2 ** 22 + 1)).toBeUndefined();
  });
});
