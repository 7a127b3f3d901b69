import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireExtraInputs } from './require-extra-inputs.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-extra-'));
  mkdirSync(join(root, 'gen/out'), { recursive: true });
  writeFileSync(join(root, 'gen/out/a.rs'), '');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test.each([
  ['is listed', ['gen/out'], ['gen/out/a.rs']],
  ['is not there', ['optional.txt'], []],
  ['takes away', ['!gen/out'], []],
])('an extra input that %s', async (_name, extra, listed) => {
  await expect(requireExtraInputs(root, extra, listed)).resolves.toBeUndefined();
});

test.each(['gen/out', 'gen/**/*.rs', 'gen/out/a.rs'])(
  'fault: the extra input %s is ignored by git, and the remedy leads back to it',
  async (pattern) => {
    await expect(requireExtraInputs(root, [pattern], [])).rejects.toMatchObject({
      code: 'STATIX_EXTRA_INPUT_IGNORED',
      remedies: [{ snippet: expect.stringContaining('generatedInputs') }, {}],
    });
  },
);
