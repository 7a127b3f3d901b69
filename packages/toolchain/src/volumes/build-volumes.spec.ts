import { locksOfVolume, type BuildVolume } from './build-volumes.js';

const volume = (name: string, more: Partial<BuildVolume> = {}): BuildVolume => ({
  name,
  kind: 'target',
  project: name,
  identity: 'a',
  trustScope: 'local',
  lock: name,
  sizeBytes: undefined,
  ...more,
});

const crates = volume('crates', { kind: 'crates', project: undefined });

test('fault: who removes the crates keeps every build away that needs them', () => {
  const volumes = [
    volume('two'),
    crates,
    volume('one'),
    volume('older-image', { identity: 'b' }),
    volume('release', { trustScope: 'release-1' }),
    volume('unknown', { kind: undefined }),
  ];
  expect(locksOfVolume(crates, volumes)).toEqual(['one', 'two', 'crates']);
});

test('a target folder is of one project, whose lock is enough', () => {
  expect(locksOfVolume(volume('one'), [volume('one'), volume('two'), crates])).toEqual(['one']);
});
