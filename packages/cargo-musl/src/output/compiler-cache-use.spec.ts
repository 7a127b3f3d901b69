import { compilerCacheUse, isOfCounters } from './compiler-cache-use.js';

/** As ccache 4.11.2 prints them, without those that are of no interest here. */
const counters = (changes: Readonly<Record<string, number | string>> = {}): string =>
  Object.entries({
    autoconf_test: 0,
    cache_miss: 150,
    cache_size_kibibyte: 1200,
    direct_cache_hit: 3,
    direct_cache_miss: 150,
    local_storage_hit: 3,
    preprocessed_cache_hit: 1,
    preprocessed_cache_miss: 150,
    stats_updated_timestamp: 1795961690,
    stats_zeroed_timestamp: 0,
    ...changes,
  })
    .map(([name, count]) => `${name} ${count}`)
    .join(' ');

const line = (before: string, after: string): string => `statix-ccache: ${before} / ${after}`;

test.each([
  ['nothing was compiled', line(counters(), counters()), { hits: 0, asked: 0 }],
  ['a new cache in which nothing was compiled', line('none', 'none'), { hits: 0, asked: 0 }],
  ['a new cache', line('none', counters()), { hits: 4, asked: 154 }],
  [
    'one that has most',
    line(
      counters(),
      counters({ cache_miss: 152, direct_cache_hit: 30, preprocessed_cache_hit: 2 }),
    ),
    { hits: 28, asked: 30 },
  ],
])('%s', (_what, told, use) => {
  expect(isOfCounters(told)).toBe(true);
  expect(compilerCacheUse(told)).toEqual(use);
});

test.each([
  ['ccache that could not be run', line('', '')],
  ['one that could not be run the second time', line(counters(), '')],
  ['a counter that went back', line(counters(), counters({ cache_miss: 149 }))],
  [
    'counters that were set to zero',
    line(counters(), counters({ cache_miss: 900, stats_zeroed_timestamp: 1795961700 })),
  ],
  ['a counter less', line('none', 'cache_miss 1 direct_cache_hit 2 stats_zeroed_timestamp 0')],
  ['one twice', line('none', `${counters()} cache_miss 7`)],
  ['what is no number', line('none', counters({ cache_miss: '1e3' }))],
  ['a negative one', line(counters({ cache_miss: '-5' }), counters())],
  ['a number that is too large', line('none', counters({ cache_miss: '9'.repeat(16) }))],
  ['what is no name', line('none', counters({ '\u001b[31m': 1 }))],
  ['a name without a number', line('none', `${counters()} cache_miss`)],
  [
    'more counters than ccache has',
    line(
      'none',
      `${counters()} ${Array.from({ length: 300 }, (_, at) => `x${'_'.repeat(at)} 1`).join(' ')}`,
    ),
  ],
])('is not known of %s', (_what, told) => {
  expect(isOfCounters(told)).toBe(true);
  expect(compilerCacheUse(told)).toBeUndefined();
});

test('is not in what a crate prints', () => {
  for (const other of ['', 'statix-ccache: ', ' statix-ccache: none / none', 'none / none'])
    expect([isOfCounters(other), compilerCacheUse(other)]).toEqual([false, undefined]);
});
