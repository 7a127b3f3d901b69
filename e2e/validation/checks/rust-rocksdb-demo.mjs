import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from './digest.mjs';
import { randomNumber, randomText, randomWord } from './random.mjs';

/** Numbers of the compressions, in hex, as a table file has them, by the name of their column family. */
const CODECS = { bz2: '03', lz4: '04', none: '', snappy: '01', zlib: '02', zstd: '07' };

/** The last eight bytes of every table file, little-endian. */
const TABLE_MAGIC = 0x88e241b785f4cff7n;

/** @type {import('./program.mjs').Program} */
export const rustRocksdbDemo = {
  name: 'rust-rocksdb-demo',
  argument: () => [
    'round-trip',
    `/tmp/statix-${randomWord()}-${randomWord()}`,
    randomText(),
    String(randomNumber(100, 1000)),
  ],
  check(stdout, [, , text, count]) {
    const [report, end] = stdout.split(/(?<=\n)(?=destroyed: )/);
    checkReport(report, text, Number(count));
    assert.equal(end, 'destroyed: true\n');
  },
  refused: [
    [],
    ['round-trip', '/tmp/nothing', 'text', 'many'],
    ['write', '/tmp/nothing', 'text', '1'],
    ['read', '/tmp/nothing/at-all'],
    ['write', '/dev/null/no-folder', 'text', '10'],
  ],

  /** Another process reads what the first has left, and the files are what they are named. */
  async meet({ run, sharesFiles }) {
    if (!sharesFiles) return;
    const folder = mkdtempSync(join(tmpdir(), 'statix-rocksdb-'));
    try {
      const database = join(folder, 'database');
      const text = randomText();
      const count = randomNumber(100, 1000);
      const written = await run(['write', database, text, String(count)]);
      assert.deepEqual(written, { status: 0, stdout: '', stderr: '' });
      const again = await run(['write', database, text, String(count)]);
      assert.equal(again.status, 1, 'a database is written over');

      const read = await run(['read', database]);
      assert.equal(read.stderr, '');
      checkReport(read.stdout, text, count);
      assert.deepEqual(compressions(database), Object.values(CODECS).sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** @param {string} report @param {string} text @param {number} count */
function checkReport(report, text, count) {
  const entries = Array.from({ length: count }, (_, number) => number)
    .filter((number) => number % 3 !== 0)
    .map((number) => [
      `${text}/${String(number).padStart(5, '0')}`,
      `${number} ${text.repeat((number % 50) + 1)}`,
    ]);
  const lines = entries.map(([key, value]) => `${key}=${value}\n`).join('');
  const names = Object.keys(CODECS);
  const pattern = names
    .map(
      (name) =>
        `${name}: ${entries.length} entries, sha256 ${sha256(lines)}, (?<${name}>\\d+) bytes in 1 files\n`,
    )
    .join('');
  const found = new RegExp(`^${pattern}reopened: ${names.join(' ')}\n$`).exec(report);
  assert.ok(found, `not what ${count} entries of ${text} give:\n${report}`);

  // Keys are shortened to what differs from the one before, so only values count.
  const bytes = entries.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
  for (const [name, size] of Object.entries(found.groups ?? {})) {
    assert.equal(Number(size) < bytes, name !== 'none', `${name}: ${size} of ${bytes} bytes`);
  }
}

/**
 * Which compressions each table file says that it uses: in its property `rocksdb.compression`, whose
 * value follows its key. Of a key only the end is there that the one before it does not begin with.
 * @param {string} database
 */
function compressions(database) {
  return readdirSync(database)
    .filter((file) => file.endsWith('.sst'))
    .map((file) => {
      const table = readFileSync(join(database, file));
      assert.equal(table.readBigUInt64LE(table.length - 8), TABLE_MAGIC, `${file} is no table`);
      const found = /ression\w*;([0-9A-F]*);/.exec(table.toString('latin1'));
      assert.ok(found, `${file} does not tell its compression`);
      return found[1];
    })
    .sort();
}
