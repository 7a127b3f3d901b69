import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Random, seedOf } from '@statix/contract/testing/random';
import { generateElf, type Made } from './generate-elf.js';
import { judgeElf, type Outcome } from './judge-elf.js';
import { fieldsOf, mutateElf } from './mutate-elf.js';

/** The committed fixtures, for a part of the inputs: what linkers write, and no generator of ours thinks of. */
export function readCorpus(folder: string): Made[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'make.sh')
    .map(({ name }) => readFileSync(join(folder, name)))
    .map((bytes) => ({ bytes, fields: fieldsOf(bytes) }));
}

/** Of so many inputs one is made of a committed fixture: those are larger, so they take longer. */
const FIXTURE_ONCE_IN = 8;

/** Of so many inputs one is left as it was made: a sound file. */
const SOUND_ONCE_IN = 10;

/** One input of a series: the same for the same series and index, whatever came before. */
export function inputOf(series: number, index: number, corpus: readonly Made[]): Buffer {
  const random = new Random(seedOf(series, index));
  const made =
    corpus.length > 0 && random.once(FIXTURE_ONCE_IN) ? random.pick(corpus) : generateElf(random);
  return random.once(SOUND_ONCE_IN) ? made.bytes : mutateElf(made, random);
}

/** An input that shows a mistake of the reader. */
export class Finding extends Error {
  constructor(
    readonly series: number,
    readonly index: number,
    cause: unknown,
  ) {
    super(`input ${index} of series ${series}: ${String(cause)}`, { cause });
  }
}

/**
 * Judges inputs of a series, from one index up to another.
 *
 * @returns how many there were of each outcome
 * @throws Finding at the first that shows a mistake
 */
export async function fuzzElf(
  series: number,
  { from, to }: { readonly from: number; readonly to: number },
  corpus: readonly Made[],
  onInput: (index: number) => void = () => undefined,
): Promise<Map<Outcome, number>> {
  const outcomes = new Map<Outcome, number>();
  for (let index = from; index < to; index += 1) {
    onInput(index);
    try {
      const outcome = await judgeElf(inputOf(series, index, corpus));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      throw new Finding(series, index, error);
    }
  }
  return outcomes;
}
