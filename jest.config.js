'use strict';

/**
 * Six projects, told apart by file name. `unit` needs nothing running, `integration` a container
 * engine, `e2e` an engine, the image and packed tarballs; so does `workspace`, which
 * `npm run test:workspace` runs, and `restart`, which ends an engine that nobody else may be using:
 * `npm run test:matrix` has one. It runs `registries` too, for each registry that is built for it. The
 * packages' sources are tested, not their dist: the condition `@statix/source` in each package.json leads there.
 */
const commonJs = (syntax) => [
  '@swc/jest',
  { jsc: { parser: { syntax }, target: 'es2022' }, module: { type: 'commonjs' } },
];

/** ES modules only: our packages import() them, and Jest requires everything. */
const esModules = [
  'execa',
  '@sec-ant/readable-stream',
  '@sindresorhus/merge-streams',
  'figures',
  'get-stream',
  'human-signals',
  'is-plain-obj',
  'is-stream',
  'is-unicode-supported',
  'npm-run-path',
  'parse-ms',
  'path-key',
  'pretty-ms',
  'strip-final-newline',
  'unicorn-magic',
  'yoctocolors',
].join('|');

const shared = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/tools/jest/environment.cjs',
  testEnvironmentOptions: {
    // Jest replaces what tests leave on globals by setters that call themselves without end: execa's
    // handler of the process's exit, of signal-exit, would end Jest with that.
    globalsCleanup: 'off',
    customExportConditions: ['@statix/source', 'node', 'require', 'default'],
  },
  extensionsToTreatAsEsm: [],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its package.json has a condition for `import` alone.
    '^unicorn-magic$': '<rootDir>/node_modules/unicorn-magic/node.js',
  },
  transform: { '^.+\\.ts$': commonJs('typescript'), '^.+\\.js$': commonJs('ecmascript') },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esModules})/)`],
  modulePathIgnorePatterns: ['<rootDir>/packages/[^/]+/dist/', '<rootDir>/tmp/', '<rootDir>/dist/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};

/** One npm registry with our packed packages, for all tests of a run. */
const withPackages = {
  globalSetup: '<rootDir>/e2e/harness/serve-packages.mjs',
  globalTeardown: '<rootDir>/e2e/harness/stop-serving.mjs',
};

/** Hashes, affected projects, shared caches, generators: long suites, of which npm test runs a part. */
const ofTheWorkspace =
  'e2e/(affected|random-edits|remote-cache|pnpm|generators|explicit-targets|from-monodon|create|empty-debian|migrate|workspace-graphs|team)\\.e2e\\.ts$';

module.exports = {
  // No test is about time: one that starts processes takes long on a busy machine.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/packages/*/src/**/*.spec.ts', '<rootDir>/tools/**/*.spec.ts'],
      testPathIgnorePatterns: [
        ...shared.testPathIgnorePatterns,
        '\\.(integration|matrix)\\.spec\\.ts$',
      ],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/packages/*/src/**/*.integration.spec.ts'],
    },
    {
      ...shared,
      displayName: 'registries',
      testMatch: ['<rootDir>/packages/cargo-musl/src/**/*.matrix.spec.ts'],
    },
    {
      ...shared,
      ...withPackages,
      displayName: 'e2e',
      testMatch: ['<rootDir>/e2e/**/*.e2e.ts'],
      testPathIgnorePatterns: [
        ...shared.testPathIgnorePatterns,
        ofTheWorkspace,
        'engine-restart\\.e2e\\.ts$',
      ],
    },
    {
      ...shared,
      ...withPackages,
      displayName: 'restart',
      testMatch: ['<rootDir>/e2e/engine-restart.e2e.ts'],
    },
    {
      ...shared,
      ...withPackages,
      displayName: 'workspace',
      // From an empty Debian: more than ten minutes for one test.
      testPathIgnorePatterns: [
        ...shared.testPathIgnorePatterns,
        ...(process.env['STATIX_TEST_PART'] === 'true' ? ['empty-debian'] : []),
      ],
      testMatch: [
        '<rootDir>/e2e/{affected,random-edits,remote-cache,pnpm,generators,explicit-targets,from-monodon,create,empty-debian,migrate,workspace-graphs,team}.e2e.ts',
      ],
    },
  ],
};
