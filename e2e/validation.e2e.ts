import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './harness/command';
import { repositoryRoot, triple } from './harness/repository';

jest.setTimeout(5 * 60 * 1000);

const programs = [
  'hello-static',
  'tokio-cli',
  'reqwest-rustls',
  'crypto-signing',
  'rusqlite-bundled',
  'openssl-sys-demo',
];

/** Built and verified before by `nx run-many -t static` in this repository. */
test.each(programs)('%s says what only its native part can know', async (name) => {
  const binary = join(repositoryRoot, 'dist/static', name, triple, 'release', name);
  expect(existsSync(binary)).toBe(true);
  const check = join(repositoryRoot, 'e2e/validation/check.mjs');
  const { status, output } = await command(process.execPath, [check, name, binary], {
    cwd: repositoryRoot,
  });
  expect(output).not.toMatch(/error/i);
  expect(status).toBe(0);
});
