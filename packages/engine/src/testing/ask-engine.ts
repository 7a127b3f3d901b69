import { execaSync } from 'execa';
import { connectEngine } from '../connect-engine.js';

/** Asks the engine what it is, and prints the numbers of the processes that it has started for that. */
async function main(): Promise<void> {
  const engine = await connectEngine();
  await engine.facts();
  await engine.facts();
  const { stdout } = execaSync('pgrep', ['--parent', String(process.pid), '--exact', 'ssh']);
  process.stdout.write(stdout.split('\n').join(' '));
}

void main();
