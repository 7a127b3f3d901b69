import { canonicalDigest, canonicalJson } from './canonical-json.js';

test('keys are sorted at every depth, array order stays', () => {
  expect(canonicalJson({ b: [{ z: 1, a: 2 }, 1], a: undefined, A: null })).toBe(
    '{\n  "A": null,\n  "b": [\n    {\n      "a": 2,\n      "z": 1\n    },\n    1\n  ]\n}\n',
  );
});

test('equal values have equal digests, others differ', () => {
  expect(canonicalDigest({ a: 1, b: 2 })).toBe(canonicalDigest({ b: 2, a: 1 }));
  expect(canonicalDigest({ a: 1 })).not.toBe(canonicalDigest({ a: '1' }));
  expect(canonicalDigest([1, 2])).not.toBe(canonicalDigest([2, 1]));
});
