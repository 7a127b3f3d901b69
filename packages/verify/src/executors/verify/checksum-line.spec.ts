import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checksumLine } from './checksum-line.js';

const sha256 = createHash('sha256').update('x').digest('hex');

describe('checksumLine', () => {
  it.each(['plain', 'with space', 'back\\slash', 'line\nbreak'])('sha256sum accepts %j', (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'statix-sums-'));
    try {
      writeFileSync(join(folder, name), 'x');
      const input = checksumLine({ name, sha256 });
      const output = execFileSync('sha256sum', ['-c', '--strict', '-'], { cwd: folder, input });
      expect(output.toString()).toMatch(/: OK\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
