import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { command, succeed } from './harness/command';
import { ImageRegistry } from './harness/image-registry';
import { sharedRegistry } from './harness/registry';
import { scratchRoot, triple } from './harness/repository';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(20 * 60 * 1000);

const nowhere = { DOCKER_HOST: 'tcp://127.0.0.1:1' };
const base = `first-0.1.0-${triple}`;
const image = `statix-test.local/shipping:${process.pid}`;

const registry = sharedRegistry();
const folder = mkdtempSync(join(tmpdir(), 'statix-shipping-'));
let workspace: Workspace;

beforeAll(async () => {
  workspace = await rustWorkspace('shipping', registry);
  workspace.edit(
    'crates/first/Cargo.toml',
    (text) => `${text.replace('edition', 'description = "Says hello"\nedition')}
[package.metadata.statix.package-static]
formats = ["tar.gz", "zip", "deb", "oci"]
files = ["README.md", "man/*.1"]
deb.maintainer = "Ada <ada@example.org>"
container.args = ["image"]
`,
  );
  workspace.write({
    'crates/first/README.md': '# first\n',
    'crates/first/LICENSE': 'The licence.\n',
    'crates/first/man/first.1': '.TH FIRST 1\n',
  });
  await workspace.commit('what is shipped');
});
afterAll(async () => {
  await command('docker', ['rmi', '--force', image], { cwd: folder });
  rmSync(folder, { recursive: true, force: true });
});

/** Folder of what a step wrote of the project. */
function at(step: string, of = workspace): string {
  return join(of.root, 'dist', step, 'first', triple, 'release');
}

/** Path and sha256 of each file below a folder. */
function hashes(of: string): Record<string, string> {
  const files = readdirSync(of, { recursive: true, encoding: 'utf8' })
    .map((name) => join(of, name))
    .filter((path) => statSync(path).isFile())
    .sort();
  return Object.fromEntries(files.map((path) => [relative(of, path), sha256(path)]));
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** What an engine makes of a container of an image, without a network. */
async function run(of: string): Promise<string> {
  return (await succeed('docker', ['run', '--rm', '--network=none', of], { cwd: folder })).trim();
}

test('static packages what it has proven, with the evidence, and all of it comes from the cache', async () => {
  const output = await workspace.nxSucceeds(['run', 'first:static']);
  expect(output).toMatch(/PASS first .*static-pie/);
  expect(readdirSync(at('package')).sort()).toEqual(
    expect.arrayContaining([
      'SHA256SUMS',
      'first.cdx.json',
      'first.notices.txt',
      'first.verify.html',
      'first.verify.json',
      `${base}.oci`,
      `${base}.package.json`,
      `${base}.tar.gz`,
      `${base}.zip`,
      'first_0.1.0-1_amd64.deb',
    ]),
  );
  await succeed('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], {
    cwd: at('package'),
  });
  const before = hashes(at('package'));
  rmSync(join(workspace.root, 'dist'), { recursive: true });
  await workspace.nxSucceeds(['run', 'first:static'], { env: nowhere });
  expect(hashes(at('package'))).toEqual(before);
});

test('what is unpacked is the proven program, and it runs', async () => {
  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked);
  await succeed('tar', ['-xpf', join(at('package'), `${base}.tar.gz`)], { cwd: unpacked });
  const program = join(unpacked, base, 'first');
  expect(sha256(program)).toBe(sha256(workspace.binary('first')));
  expect(await succeed(program, ['x'], { cwd: unpacked })).toBe('hello x 684\n');
  expect(readdirSync(join(unpacked, base)).sort()).toEqual([
    'LICENSE',
    'README.md',
    'first',
    'first.notices.txt',
    'man',
  ]);
});

test('the same commit in another folder gives the same bytes', async () => {
  const other = await workspace.copy(join(scratchRoot, 'shipping-elsewhere'), registry);
  other.remove('dist');
  await other.nxSucceeds(['run', 'first:static', '--skipNxCache']);
  expect(hashes(at('package', other))).toEqual(hashes(at('package')));
  other.remove('.');
});

