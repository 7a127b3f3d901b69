import { once } from 'node:events';
import { join } from 'node:path';
import { TestProcess } from '@statix/contract/testing/child-process';

/**
 * Stands for a run of Nx with one task: it begins, hashes, and starts the executor some time after that,
 * here when it is told to.
 */
async function main(args: string[]): Promise<void> {
  process.stdout.write('has hashed\n');
  await once(process, 'message');
  const env = { NX_TASK_HASH: '1'.repeat(20) };
  const task = new TestProcess(join(__dirname, 'build-program.ts'), { args, env });
  const { stdout, stderr } = await task.ended();
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.disconnect();
}

void main(process.argv.slice(2));
