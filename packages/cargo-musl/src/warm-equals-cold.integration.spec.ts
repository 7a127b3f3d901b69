import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { resetWorkspaceContext } from 'nx/src/utils/workspace-context';
import type { BuildManifest } from '@statix/contract';
import { buildSchema } from './executors/build/schema.js';
import { BuildWorkspace } from './testing/build-workspace.js';
import { toldCrates } from './testing/told-crates.js';

jest.setTimeout(20 * 60 * 1000);

interface Row {
  readonly change?: (workspace: BuildWorkspace) => void;
  /** Options of both builds. */
  readonly always?: Record<string, unknown>;
  /** Options of the build after the change. */
  readonly options?: Record<string, unknown>;
  /** True where the binary must be what it was. */
  readonly same?: true;
}

const edit =
  (path: string, from = 'one', to = 'two') =>
  ({ root }: BuildWorkspace): void => {
    const before = readFileSync(join(root, path), 'utf8');
    if (!before.includes(from)) throw new Error(`${path} has no '${from}'`);
    writeFileSync(join(root, path), before.replace(from, to));
  };
const write =
  (path: string, content = '') =>
  (workspace: BuildWorkspace): void => {
    workspace.write({ [path]: content });
  };
const remove =
  (path: string) =>
  ({ root }: BuildWorkspace): void => {
    rmSync(join(root, path));
  };
const config = toldCrates['.cargo/config.toml'] ?? '';

/** Each option of the schema, but for those below. */
const options: Record<string, Row> = {
  profile: { options: { profile: 'small' } },
  'profile dev': { options: { profile: 'dev' } },
  bins: { options: { bins: ['other'] } },
  examples: { options: { examples: true } },
  'examples, by name': { options: { bins: [], examples: ['show'] } },
  'an example that is edited': {
    always: { examples: ['show'] },
    change: edit('crates/app/examples/show.rs'),
  },
  splitDebug: { options: { splitDebug: 'line-tables-only' } },
  buildNetwork: { options: { buildNetwork: true } },
  sourceMode: { options: { sourceMode: 'exact' } },
  auditable: { options: { auditable: true } },
  strip: { options: { strip: 'symbols' } },
  cargoArgs: { options: { cargoArgs: ['--keep-going', '-v'] }, same: true },
  threadStackSize: { options: { threadStackSize: 4194304 } },
  offline: { options: { offline: true }, same: true },
  features: { options: { features: ['loud'] } },
  allFeatures: { options: { allFeatures: true } },
  defaultFeatures: { options: { defaultFeatures: false } },
  rustflags: { options: { rustflags: ['--cfg', 'shout'] } },
  allocator: { options: { allocator: 'mimalloc' } },
  extraInputs: { options: { extraInputs: ['shared'] } },
  generatedInputs: { options: { generatedInputs: { 'gen:run': ['gen/out'] } } },
  environment: { options: { environment: { WORD: 'two' } } },
  'environment, another value': {
    always: { environment: { WORD: 'one' } },
    options: { environment: { WORD: 'two' } },
  },
  outputPath: { options: { outputPath: 'out/here' }, same: true },
};

const withoutARow: Record<string, string> = {
  manifest: 'names the package',
  image: 'another image has volumes of its own',
  imageDefinition: 'the build does not see it; the document of the image is compared with it',
  imageChannel: 'the build does not see it; the document of the image is compared with it',
  runsOn: 'the other one has folders of its own, and needs a machine that is the image',
  triple: 'there is one',
  digest: 'the build does not see it',
  workspaceDigest: 'the build does not see it; it is compared',
};

