import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { connectEngine, packArchive, proxyVariables, type ArchiveEntry } from '@statix/engine';
import { parseChannel } from '@statix/toolchain';
import { extract } from 'tar-stream';
import { httpClient } from '../archive/http-client.js';
import {
  channelManifest,
  distFiles,
  distServer,
  HOST,
  PUBLISHED_SERVER,
  type Component,
} from '../testing/dist-server.js';
import { readRelease } from './read-release.js';

const images = join(__dirname, '../../../../images/statix');
const { base } = JSON.parse(readFileSync(join(images, 'statix-image.json'), 'utf8')) as {
  base: string;
};
const DATE = '2025-03-18';

/** Runs a script in the recipe's base image, and gives what it writes to standard output. */
async function inBase(files: Readonly<Record<string, Buffer>>, script = ''): Promise<Buffer> {
  const engine = await connectEngine();
  const image = await engine.findImage(base);
  if (image === undefined) throw new Error(`${base} is not on the engine`);
  const maker = readFileSync(join(__dirname, '../testing/debian-components.sh'));
  const all = {
    ...files,
    'run/test/debian-components.sh': maker,
    'run/test/script.sh': Buffer.from(script),
  };
  const entries = Object.entries(all).map(([path, content]): ArchiveEntry => ({
    path,
    mode: 0o644,
    content,
  }));
  const output: Buffer[] = [];
  let errors = '';
  const { result } = await engine.runContainer(
    {
      image: image.id,
      command: [
        'bash',
        '/run/test/debian-components.sh',
        ...(script === '' ? [] : ['/run/test/script.sh']),
      ],
      environment: proxyVariables(process.env),
      purpose: 'test',
      network: 'bridge',
      limits: { pids: 512 },
    },
    {
      stdout: (chunk) => void output.push(chunk),
      stderr: (chunk) => (errors = (errors + chunk.toString('utf8')).slice(-4000)),
    },
    { before: (container) => container.putArchive('/', packArchive(entries)) },
  );
  if (result.exitCode !== 0) throw new Error(`exit code ${result.exitCode}: ${errors}`);
  return Buffer.concat(output);
}

/** The archives, by name: `rustc-1.85.1-x86_64-unknown-linux-gnu`. */
async function archivesIn(tar: Buffer): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const entries = extract();
  entries.on('entry', ({ name }, entry, next) => {
    buffer(entry).then((content) => {
      const archive = /([^/]+)\.tar\.gz$/.exec(name)?.[1];
      if (archive !== undefined) found.set(archive, content);
      next();
    }, next);
  });
  await pipeline(Readable.from([tar]), entries);
  return found;
}

function asComponent([name, archive]: readonly [string, Buffer]): Component {
  const known = ['rustc', 'cargo', 'rust-std', 'clippy', 'rust-src'];
  const pkg = known.find((one) => name.startsWith(`${one}-`));
  return {
    pkg: pkg === 'clippy' ? 'clippy-preview' : (pkg ?? name),
    target: pkg === 'rust-src' ? '*' : HOST,
    name,
    archive,
  };
}

test('a compiler of Debian’s, served as rustup’s components are: locked, unpacked, and it compiles', async () => {
  const components = [...(await archivesIn(await inBase({})))].map(asComponent);
  expect(components.map(({ pkg }) => pkg).sort()).toEqual([
    'cargo',
    'clippy-preview',
    'rust-src',
    'rust-std',
    'rustc',
  ]);
  const version = /^cargo-([\d.]+)-/.exec(components.find(({ pkg }) => pkg === 'cargo')!.name)![1]!;

  const server = await distServer(
    distFiles(version, DATE, channelManifest(version, DATE, components), components),
  );
  const client = await httpClient({ RUSTUP_DIST_SERVER: server.url });
  try {
    const { signal } = new AbortController();
    const dist = { server: PUBLISHED_SERVER, host: HOST };
    const { release, crates } = await readRelease(parseChannel(version)!, dist, { client, signal });
    expect(release).toMatchObject({ version, date: DATE });
    // Debian's sources of std have none of its crates in them, as upstream's of the time.
    expect(crates.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['libc', 'hashbrown', 'compiler_builtins']),
    );

    const recipe = (path: string): Buffer => readFileSync(join(images, 'recipe', path));
    const said = await inBase(
      {
        'run/statix/steps/prelude.sh': recipe('steps/prelude.sh'),
        'run/statix/steps/unpack-toolchain.sh': recipe(
          'toolchains/rustup/steps/unpack-toolchain.sh',
        ),
        ...Object.fromEntries(
          components
            .filter(({ pkg }) => pkg !== 'rust-src')
            .map(({ name, archive }) => [`run/statix/files/${name}.tar.gz`, archive] as const),
        ),
      },
      [
        'bash /run/statix/steps/unpack-toolchain.sh >&2',
        'cp -a /out/. /usr/',
        '# What the packages depend on, unpacked as it is: the container may install nothing.',
        'wanted=$(apt-get install -s -y --no-install-recommends libllvm19 libcurl4t64 libgit2-1.9 libssh2-1t64 libsqlite3-0 |',
        "  sed -n 's/^Inst \\([^ ]*\\) .*/\\1/p')",
        'apt-get download -q $wanted >&2',
        'for file in *.deb; do dpkg-deb -x "$file" /; done',
        'rustc -V && cargo -V',
        'echo "fn main() { println!(\\"{}\\", 1) }" | rustc --emit=obj -o /tmp/x.o -',
        'test -s /tmp/x.o && echo compiled',
        '',
      ].join('\n'),
    );
    expect(said.toString('utf8').trim().split('\n')).toEqual([
      expect.stringMatching(`^rustc ${version} `),
      expect.stringMatching(`^cargo ${version} `),
      'compiled',
    ]);
  } finally {
    await client.close();
    await server.close();
  }
}, 600_000);
