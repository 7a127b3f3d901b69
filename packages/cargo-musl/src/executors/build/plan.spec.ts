import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { readRepository, repositoryFiles } from '@statix/cargo';
import { buildArguments, buildSeeds, fetchArguments, statixPaths } from '../../cargo/arguments.js';
import { planBuild, type BuildPlan } from './plan.js';
import { buildSchema } from './schema.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-plan-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const workspace = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n[profile.small]\ninherits = "release"\n',
  'Cargo.lock': 'version = 4\n',
  'crates/app/Cargo.toml':
    '[package]\nname = "app"\nversion = "1.2.3"\n[dependencies]\nlib = { path = "../lib" }\n',
  'crates/app/src/main.rs': '',
  'crates/app/src/bin/helper.rs': '',
  'crates/lib/Cargo.toml': '[package]\nname = "lib"\nversion = "0.1.0"\n',
  'crates/lib/src/lib.rs': '',
};

/** A program with examples: `show` needs a package that nothing else does, `part` is no program. */
const withExamples = {
  'crates/app/Cargo.toml':
    '[package]\nname = "app"\nversion = "1.2.3"\nedition = "2021"\n[dependencies]\nlib = { path = "../lib" }\n[dev-dependencies]\nshown = { path = "../shown" }\n[[example]]\nname = "part"\ncrate-type = ["staticlib"]\n',
  'crates/app/examples/show.rs': '',
  'crates/app/examples/part.rs': '',
  'crates/shown/Cargo.toml': '[package]\nname = "shown"\nversion = "0.1.0"\n',
  'crates/shown/src/lib.rs': '',
};

function plan(
  options: Record<string, unknown> = {},
  {
    files = {},
    without,
    configs = [],
  }: {
    files?: Record<string, string>;
    without?: string;
    configs?: { path: string; text: string }[];
  } = {},
): BuildPlan {
  const written = Object.entries({ ...workspace, ...files }).filter(([path]) => path !== without);
  for (const [path, content] of written) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const manifests = written.map(([path]) => path).filter((path) => path.endsWith('Cargo.toml'));
  const repositoryOnDisk = repositoryFiles(root);
  const repository = readRepository(manifests, repositoryOnDisk);
  return planBuild(buildSchema.parse({ manifest: 'crates/app/Cargo.toml', ...options }), {
    projectName: 'app',
    repository,
    files: repositoryOnDisk,
    configs,
  });
}

const build = (options: Record<string, unknown> = {}, rest: Parameters<typeof plan>[1] = {}) =>
  buildArguments(plan(options, rest), statixPaths);
const rustflags = (args: string[]) => {
  const config = args.at(-1)!;
  expect(args.at(-2)).toBe('--config');
  return JSON.parse(config.slice('target.x86_64-unknown-linux-musl.rustflags='.length)) as string[];
};

test('a plain build: offline, all binaries of one manifest, release, statically linked, paths remapped', () => {
  const args = build();
  expect(args.slice(0, -2)).toEqual([
    'cargo',
    'build',
    '--offline',
    '--manifest-path',
    '/workspace/crates/app/Cargo.toml',
    '--target',
    'x86_64-unknown-linux-musl',
    '--target-dir',
    '/statix/target',
    '--profile',
    'release',
    '--bins',
  ]);
  expect(rustflags(args)).toEqual([
    '-Ctarget-feature=+crt-static',
    '--remap-path-prefix=/workspace=/source',
    '--remap-path-prefix=/statix/cargo/registry/src=/crates',
    '--remap-path-prefix=/statix/cargo/git/checkouts=/crates/git',
    '--remap-path-prefix=/statix/target=/target',
  ]);
});

test.each([
  [{ profile: 'small' }, ['--profile', 'small']],
  [{ bins: ['helper'] }, ['--bin', 'helper']],
  [{ features: ['a', 'b/c'] }, ['--features', 'a,b/c']],
  [{ allFeatures: true }, ['--all-features']],
  [{ defaultFeatures: false }, ['--no-default-features']],
  [{ auditable: true }, ['cargo', 'auditable', 'build', '--offline']],
  [{ examples: true }, ['--bins', '--examples']],
  [{ examples: ['show'] }, ['--bins', '--example', 'show']],
  [{ bins: [], examples: ['show'] }, ['release', '--example', 'show']],
  [{ cargoArgs: ['--keep-going', '-vv'] }, ['--bins', '--keep-going', '-vv']],
  [
    { splitDebug: 'full' },
    [
      ...['--config', 'profile.release.debug="full"'],
      ...['--config', 'profile.release.split-debuginfo="off"'],
      ...['--config', 'profile.release.strip="none"'],
    ],
  ],
  [{ strip: 'symbols' }, ['--config', 'profile.release.strip="symbols"']],
  [{ strip: 'none', profile: 'small' }, ['--config', 'profile.small.strip="none"']],
])('the option %p reaches cargo', (options, expected) => {
  expect(build(options, { files: withExamples }).join(' ')).toContain(expected.join(' '));
});

