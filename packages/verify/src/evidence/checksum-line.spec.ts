import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { checksumLine } from './checksum-line.js';

const sha256 = createHash('sha256').update('x').digest('hex');

describe('checksumLine', () => {
  it.each(['plain', 'with space', 'back\\slash', 'line\nbreak'])('sha256sum accepts %j', (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'statix-sums-'));
    try {
      writeFileSync(join(folder, name), 'x');
      const input = checksumLine({ name, sha256 });
      const { stdout } = execaSync('sha256sum', ['-c', '--strict', '-'], { cwd: folder, input });
      expect(stdout).toMatch(/: OK$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
