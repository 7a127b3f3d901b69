// The unit tests of one package, as its target `test` runs them: node tools/jest/unit.mjs packages/elf
// The report lies where the target's outputs are, so that it comes back with a task from Nx's cache.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../bootstrap/run.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [folder] = process.argv.slice(2);
const report = join(root, 'tmp/test-results', `${folder}.json`);
mkdirSync(dirname(report), { recursive: true });
// The executors that are tested take what Nx tells a task for a run of their own: its hash, when it began.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('NX_TASK_')),
);
const args = ['--selectProjects', 'unit', '--testPathPatterns', `${folder}/`, '--ci'];
try {
  await run('npx', ['--no-install', 'jest', ...args, '--json', '--outputFile', report], {
    cwd: root,
    env,
  });
} catch {
  process.exitCode = 1;
}
