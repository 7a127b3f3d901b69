import { seedsMake, seedsVolume, volumeLabels, volumeNames, type VolumeScope } from './volumes.js';

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

test('attack: seeds are shared by the projects of a scope, or of a set in it, and by nobody else', () => {
  const { name, labels } = seedsVolume(scope, undefined);
  expect(name).toMatch(/^statix-seeds-[0-9a-f]{24}$/);
  expect(labels).toMatchObject({ 'dev.statix.kind': 'seeds', 'dev.statix.lock': name });
  expect(seedsVolume({ ...scope, project: 'other' }, undefined).name).toBe(name);
  const others = [
    seedsVolume(scope, 'a'),
    seedsVolume(scope, 'b'),
    seedsVolume({ ...scope, trustScope: 'refs/pull/1' }, undefined),
    seedsVolume({ ...scope, imageIdentity: 'b' }, undefined),
  ];
  expect(new Set([name, ...others.map((other) => other.name)]).size).toBe(5);
});

test('attack: units of another image, use or set of crates are others, and the same on every machine', () => {
  const makes = [
    seedsMake(scope, undefined),
    seedsMake({ ...scope, imageIdentity: 'b' }, undefined),
    seedsMake({ ...scope, use: 'test' }, undefined),
    seedsMake(scope, 'set'),
    seedsMake(scope, 'other'),
  ];
  expect(new Set(makes).size).toBe(5);
  const elsewhere = { ...scope, installation: 'j', uid: 0, workspaceRoot: '/x', trustScope: 'y' };
  expect(seedsMake(elsewhere, 'set')).toBe(seedsMake(scope, 'set'));
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
