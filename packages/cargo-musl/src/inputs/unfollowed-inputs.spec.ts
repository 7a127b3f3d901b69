import { unfollowedDigest } from './unfollowed-inputs.js';

const nothing = { environment: {}, configuredEnvironment: [], vendorRoots: ['vendor'] };
const inputs = [{ path: 'src/main.rs', sha256: 'one' }];

test('nothing that Cargo does not follow: no digest', () => {
  expect(unfollowedDigest(nothing, inputs)).toBeUndefined();
});

test('each part counts', () => {
  const digests = [
    unfollowedDigest({ ...nothing, environment: { WORD: 'b' } }, inputs),
    unfollowedDigest({ ...nothing, environment: { WORD: 'c' } }, inputs),
    unfollowedDigest({ ...nothing, buildNetwork: true }, inputs),
    unfollowedDigest({ ...nothing, sourceMode: 'exact' }, inputs),
    unfollowedDigest({ ...nothing, configuredEnvironment: [['env.WORD', 'b']] }, inputs),
    unfollowedDigest(nothing, [...inputs, { path: 'vendor/a/src/lib.rs', sha256: 'one' }]),
    unfollowedDigest(nothing, [...inputs, { path: 'vendor/a/src/lib.rs', sha256: 'two' }]),
  ];
  expect(new Set(digests).size).toBe(digests.length);
  expect(digests).not.toContain(undefined);
});

test('the order of variables does not', () => {
  const one = unfollowedDigest({ ...nothing, environment: { A: '1', B: '2' } }, inputs);
  expect(unfollowedDigest({ ...nothing, environment: { B: '2', A: '1' } }, inputs)).toBe(one);
});
