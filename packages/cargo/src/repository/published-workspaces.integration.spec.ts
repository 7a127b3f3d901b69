import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describeWithCargo } from '../testing/cargo.js';
import { metadataOf, readingOf } from '../testing/cargo-metadata.js';
import { publishedWorkspace, type PublishedProject } from '../testing/published-workspace.js';
import { readRepository, repositoryFiles } from '../index.js';

jest.setTimeout(20 * 60 * 1000);

const projects: Record<string, PublishedProject> = {
  gitoxide: { heads: { gix: '"0.78"' }, members: /^gix(-|$)/ },
  bevy: { heads: { bevy: '"0.18"' }, members: /^bevy(_|$)/ },
  nushell: { heads: { 'nu-command': '"0.116"', 'nu-cli': '"0.116"' }, members: /^nu-/ },
  polars: {
    heads: { polars: '{ version = "0.55", features = ["lazy", "sql", "json", "parquet", "csv"] }' },
    members: /^polars(-|$)/,
  },
  datafusion: { heads: { datafusion: '"55"' }, members: /^datafusion(-|$)/ },
  wasmtime: {
    heads: { wasmtime: '"50"', 'wasmtime-wasi': '"50"' },
    members: /^(wasmtime|cranelift|pulley|wiggle)(-|$)/,
  },
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
  const { stdout } = spawnSync('find', ['.', '-name', 'Cargo.toml', '-type', 'f'], {
    cwd: root,
    encoding: 'utf8',
  });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(2)]));
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
      expect(readingOf(repository, '')).toEqual(expected);
      const edges = expected.packages.reduce((sum, each) => sum + each.pathDependencies.length, 0);
      console.log(
        `${name}: ${members.length} published crates, ${expected.packages.length} members, ${edges} path dependencies`,
      );
      expect(members.length).toBeGreaterThan(10);
      expect(repository.problems).toEqual([]);
    },
  );
});
