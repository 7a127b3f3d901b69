import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a mistyped name most likely meant, or undefined when none is close.
 * Close means: at most a third of its characters inserted, removed or replaced, and two neighbours
 * swapped even in a short name.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const allowed = Math.floor(Math.max(name.length, 3) / 3);
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    const [left, right] = [name.toLowerCase(), candidate.toLowerCase()];
    const found = isSwap(left, right) ? 1 : distance(left, right);
    if (found < bestDistance) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

/** Two neighbours are the wrong way round, and all else is the same. */
function isSwap(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return (
    at + 1 < left.length &&
    left[at] === right[at + 1] &&
    left[at + 1] === right[at] &&
    left.slice(at + 2) === right.slice(at + 2)
  );
}