test('the stack of threads that C makes is a flag of the linker, after those of the user', () => {
  const own = '-Clink-arg=-Wl,-z,stack-size=1';
  expect(rustflags(build({ threadStackSize: 4194304, rustflags: [own] })).slice(0, 2)).toEqual([
    own,
    '-Clink-arg=-Wl,-z,stack-size=4194304',
  ]);
  expect(build().join(' ')).not.toContain('stack-size');
  // musl gives neither less nor more.
  for (const threadStackSize of [131071, 8388609])
    expect(buildSchema.safeParse({ manifest: 'Cargo.toml', threadStackSize }).success).toBe(false);
});

test('the crates for all projects are compiled by the same settings, and printed as ever', () => {
  const options = {
    auditable: true,
    strip: 'symbols',
    cargoArgs: ['-vv', '--keep-going', '--ignore-rust-version'],
  };
  const seeds = buildSeeds(plan(options))(statixPaths).join(' ');
  expect(seeds).toMatch(/^cargo build /);
  expect(seeds).toContain('--bins --ignore-rust-version --config profile.release.strip="symbols"');
});

test('with examples a build sees what only they need, and takes them', () => {
  const { inputs, compiled, binaries } = plan({ examples: true }, { files: withExamples });
  expect(binaries.map(({ path }) => path)).toEqual([
    'x86_64-unknown-linux-musl/release/app',
    'x86_64-unknown-linux-musl/release/helper',
    'x86_64-unknown-linux-musl/release/examples/show',
  ]);
  expect(compiled.map(({ root }) => root)).toEqual(['crates/app', 'crates/lib', 'crates/shown']);
  expect(inputs.sources).not.toContain('!crates/app/examples/**/*');
  const plain = plan({}, { files: withExamples });
  expect(plain.inputs.sources).toContain('!crates/app/examples/**/*');
  expect(plain.compiled.map(({ root }) => root)).toEqual(['crates/app', 'crates/lib']);
  const library = { ...withExamples, 'crates/lib/examples/one.rs': '' };
  const of = { manifest: 'crates/lib/Cargo.toml', examples: true };
  expect(plan(of, { files: library }).binaries.map(({ name }) => name)).toEqual(['one']);
});

test('jobs of the machine reach cargo and no plan', () => {
  expect(buildArguments(plan(), statixPaths, { jobs: 3 }).join(' ')).toContain('--jobs 3');
  expect(build().join(' ')).not.toContain('--jobs');
});

test('another allocator is another linker for the target, that of the image', () => {
  const linker = (args: string[]) => args.filter((argument) => argument.includes('.linker='));
  expect(linker(build())).toEqual([]);
  expect(linker(build({ allocator: 'musl' }))).toEqual([]);
  expect(
    linker(
      buildArguments(plan({ allocator: 'mimalloc' }), statixPaths, {
        linkers: { mimalloc: '/image/link' },
      }),
    ),
  ).toEqual(['target.x86_64-unknown-linux-musl.linker="/image/link"']);
  expect(() => buildSchema.parse({ manifest: 'Cargo.toml', allocator: 'jemalloc' })).toThrow();
});

test("rustflags: the user's [build] flags are repeated, then the option, then ours", () => {
  const configs = [
    { path: '.cargo/config.toml', text: '[build]\nrustflags = ["-Cforce-frame-pointers"]\n' },
  ];
  expect(rustflags(build({ rustflags: ['-Clto'] }, { configs })).slice(0, 3)).toEqual([
    '-Cforce-frame-pointers',
    '-Clto',
    '-Ctarget-feature=+crt-static',
  ]);
});

test('fetch is for the host too, whose crates build scripts are made of', () => {
  expect(fetchArguments(plan(), statixPaths)).toEqual([
    'cargo',
    'fetch',
    '--manifest-path',
    '/workspace/crates/app/Cargo.toml',
    '--target',
    'x86_64-unknown-linux-musl',
    '--target',
    'x86_64-unknown-linux-gnu',
  ]);
});

