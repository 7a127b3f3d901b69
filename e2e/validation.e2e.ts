import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './harness/command';
import { repositoryRoot, triple } from './harness/repository';

jest.setTimeout(10 * 60 * 1000);

const validation = join(repositoryRoot, 'e2e/validation');
const places = ['machine', 'scratch', 'debian', 'alpine'];

/** Those that take minutes to build are for `npm run test:matrix`. */
const programs = (
  JSON.parse(readFileSync(join(validation, 'programs.json'), 'utf8')) as {
    name: string;
    quick: boolean;
  }[]
)
  .filter(({ quick }) => quick)
  .map(({ name }) => name);

/** Built and verified before by `nx run-many -t static` in this repository. */
test.each(programs)('%s says everywhere what only its native part can know', async (name) => {
  const binary = join(repositoryRoot, 'dist/static', name, triple, 'release', name);
  expect(existsSync(binary)).toBe(true);
  const { status, output } = await command(
    process.execPath,
    [join(validation, 'check.mjs'), name, binary, ...places],
    { cwd: repositoryRoot },
  );
  expect(output).not.toMatch(/error/i);
  for (const place of places) expect(output).toContain(`${name} in ${place}: as it must be`);
  expect(status).toBe(0);
});
