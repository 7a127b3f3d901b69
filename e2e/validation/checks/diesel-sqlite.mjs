import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomNumber, randomWord, several } from './random.mjs';

/** @type {import('./program.mjs').Program} */
export const dieselSqlite = {
  name: 'diesel-sqlite',
  argument: () => [':memory:', JSON.stringify(randomLedger())],
  check: (stdout, [, json]) =>
    checkReport(stdout, JSON.parse(json), '20260101000000 20260201000000'),
  refused: [
    [],
    [':memory:', 'no JSON'],
    [':memory:', '[{"item": "no amount"}]'],
    ['/nowhere/at/all', '[]'],
  ],

  /** A second process finds what the first has left, in a file that is SQLite's. */
  async meet({ run, sharesFiles }) {
    if (!sharesFiles) return;
    const folder = mkdtempSync(join(tmpdir(), 'statix-sqlite-'));
    try {
      const file = join(folder, 'ledger.sqlite');
      const first = randomLedger();
      const second = randomLedger();
      const made = await run([file, JSON.stringify(first)]);
      assert.equal(made.stderr, '');
      checkReport(made.stdout, first, '20260101000000 20260201000000');
      const found = await run([file, JSON.stringify(second)]);
      assert.equal(found.stderr, '');
      checkReport(found.stdout, [...first, ...second], '');

      const bytes = readFileSync(file);
      assert.equal(bytes.toString('latin1', 0, 16), 'SQLite format 3\0');
      for (const { item } of [...first, ...second]) assert.ok(bytes.includes(item), item);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

const randomLedger = () =>
  several(randomNumber(2, 12), () => ({ item: randomWord(), amount: randomNumber(-20, 20) }));

/**
 * @param {string} stdout
 * @param {{ item: string, amount: number }[]} ledger
 * @param {string} migrations
 */
function checkReport(stdout, ledger, migrations) {
  const [version, ...rows] = stdout.split('\n');
  assert.match(version, /^sqlite: 3\.\d+\.\d+$/);
  let total = 0;
  const ranked = ledger.map(({ item, amount }, index) => {
    total += amount;
    const rank = 1 + ledger.filter((other) => other.amount > amount).length;
    return [index + 1, item, amount, total, rank].join('|');
  });
  assert.deepEqual(rows, [`migrations: ${migrations}`, ...ranked, 'integrity: ok', '']);
}
