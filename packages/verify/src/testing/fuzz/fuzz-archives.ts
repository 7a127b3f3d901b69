import { Random, seedOf } from '@statix/contract/testing/random';
import { Hurt } from './hurt.js';
import { judgeArchive, judgeFolder } from './judge-archive.js';
import {
  archiveKinds,
  canBeSound,
  fileNameOf,
  makeArchive,
  type ArchiveKind,
  type MadeArchive,
} from './make-input.js';

/** Of so many inputs one is left as it was made. */
const SOUND_ONCE_IN = 10;

/** Of so many values one is changed: few changes reach far, many meet one another. */
const RATES: readonly number[] = [6, 20, 60, 150];

export interface FuzzedArchive extends MadeArchive {
  readonly kind: ArchiveKind;
  readonly name: string;
  readonly isSound: boolean;
}

/** One input of a series: the same for the same series and index. */
export function archiveOf(series: number, index: number): FuzzedArchive {
  const random = new Random(seedOf(series, index));
  const kind = random.pick(archiveKinds);
  const isSound = random.once(SOUND_ONCE_IN) && canBeSound(kind);
  const name = fileNameOf(kind);
  const hurt = new Hurt(random, isSound ? 0 : random.pick(RATES));
  return { kind, name, isSound, ...makeArchive(kind, name, hurt) };
}

/**
 * Judges inputs of a series, from one index up to another.
 *
 * @param folder an empty one
 * @returns how many there were of each kind and outcome: `zip programs`
 * @throws Error that names the input at the first that shows a mistake
 */
export async function fuzzArchives(
  series: number,
  { from, to }: { readonly from: number; readonly to: number },
  folder: string,
): Promise<Map<string, number>> {
  const place = judgeFolder(folder);
  const outcomes = new Map<string, number>();
  for (let index = from; index < to; index += 1) {
    const { kind, name, bytes, programs, isSound } = archiveOf(series, index);
    try {
      const judged = await judgeArchive(name, bytes, place);
      const expected = [...programs].sort().join();
      if (isSound && [...judged.programs].sort().join() !== expected)
        throw new Error(`of a sound one ${judged.outcome}: ${judged.programs.join()}`);
      const key = `${kind} ${judged.outcome}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
    } catch (error) {
      throw new Error(`input ${index} of series ${series}, ${kind}: ${String(error)}`, {
        cause: error,
      });
    }
  }
  return outcomes;
}
