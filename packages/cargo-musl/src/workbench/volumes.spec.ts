import { volumeNames, type VolumeScope } from './volumes.js';

const scope: VolumeScope = {
  installation: 'i',
  uid: 1000,
  workspaceRoot: '/home/me/repo',
  imageIdentity: 'a',
  trustScope: 'local',
};

test('the same scope has the same volumes, one for sources and one for compiled code', () => {
  expect(volumeNames({ ...scope })).toEqual(volumeNames(scope));
  expect(volumeNames(scope).cargoHome).toMatch(/^statix-cargo-[0-9a-f]{24}$/);
  expect(volumeNames(scope).target).toMatch(/^statix-target-[0-9a-f]{24}$/);
});

test.each([
  { installation: 'j' },
  { uid: 0 },
  { workspaceRoot: '/home/me/other' },
  { imageIdentity: 'b' },
  { trustScope: 'refs/pull/1' },
] satisfies Partial<VolumeScope>[])('%p has its own', (difference) => {
  expect(volumeNames({ ...scope, ...difference })).not.toEqual(volumeNames(scope));
});
