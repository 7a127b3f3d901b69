import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentsSchema } from '@statix/contract';
import { BuildWorkspace } from '../testing/build-workspace.js';
import { nativeMembers } from '../testing/link-map.js';
import { leftByLinker, recorded, writeRecordingClang } from '../testing/recording-clang.js';

jest.setTimeout(30 * 60 * 1000);

const validation = join(__dirname, '../../../../e2e/validation');
const triple = 'x86_64-unknown-linux-musl';

/** A function of each library, by which `nm` shows that a program has it. */
const signs: Readonly<Record<string, string>> = {
  sqlite: 'sqlite3_libversion_number',
  zlib: 'inflate',
  zstd: 'ZSTD_versionNumber',
  lz4: 'LZ4_versionNumber',
  bzip2: 'BZ2_bzlibVersion',
  openssl: 'OPENSSL_version_major',
  libpq: 'PQlibVersion',
  librdkafka: 'rd_kafka_version',
  curl: 'curl_version',
  musl: '__libc_start_main',
  libunwind: '_Unwind_RaiseException',
  'libc++abi': '__cxa_throw',
};

let workspace: BuildWorkspace;

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  workspace = await BuildWorkspace.create({});
  cpSync(validation, workspace.root, { recursive: true });
  writeRecordingClang(workspace);
});

afterAll(() => workspace.remove());

/**
 * Two ways that know nothing of how contents are made: lld's map of the program, which has what is in it after all
 * that was taken out again, and the symbols of the program before they are stripped.
 */
test.each(['hello-static', 'rusqlite-bundled', 'reqwest-rustls', 'openssl-sys-demo', 'tokio-cli'])(
  '%s: no native library of the link map or of nm is missing',
  async (name) => {
    const place = { manifest: `${name}/Cargo.toml`, outputPath: `dist/${name}` };
    await workspace.build(name, { ...recorded, ...place, strip: 'none' });
    const path = join(workspace.root, `dist/${name}/${name}.contents.json`);
    const { linked, libraries } = contentsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(linked).toBe('recorded');
    const { map, symbols } = await leftByLinker(workspace, name, name);
    const members = nativeMembers(map);
    const archives = new Set(libraries.flatMap((library) => library.archives));
    const crates = new Set(
      libraries.flatMap(({ origin }) =>
        origin.by === 'crate' ? [origin.crate.replaceAll('-', '_')] : [],
      ),
    );
    const missing = members.filter(({ archive }) => {
      const file = archive.split('/').at(-1) ?? '';
      const ofCrate = /^lib(\w+)-[0-9a-f]{16}\.rlib$/.exec(file)?.[1];
      return ofCrate === undefined ? !archives.has(file) : !crates.has(ofCrate);
    });
    expect(missing).toEqual([]);
    const names = new Set(libraries.map((library) => library.name));
    const shown = Object.entries(signs).filter(([, symbol]) => symbols.has(symbol));
    expect(shown.map(([library]) => library)).toContain('musl');
    expect(shown.filter(([library]) => !names.has(library))).toEqual([]);
    for (const library of libraries) expect(library.name).not.toMatch(/^rustc/);
    process.stdout.write(
      `${name} (${triple}): ${members.length} native members, ${libraries.length} libraries, 0 missing\n`,
    );
  },
);
