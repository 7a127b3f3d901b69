/** What a compiler cache did between two looks at its counters. */
export interface CompilerCacheUse {
  /** Compilations whose object it had. */
  readonly hits: number;
  /** Those that it was asked for. */
  readonly asked: number;
}

/** Begins the line in which a job tells what the counters were before it and after it. */
export const COUNTERS = 'statix-ccache:';

/** More than ccache 4 has. */
const MOST_COUNTERS = 200;

const LINE = new RegExp(`^${COUNTERS}(?<before>[^/]*)/(?<after>[^/]*)$`);

/** Whether a line is one that tells of counters, sound or not. */
export function isOfCounters(line: string): boolean {
  return LINE.test(line);
}

/**
 * Reads two looks at the counters of ccache 4 (`ccache --print-stats`, names and numbers by turns), or `none` for
 * a cache in which nothing was counted yet. They come out of a container: what is not exactly that is no number.
 *
 * @returns undefined where it is not known: a counter is missing, or went back, or all were set to zero between
 */
export function compilerCacheUse(line: string): CompilerCacheUse | undefined {
  const looks = LINE.exec(line)?.groups;
  const before = countersOf(looks?.['before'] ?? '');
  const after = countersOf(looks?.['after'] ?? '');
  if (before === undefined || after === undefined || before.zeroed !== after.zeroed)
    return undefined;
  const [direct, preprocessed, misses] = [
    after.direct - before.direct,
    after.preprocessed - before.preprocessed,
    after.misses - before.misses,
  ];
  if (direct < 0 || preprocessed < 0 || misses < 0) return undefined;
  const hits = direct + preprocessed;
  return { hits, asked: hits + misses };
}

interface Counters {
  readonly direct: number;
  readonly preprocessed: number;
  readonly misses: number;
  /** When they were set to zero, in seconds since the epoch; 0 for never. */
  readonly zeroed: number;
}

function countersOf(text: string): Counters | undefined {
  const words = text.trim().split(' ');
  if (words.length === 1 && words[0] === 'none')
    return { direct: 0, preprocessed: 0, misses: 0, zeroed: 0 };
  if (words.length % 2 !== 0 || words.length > 2 * MOST_COUNTERS) return undefined;
  const counted = new Map<string, number>();
  for (let at = 0; at < words.length; at += 2) {
    const [name = '', count = ''] = words.slice(at, at + 2);
    if (!/^[a-z_]+$/.test(name) || !/^\d{1,15}$/.test(count) || counted.has(name)) return undefined;
    counted.set(name, Number(count));
  }
  const [direct, preprocessed] = [
    counted.get('direct_cache_hit'),
    counted.get('preprocessed_cache_hit'),
  ];
  const [misses, zeroed] = [counted.get('cache_miss'), counted.get('stats_zeroed_timestamp')];
  if (direct === undefined || preprocessed === undefined) return undefined;
  if (misses === undefined || zeroed === undefined) return undefined;
  return { direct, preprocessed, misses, zeroed };
}