test('what goes where', () => {
  expect(plan()).toMatchObject({
    outputPath: 'dist/static/app/x86_64-unknown-linux-musl/release',
    compiled: [
      {
        root: 'crates/app',
        entries: ['crates/app/src/main.rs', 'crates/app/src/bin/helper.rs'],
        workspaceDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      { root: 'crates/lib', entries: ['crates/lib/src/lib.rs'] },
    ],
    lockfile: 'Cargo.lock',
  });
  expect(plan({ profile: 'dev' }).outputPath).toBe('dist/static/app/x86_64-unknown-linux-musl/dev');
  expect(plan({ outputPath: 'out' }).outputPath).toBe('out');
});

test('extra inputs become part of what the build sees', () => {
  expect(plan({ extraInputs: ['schema/**/*.sql'] }).inputs.sources).toContain('schema/**/*.sql');
  expect(plan().inputs.sources).not.toContain('schema/**/*.sql');
});

test('build and fetch see the package’s part of lock and root manifest, the fetch no source', () => {
  const { cutFiles, fetched } = plan();
  expect(cutFiles.map(({ path }) => path)).toEqual(['Cargo.toml', 'Cargo.lock']);
  expect(cutFiles[0]!.content).toContain('members = [ "crates/app", "crates/lib" ]');
  expect(fetched.files).toEqual(['crates/app/Cargo.toml', 'crates/lib/Cargo.toml']);
  expect(fetched.stubs.map(({ path }) => path)).toContain('crates/app/src/main.rs');
});

test("settings of the user's Cargo configuration that cannot be followed are named", () => {
  const configs = [{ path: '.cargo/config.toml', text: '[build]\ntarget-dir = "elsewhere"\n' }];
  expect(plan({}, { configs }).overridden).toEqual([
    expect.objectContaining({ key: 'build.target-dir', file: '.cargo/config.toml' }),
  ]);
});

describe('refused before anything runs', () => {
  const refusal = (...args: Parameters<typeof plan>) => {
    try {
      plan(...args);
    } catch (error) {
      return error as { code: string; remedies: { text: string; snippet?: string }[] };
    }
    throw new Error('was accepted');
  };

  test('no Cargo.lock', () => {
    const error = refusal({}, { without: 'Cargo.lock' });
    expect(error.code).toBe('STATIX_LOCKFILE_MISSING');
    expect(error.remedies[0]!.snippet).toBe('cargo generate-lockfile --manifest-path Cargo.toml');
  });

  test('a lock that is another than the one that was hashed', () => {
    expect(refusal({ workspaceDigest: '0'.repeat(64) }).code).toBe('STATIX_DIGEST_STALE');
    const { workspaceDigest } = plan().compiled[0]!;
    expect(plan({ workspaceDigest }).package.name).toBe('app');
  });

  test.each([
    [
      'a manifest that is not there',
      { manifest: 'crates/ap/Cargo.toml' },
      'STATIX_PACKAGE_NOT_FOUND',
      'crates/app/Cargo.toml',
    ],
    ['a library', { manifest: 'crates/lib/Cargo.toml' }, 'STATIX_BINARY_NOT_FOUND', ''],
    ['a binary that is not there', { bins: ['helpr'] }, 'STATIX_BINARY_NOT_FOUND', "'helper'"],
    [
      'debug information that is in two places',
      { splitDebug: 'full', strip: 'none' },
      'STATIX_OPTION_INVALID',
      'symbols',
    ],
    ['an example that is not there', { examples: ['shwo'] }, 'STATIX_BINARY_NOT_FOUND', "'show'"],
    ['an example that is a library', { examples: ['part'] }, 'STATIX_BINARY_NOT_FOUND', 'show'],
    [
      'an argument of cargo that we set',
      { cargoArgs: ['-v', '--target-dir=/tmp'] },
      'STATIX_CARGO_ARGUMENT_REFUSED',
      'outputPath',
    ],
    ['a profile that is not there', { profile: 'smal' }, 'STATIX_PROFILE_NOT_FOUND', "'small'"],
  ])('%s', (_name, options, code, hint) => {
    const error = refusal(options, { files: withExamples });
    expect(error.code).toBe(code);
    expect(error.remedies.map(({ text }) => text).join('\n')).toContain(hint);
  });

  test("a broken manifest is named by the manifest's own error", () => {
    const error = refusal({}, { files: { 'crates/app/Cargo.toml': '[package]\nname = \n' } });
    expect(error.code).toMatch(/^STATIX_MANIFEST_/);
  });
});

test('names and places of the binaries are planned', () => {
  expect(plan({ profile: 'dev' }).binaries).toEqual([
    { name: 'app', path: 'x86_64-unknown-linux-musl/debug/app', certain: true },
    { name: 'helper', path: 'x86_64-unknown-linux-musl/debug/helper', certain: true },
  ]);
  expect(plan({ bins: ['helper'] }).binaries.map(({ name }) => name)).toEqual(['helper']);
});

test.each(['/etc', '../other', 'a/../../x', '.', '', './', '.git/hooks', 'dist/../.git', 'a\\b'])(
  'attack: outputPath is %j',
  async (outputPath) => {
    const planned = Promise.resolve().then(() => plan({ outputPath }));
    expect((await statixErrorOf(planned)).code).toBe('STATIX_OUTPUT_PATH_REFUSED');
  },
);

test('a folder in the workspace may be the outputPath', () => {
  expect(plan({ outputPath: './out/x/' }).outputPath).toBe('out/x');
  expect(plan({ outputPath: '..out' }).outputPath).toBe('..out');
});
