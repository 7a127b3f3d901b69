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
const args = ['--selectProjects', 'unit', '--testPathPatterns', `${folder}/`, '--ci'];
try {
  await run('npx', ['--no-install', 'jest', ...args, '--json', '--outputFile', report], {
    cwd: root,
  });
} catch {
  process.exitCode = 1;
}
