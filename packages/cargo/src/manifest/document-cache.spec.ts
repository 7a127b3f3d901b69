import type { ManifestDocument } from './manifest-schema.js';
import { documentCache, type DocumentCache } from './document-cache.js';

const document: ManifestDocument = { package: { name: 'a' } };

function parsesOf(cache: DocumentCache, text: string): number {
  const parse = jest.fn(() => document);
  cache.documentOf(text, parse);
  return parse.mock.calls.length;
}

test('a text is parsed once, in the next reading and the next process as well', () => {
  const cache = documentCache();
  expect([parsesOf(cache, 'x'), parsesOf(cache, 'x'), parsesOf(cache, 'y')]).toEqual([1, 0, 1]);
  expect(cache.grown).toBe(true);
  const next = cache.next();
  expect(parsesOf(next, 'x')).toBe(0);
  expect(next.grown).toBe(false);
  const stored = documentCache(cache.serialize());
  expect([parsesOf(stored, 'x'), parsesOf(stored, 'z')]).toEqual([0, 1]);
});

test('what was not asked for again is forgotten', () => {
  const cache = documentCache();
  parsesOf(cache, 'x');
  const later = cache.next();
  parsesOf(later, 'y');
  expect(parsesOf(later.next(), 'x')).toBe(1);
});

test.each(['d = 1979-05-27', 't = 07:32:00', 'n = 9007199254740993', 'f = nan', 'f = [ -inf ]'])(
  'what JSON cannot hold is not stored: %s',
  (text) => {
    const cache = documentCache();
    parsesOf(cache, text);
    expect(cache.serialize()).toBe('[]');
    expect(parsesOf(cache.next(), text)).toBe(0);
  },
);

test.each(['', '{}', '[1]', '[["a"]]', '[["a",1]]', 'x'])(
  'a broken store is empty: %j',
  (stored) => {
    expect(parsesOf(documentCache(stored), 'x')).toBe(1);
  },
);

test('what cannot be parsed is not kept', () => {
  const cache = documentCache();
  const broken = (): ManifestDocument => {
    throw new Error('broken');
  };
  expect(() => cache.documentOf('x', broken)).toThrow('broken');
  expect(parsesOf(cache, 'x')).toBe(1);
});