const files: Record<string, Row> = {
  'a source': { change: edit('crates/app/src/more.rs') },
  'a source with an older time': {
    change(workspace) {
      edit('crates/app/src/more.rs')(workspace);
      utimesSync(join(workspace.root, 'crates/app/src/more.rs'), 0, 0);
    },
  },
  'a file that a build script reads': { change: edit('crates/app/data.txt') },
  'a file added that a build script lists': { change: write('crates/app/data/b') },
  'a file removed that a build script lists': { change: remove('crates/app/data/a') },
  'a build script': { change: edit('crates/app/build.rs', 'join(",")', 'join(";")') },
  'a source of a path dependency': { change: edit('crates/part/src/lib.rs') },
  'a file that a build script of a path dependency reads': { change: edit('crates/part/data.txt') },
  'a proc macro': { change: edit('crates/mac/src/lib.rs') },
  'a source of a vendored crate': { change: edit('vendor/wordy/src/lib.rs') },
  'a build script of a vendored crate': {
    change: edit('vendor/wordy/build.rs', 'join(",")', 'join(";")'),
  },
  '[env] of the configuration': {
    change: write('.cargo/config.toml', `${config}[env]\nCONFIGURED = "two"\n`),
  },
  '[env] of the configuration, forced': {
    always: { environment: { CONFIGURED: 'one' } },
    change: write(
      '.cargo/config.toml',
      `${config}[env]\nCONFIGURED = { value = "two", force = true }\n`,
    ),
  },
  'rustflags of the configuration': {
    change: write('.cargo/config.toml', `${config}[build]\nrustflags = ["--cfg", "shout"]\n`),
  },
  'a profile': {
    change: edit(
      'Cargo.toml',
      '[profile.small]',
      '[profile.release]\nopt-level = 1\n[profile.small]',
    ),
  },
  'an inherited key': { change: edit('Cargo.toml') },
  'a feature of the manifest': { change: edit('crates/app/Cargo.toml', '["quiet"]', '[]') },
  'an extra input': { always: { extraInputs: ['shared'] }, change: edit('shared/data.txt') },
  'a file added to an extra input': {
    always: { extraInputs: ['shared'] },
    change: write('shared/b'),
  },
  'what another task has written': {
    always: { generatedInputs: { 'gen:run': ['gen/out'] } },
    change: edit('gen/out/told.txt'),
  },
  'a link to an extra input': {
    always: { extraInputs: ['shared'] },
    change: ({ root }) => {
      symlinkSync('../../shared/data.txt', join(root, 'crates/app/linked.txt'));
    },
  },
  'a mode': {
    change: ({ root }) => {
      chmodSync(join(root, 'crates/app/run.sh'), 0o755);
      chmodSync(join(root, 'crates/app/data.txt'), 0o755);
    },
    same: true,
  },
};

let warm: BuildWorkspace;
beforeAll(async () => {
  warm = await BuildWorkspace.create(toldCrates);
});
afterAll(async () => {
  await warm.remove();
});

test('every option of the schema has a row, or a reason to have none', () => {
  const named = new Set([...Object.keys(options), ...Object.keys(withoutARow)]);
  expect(Object.keys(buildSchema.shape).filter((name) => !named.has(name))).toEqual([]);
});

/** `npm test` tries every second row: each is five builds. With a newer engine `npm run test:matrix` tries all. */
const isPart = process.env['STATIX_TEST_PART'] === 'true';
if (isPart) console.log('Every second row of the table is tried; npm run test:matrix tries all.');
const tried = (rows: Readonly<Record<string, Row>>): [string, Row][] =>
  Object.entries(rows).filter((_, index) => !isPart || index % 2 === 0);

describe.each([
  ['option', options],
  ['input', files],
])('warm equals cold, by %s', (_name, rows) => {
  test.each(tried(rows))('%s', async (_row, { change, always = {}, ...row }) => {
    const before = await binaries(warm, always);
    change?.(warm);
    const after = await binaries(warm, { ...always, ...row.options });
    const cold = await BuildWorkspace.create(toldCrates);
    try {
      change?.(cold);
      expect(after).toEqual(await binaries(cold, { ...always, ...row.options }));
    } finally {
      await cold.remove();
    }
    expect(isDeepStrictEqual(after, before)).toBe(row.same === true);
    revert(warm);
    expect(await binaries(warm, always)).toEqual(before);
  });
});

/** Of each binary the sha256 of what was taken out. */
async function binaries(
  workspace: BuildWorkspace,
  given: Record<string, unknown>,
): Promise<Record<string, string>> {
  // Each build of a user is a process of its own; within one, Nx lists the files once.
  resetWorkspaceContext();
  const manifests: readonly BuildManifest[] = await workspace.build('app', given);
  const { profile = 'release' } = given;
  const { outputPath = `dist/static/app/x86_64-unknown-linux-musl/${String(profile)}` } = given;
  return Object.fromEntries(
    manifests.map(({ binary }) => {
      const content = readFileSync(join(workspace.root, String(outputPath), binary.name));
      return [binary.name, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

function revert(workspace: BuildWorkspace): void {
  for (const path of ['crates/app/data/b', 'shared/b', 'crates/app/linked.txt'])
    rmSync(join(workspace.root, path), { force: true });
  workspace.write(toldCrates);
}
