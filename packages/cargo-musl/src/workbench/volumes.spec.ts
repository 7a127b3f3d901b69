import { volumeLabels, volumeNames, type VolumeScope } from './volumes.js';

const scope: VolumeScope = {
  installation: 'i',
  uid: 1000,
  workspaceRoot: '/home/me/repo',
  imageIdentity: 'a',
  trustScope: 'local',
  project: 'app',
};

test('the same scope has the same volumes, one for sources and one for compiled code', () => {
  expect(volumeNames({ ...scope })).toEqual(volumeNames(scope));
  expect(volumeNames(scope).cargoHome).toMatch(/^statix-crates-[0-9a-f]{24}$/);
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

test('attack: a project is never given the target folder of another, whatever their names', () => {
  const names = ['app', 'App', 'app ', 'a/pp', '["app"]', 'local', ''];
  const targets = names.map((project) => volumeNames({ ...scope, project }).target);
  expect(new Set(targets).size).toBe(names.length);
});

test('projects of a scope share the crates, which no build can write to', () => {
  const other = volumeNames({ ...scope, project: 'other' });
  expect(other.cargoHome).toBe(volumeNames(scope).cargoHome);
});

test('each volume says what it holds and which lock guards it', () => {
  const { cargoHome, target } = volumeNames(scope);
  const labels = volumeLabels(scope);
  expect(Object.keys(labels)).toEqual([cargoHome, target]);
  expect(labels[cargoHome]).toMatchObject({
    'dev.statix.kind': 'crates',
    'dev.statix.lock': cargoHome,
  });
  expect(labels[cargoHome]).not.toHaveProperty('dev.statix.project');
  expect(labels[target]).toMatchObject({
    'dev.statix.kind': 'target',
    'dev.statix.project': 'app',
    'dev.statix.lock': target,
  });
});
