import { requirePathsFit } from './require-paths-fit.js';

const context = (cache: boolean) => ({
  root: '/',
  projectName: 'app',
  targetName: 'verify',
  projectsConfigurations: { projects: { app: { targets: { verify: { cache } } } } },
});
const options = { paths: ['a'], overrides: {}, binaries: undefined };
const override = { status: 'warn' as const, reason: 'x' };

test('paths fit a target that is not cached', () => {
  requirePathsFit(options, context(false));
  requirePathsFit({ ...options, paths: [] }, context(true));
});

test('attack: a verdict on paths is never cached', () => {
  expect(() => {
    requirePathsFit(options, context(true));
  }).toThrow(expect.objectContaining({ code: 'STATIX_PATHS_CACHED' }));
});

test('what says something of a build is refused with them', () => {
  for (const other of [
    { binaries: 'dist' },
    { overrides: { 'matches-build-manifest': override } },
  ]) {
    expect(() => {
      requirePathsFit({ ...options, ...other }, context(false));
    }).toThrow(expect.objectContaining({ code: 'STATIX_OPTION_INVALID' }));
  }
});
