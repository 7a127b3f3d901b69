import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describeWithCargo } from '../testing/cargo.js';
import { metadataOf, readingOf } from '../testing/cargo-metadata.js';
import { publishedWorkspace, type PublishedProject } from '../testing/published-workspace.js';
import { readRepository, repositoryFiles } from '../index.js';

jest.setTimeout(20 * 60 * 1000);

/** Their folders have the names of their packages, so that the paths in the manifests fit. */
const projects: Record<string, PublishedProject> = {
  gitoxide: { heads: { gix: '"0.78"' }, members: /^gix(-|$)/ },
  bevy: { heads: { bevy: '"0.18"' }, members: /^bevy_/ },
  nushell: { heads: { 'nu-command': '"0.116"', 'nu-cli': '"0.116"' }, members: /^nu-/ },
  polars: {
    heads: { polars: '{ version = "0.55", features = ["lazy", "sql", "json", "parquet", "csv"] }' },
    members: /^polars(-|$)/,
  },
  datafusion: { heads: { datafusion: '"55"' }, members: /^datafusion(-|$)/ },
  swc: {
    heads: { swc_core: '{ version = "83", features = ["ecma_minifier"] }' },
    members: /^swc_/,
  },
};

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'statix-published-')));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** All Cargo.toml files that git would list. */
function manifestsOf(root: string): string[] {
  const { stdout } = execaSync('find', ['.', '-name', 'Cargo.toml', '-type', 'f'], { cwd: root });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(2)]));
}

/**
 * Package, name, place and kind of each path dependency. One of ours is all entries of a name together;
 * cargo tells of each whether it is optional and for which target, and neither graph nor inputs ask.
 */
function edgesOnly(reading: ReturnType<typeof metadataOf>) {
  return {
    ...reading,
    packages: reading.packages.map((each) => ({
      ...each,
      pathDependencies: [
        ...new Set(each.pathDependencies.map((line) => line.split(' ').slice(0, 4).join(' '))),
      ],
    })),
  };
}

describeWithCargo('workspaces of large projects, from their published crates', () => {
  test.each(Object.entries(projects))(
    '%s: packages, names, programs and path dependencies are those of cargo metadata',
    (name, project) => {
      const root = join(folder, name);
      mkdirSync(root);
      const members = publishedWorkspace(root, project);
      const repository = readRepository(manifestsOf(root), repositoryFiles(root));
      const expected = metadataOf(root, root);
      expect(repository.problems.map(({ error }) => error.what)).toEqual([]);
      expect(edgesOnly(readingOf(repository, ''))).toEqual(edgesOnly(expected));
      const edges = expected.packages.reduce((sum, each) => sum + each.pathDependencies.length, 0);
      console.log(
        `${name}: ${members.length} published crates, ${expected.packages.length} members, ${edges} path dependencies`,
      );
      expect(members.length).toBeGreaterThan(10);
    },
  );
});
