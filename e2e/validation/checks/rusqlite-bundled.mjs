import assert from 'node:assert/strict';
import { randomNumber, randomWord, several } from './random.mjs';

/** @type {import('./program.mjs').Program} */
export const rusqliteBundled = {
  name: 'rusqlite-bundled',
  argument() {
    const words = several(5, randomWord);
    const ledger = several(randomNumber(3, 12), () => ({
      item: several(2, () => words[randomNumber(0, 4)]).join(' '),
      amount: randomNumber(-20, 20),
    }));
    return [JSON.stringify(ledger), ledger[0].item.split(' ')[0]];
  },
  check(stdout, [json, term]) {
    /** @type {{ item: string, amount: number }[]} */
    const ledger = JSON.parse(json);
    const [version, ...rows] = stdout.split('\n');
    assert.match(version, /^sqlite: 3\.\d+\.\d+$/);

    let total = 0;
    const ranked = ledger.map(({ item, amount }, index) => {
      total += amount;
      const rank = 1 + ledger.filter((other) => other.amount > amount).length;
      return [index + 1, item, amount, total, rank].join('|');
    });
    const matches = ledger.flatMap(({ item }, index) =>
      item.split(' ').includes(term) ? [index + 1] : [],
    );
    assert.deepEqual(rows, [...ranked, `matches: ${matches.join(' ')}`, '']);
  },
  refused: [[], ['[]'], ['no JSON', 'word'], ['[{"item": "no amount"}]', 'word']],
};
