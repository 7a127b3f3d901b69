import { refusedFilePath, refusedWorkspacePath } from './container-path.js';

test.each(['/etc/app.toml', '/data/ä b', '/programs', '/etc/hosts.allow', '/a/..b'])(
  '%s is a place for a file',
  (path) => {
    expect(refusedFilePath(path)).toBeUndefined();
  },
);

test.each([
  'etc/app.toml',
  '/',
  '',
  '/etc/../proc/x',
  '/./x',
  '/a//b',
  '/a/',
  '/proc/sys/kernel/core_pattern',
  '/dev/null',
  '/sys',
  '/program/app',
  '/statix/start',
  '/etc/hosts',
  '/etc/resolv.conf',
  '/a\nb',
  '/a\0b',
  `/${'x'.repeat(1024)}`,
])('attack: %j is none', (path) => {
  expect(refusedFilePath(path)).toEqual(expect.any(String));
});

test.each(['a', 'testdata/config.toml', '.cargo/x'])('%s is a file of the workspace', (path) => {
  expect(refusedWorkspacePath(path)).toBeUndefined();
});

test.each(['', '/etc/passwd', '../x', 'a/../../x', './x', 'a//b', 'C:/x', 'a\\b', 'a\0'])(
  'attack: %j is none',
  (path) => {
    expect(refusedWorkspacePath(path)).toEqual(expect.any(String));
  },
);
