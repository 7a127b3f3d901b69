import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { entriesOf } from '../cache-folder/tar-entries.js';

const newFolder = temporaryFolders();
const script = readFileSync(join(__dirname, '../../container/contents.sh'), 'utf8');

/** What a container has: crates, the repository, and a cargo that resolves two packages. */
function machine(licenseFile: string | null = null) {
  const root = newFolder();
  const write = (path: string, content: string): string => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    return join(root, path);
  };
  const packages = ['workspace/app', 'crates/words-1.0.0'].map((path) => ({
    ...{ name: path, license_file: path === 'workspace/app' ? licenseFile : null },
    manifest_path: write(`${path}/Cargo.toml`, ''),
  }));
  write('metadata.json', JSON.stringify({ packages, metadata: { text: '"manifest_path":"/x"' } }));
  const cargo = write(
    'cargo',
    `#!/bin/sh\ncase $1 in metadata) cat ${root}/metadata.json ;; tree) echo "$@" ;; esac\n`,
  );
  chmodSync(cargo, 0o755);
  const run = async (dev: string, texts: readonly string[] = []) => {
    const { stdout, stderr, status } = spawnSync('/bin/sh', [
      ...['-c', script, 'sh', 'musl', dev, 'src/zlib/zlib.h', texts.join('\n')],
      ...[join(root, 'crates'), join(root, 'workspace'), cargo, '--offline'],
    ]);
    expect([status, stderr.toString()]).toEqual([0, '']);
    const entries = (await entriesOf(stdout)).flatMap((entry) =>
      entry.type === 'file' ? [[entry.path, entry.content.toString()] as const] : [],
    );
    return new Map(entries);
  };
  return { root, write, run };
}

test('what cargo resolves, with dev-dependencies where they are asked for', async () => {
  const { run } = machine();
  const [plain, dev] = [await run(''), await run('yes')];
  expect([...plain.keys()]).toEqual(['metadata.json', 'linked']);
  expect(plain.get('linked')).toBe(
    'tree --offline --target musl --edges normal,no-proc-macro --prefix depth --format |{p}|{f}|\n',
  );
  expect(dev.get('linked-with-dev')).toContain('--edges normal,dev,no-proc-macro');
});

test('texts of packages, of what they bring along and of the image, and headers', async () => {
  const { run, write } = machine('docs/terms.txt');
  const found = [
    write('workspace/app/docs/terms.txt', 'terms'),
    write('workspace/app/LICENSE', 'ours'),
    write('crates/words-1.0.0/vendored/deps/COPYING', 'vendored'),
    write('crates/words-1.0.0/src/zlib/zlib.h', 'header'),
    write('usr/musl.copyright', 'musl'),
  ];
  write('workspace/app/src/main.rs', 'fn main() {}');
  write('crates/other-1.0.0/LICENSE', 'of none of them');
  const files = await run('', [found[4]!]);
  expect([...files.keys()].slice(2).sort()).toEqual([...found].sort());
});

test('attack: a link counts only where it leads to a file of the sources', async () => {
  const { run, root, write } = machine();
  const [own, secret] = [write('crates/words-1.0.0/a/text', 'own'), write('etc/shadow', 'secret')];
  symlinkSync(own, join(root, 'workspace/app/LICENSE'));
  symlinkSync(secret, join(root, 'workspace/app/LICENSE-MIT'));
  symlinkSync('/dev/zero', join(root, 'workspace/app/COPYING'));
  symlinkSync(join(root, 'crates/nowhere'), join(root, 'workspace/app/NOTICE'));
  const files = await run('');
  expect([...files].slice(2)).toEqual([[join(root, 'workspace/app/LICENSE'), 'own']]);
});

test('a manifest may name a file of a folder above its own', async () => {
  const { run, write } = machine('../LICENSE.txt');
  const above = write('workspace/LICENSE.txt', 'of all');
  expect((await run('')).get(above)).toBe('of all');
});

test('attack: a manifest names a file of the machine as its licence', async () => {
  const { run, write } = machine('../../etc/shadow');
  write('etc/shadow', 'secret');
  expect([...(await run('')).values()]).not.toContain('secret');
});
