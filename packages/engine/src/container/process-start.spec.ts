import { TestProcess } from '../testing/child-process.js';
import { processStart } from './process-start.js';

describe('processStart', () => {
  test('is the same each time, and another for another process', async () => {
    const child = new TestProcess('run-task-program.ts', {});
    await child.says('working');
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
