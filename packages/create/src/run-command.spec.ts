import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { runCommand } from './run-command.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statix-run-command-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const step = (program: string, ...args: string[]) => ({
  what: 'Installing',
  command: [program, ...args] as [string, ...string[]],
  env: {},
});

test('a step that fails names itself and the command to try by hand', async () => {
  await expect(runCommand(step('sh', '-c', 'exit 3'), folder)).rejects.toMatchObject({
    code: 'STATIX_SET_UP_FAILED',
    what: 'Installing: ended with 3',
    remedies: [{ snippet: 'sh -c exit 3' }],
  });
  await expect(runCommand(step('no-such-program'), folder)).rejects.toMatchObject({
    what: expect.stringContaining('ENOENT'),
  });
});

test('a signal that ends the set-up ends what it has started', async () => {
  const program = `
    const { runCommand } = require(${JSON.stringify(join(__dirname, '../dist/run-command.js'))});
    runCommand({ what: 'Waiting', command: ['sh', '-c', 'echo $$; exec sleep 600'] }, '.')
      .catch(({ what }) => console.log(what));
  `;
  const setUp = execa(process.execPath, ['-e', program], {
    cwd: folder,
    buffer: false,
    reject: false,
    forceKillAfterDelay: false,
  });
  let output = '';
  setUp.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  await once(setUp.stdout, 'data');
  const child = Number(output);
  const closed = once(setUp, 'close');
  const exited = once(setUp, 'exit');
  setUp.kill('SIGTERM');
  await exited;
  const left = isRunning(child);
  // It would keep the pipe open, and this test waiting.
  if (left) process.kill(child, 'SIGKILL');
  await closed;
  expect(left).toBe(false);
  expect(output).toContain('Waiting: ended with SIGTERM');
});

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