test('the image is loaded and runs', async () => {
  const output = await workspace.nxSucceeds(['run', 'first:package-load', `--reference=${image}`]);
  expect(output).toContain(image);
  expect(await run(image)).toBe('hello image 1079');
});

test('the image is pushed, and what image.txt names is the layout and runs', async () => {
  const images = await ImageRegistry.start(join(folder, 'registry'));
  let named = '';
  try {
    const repository = `${images.address}/team/first`;
    await workspace.nxSucceeds(['run', 'first:package-push', `--repository=${repository}`]);
    named = readFileSync(join(at('pushed'), 'image.txt'), 'utf8').trim();
    const index = JSON.parse(
      readFileSync(join(at('package'), `${base}.oci`, 'index.json'), 'utf8'),
    ) as { manifests: { digest: string }[] };
    expect(named).toBe(`${repository}@${index.manifests[0]!.digest}`);
    await succeed('docker', ['pull', '--quiet', named], { cwd: folder });
    expect(await run(named)).toBe('hello image 1079');
  } finally {
    if (named !== '') await command('docker', ['rmi', '--force', named], { cwd: folder });
    await images.stop();
  }
});

test('provenance says of which commit and by what the very program was built', async () => {
  await workspace.nxSucceeds(['run', 'first:provenance', '--skipNxCache']);
  const statement = (name: string) =>
    JSON.parse(readFileSync(join(at('provenance'), name), 'utf8')) as {
      subject: { name: string; digest: { sha256: string } }[];
      predicateType: string;
      predicate: Record<string, unknown>;
    };
  const commit = (await workspace.succeed('git', ['rev-parse', 'HEAD'])).trim();
  for (const name of ['first.svr.json', 'first.slsa.json']) {
    expect(statement(name).subject).toEqual([
      expect.objectContaining({ digest: { sha256: sha256(workspace.binary('first')) } }),
    ]);
  }
  expect(JSON.stringify(statement('first.slsa.json').predicate)).toContain(commit);
  expect(statement('first.svr.json').predicate['properties']).toContain('STATIX_VERIFIED');
});

test('audit-static finds an advisory for what is inside, and none for what only the build used', async () => {
  const advisory = (id: string, name: string, collection = '') => `\`\`\`toml
[advisory]
id = "${id}"
package = "${name}"
date = "2026-11-18"
${collection}

[versions]
patched = [">= 99.0.0"]
\`\`\`

# Title of ${id}
`;
  const audit = (database: string) =>
    workspace.nx(['run', 'first:audit-static', `--rustsec=${database}`]);
  workspace.write({
    // cc compiled first's C; no byte of it is in the program.
    'advisories/crates/cc/RUSTSEC-2026-0001.md': advisory('RUSTSEC-2026-0001', 'cc'),
  });
  expect((await audit('advisories')).status).toBe(0);
  workspace.write({
    'advisories/rust/std/RUSTSEC-2026-0002.md': advisory(
      'RUSTSEC-2026-0002',
      'std',
      'collection = "rust"',
    ),
  });
  const failed = await audit('advisories');
  expect(failed.status).toBe(1);
  expect(failed.output).toContain('RUSTSEC-2026-0002');
  expect(failed.output).not.toContain('RUSTSEC-2026-0001');
});

test('attack: a program that was exchanged after it was proven is not packaged', async () => {
  await workspace.nxSucceeds(['run', 'first:static']);
  await workspace.nxSucceeds(['run', 'second:build-static']);
  await succeed('cp', [workspace.binary('second'), workspace.binary('first')], { cwd: folder });
  const output = await workspace.nx([
    'run',
    'first:package-static',
    '--excludeTaskDependencies',
    '--skipNxCache',
  ]);
  expect(output.status).toBe(1);
  expect(output.output).toContain('STATIX_NOT_VERIFIED');
});
