import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWorkspaceGone, locksOfVolume, type BuildVolume } from './build-volumes.js';

const volume = (name: string, more: Partial<BuildVolume> = {}): BuildVolume => ({
  name,
  kind: 'target',
  project: name,
  workspaceRoot: '/home/me/repo',
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
    volume('elsewhere', { workspaceRoot: '/home/me/other' }),
    volume('older-image', { identity: 'b' }),
    volume('release', { trustScope: 'release-1' }),
    volume('unknown', { kind: undefined }),
  ];
  expect(locksOfVolume(crates, volumes)).toEqual(['one', 'two', 'crates']);
});

test('a target folder is of one project, whose lock is enough', () => {
  expect(locksOfVolume(volume('one'), [volume('one'), volume('two'), crates])).toEqual(['one']);
});

test('a workspace is gone when nothing is at its root', () => {
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'statix-gone-'));
  expect(isWorkspaceGone({ workspaceRoot })).toBe(false);
  rmSync(workspaceRoot, { recursive: true });
  expect(isWorkspaceGone({ workspaceRoot })).toBe(true);
});
