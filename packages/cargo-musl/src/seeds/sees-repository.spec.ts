import { seesRepository, type CrateSettings } from './sees-repository.js';

const nothing: CrateSettings = {
  environment: {},
  configuredEnvironment: [],
  configuredRustflags: [],
  options: { rustflags: [] },
};

test.each([
  [{}, false],
  [{ environment: { WORD: 'workspace' } }, false],
  [{ environment: { LIBS: '/workspace/libs' } }, true],
  [{ configuredEnvironment: [['env.A', { value: 'x', file: '.cargo/config.toml' }]] }, false],
  [{ configuredEnvironment: [['env.A.relative', { value: true, file: 'x' }]] }, true],
  [{ configuredEnvironment: [['env.A.relative', { value: false, file: 'x' }]] }, false],
  [{ configuredRustflags: ['-Lnative=/workspace/libs'] }, true],
  [{ options: { rustflags: ['-Cprofile-use=/workspace/pgo.profdata'] } }, true],
] satisfies [Partial<CrateSettings>, boolean][])('%j: %s', (settings, sees) => {
  expect(seesRepository({ ...nothing, ...settings }, '/workspace')).toBe(sees);
});
