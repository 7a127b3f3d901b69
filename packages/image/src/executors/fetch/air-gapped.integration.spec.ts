import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageLockSchema, type ImageLock } from '@statix/contract';
import { connectEngine, type Engine } from '@statix/engine';
import { ensureImage, identifyImage, readImageDefinition } from '@statix/toolchain';
import { renderLock } from '../../lock/render-lock.js';
import { fetchFiles } from './perform.js';
import { statixErrorOf } from '../../testing/statix-error-of.js';

jest.setTimeout(300_000);

const IMAGES = join(__dirname, '../../../../../images/statix');
const LOCK = imageLockSchema.parse(JSON.parse(readFileSync(join(IMAGES, 'lock.json'), 'utf8')));
/** Some real files of the lock, small ones: of Debian's archive and of Cargo's registry. */
const SOURCE = LOCK.sources.find(({ name }) => name === 'bsd-headers')!;
const CRATE = LOCK.crates.find(({ name }) => name === 'shlex')!;
const FILES = [...SOURCE.files, CRATE];
const nameOf = ({ path }: { path: string }) => path.split('/').at(-1) ?? '';
const DEFINITION = 'images/statix-image.json';

let engine: Engine;
let root: string;
let folder: string;
const built: string[] = [];

beforeAll(async () => {
  engine = await connectEngine({});
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'statix-lock-'));
  folder = join(root, 'files');
});

afterEach(async () => {
  for (const reference of built.splice(0)) await engine.removeImage(reference);
  await rm(root, { recursive: true, force: true });
});

/**
 * A recipe that does nothing but fetch its sources, with the real recipe's own steps. `ROUND` is in
 * it so that no earlier run's builder cache answers.
 */
function workspaceOf(lock: ImageLock, values: Record<string, string> = {}): void {
  const recipe = join(root, 'images/recipe');
  mkdirSync(join(recipe, 'site'), { recursive: true });
  cpSync(join(IMAGES, 'recipe/steps'), join(recipe, 'steps'), { recursive: true });
  writeFileSync(join(recipe, 'site/.keep'), '');
  writeFileSync(
    join(recipe, 'recipe.json'),
    JSON.stringify({
      name: 'fetching',
      version: '1',
      arguments: { VERSION: { default: '1', description: '' } },
    }),
  );
  const mount = '--mount=type=bind,source=';
  writeFileSync(
    join(recipe, 'Dockerfile'),
    [
      'ARG BASE',
      'FROM ${BASE} AS lock',
      'ARG VERSION',
      `LABEL round=${randomBytes(8).toString('hex')}`,
      'RUN --mount=type=tmpfs,target=/run \\',
      `    ${mount}lock.json,target=/run/lock.json ${mount}recipe.json,target=/run/recipe.json \\`,
      `    ${mount}steps/read-lock.pl,target=/run/read-lock.pl \\`,
      `    mkdir /lock && echo ${randomBytes(8).toString('hex')} >/lock/round \\`,
      '    && perl /run/read-lock.pl /run/lock.json /run/recipe.json /lock',
      'FROM ${BASE} AS source-files',
      'RUN --mount=type=tmpfs,target=/run --mount=type=tmpfs,target=/tmp \\',
      '    --mount=type=bind,from=lock,source=/lock,target=/run/statix/lock \\',
      `    ${mount}site,target=/run/statix/site ${mount}steps,target=/run/statix/steps \\`,
      '    bash -ec "for set in sources crates; do bash /run/statix/steps/fetch-files.sh \\$set; done"',
      // The very layers that were made with the site at hand, not only what is copied out of them.
      'FROM source-files AS result',
    ].join('\n'),
  );
  writeFileSync(
    join(root, DEFINITION),
    JSON.stringify({ recipe: './recipe', base: 'statix-base:trixie', arguments: values }),
  );
  writeFileSync(join(root, 'images/lock.json'), renderLock(lock));
}

/** The lock with one source, and archives that answer, or no archive at all. */
function lockOf(source: ImageLock['sources'][number], network: 'archive' | 'none'): ImageLock {
  const providers: ImageLock['providers'] =
    network === 'archive'
      ? LOCK.providers.filter(({ name }) => name === 'folder' || name === 'archive')
      : [
          { name: 'folder' },
          {
            name: 'archive',
            urls: {
              crates: 'http://127.0.0.1:9/crates',
              debian: 'http://127.0.0.1:9/debian',
              'debian-security': 'http://127.0.0.1:9/security',
            },
          },
        ];
  return {
    ...LOCK,
    arguments: { VERSION: '1' },
    pins: {},
    providers,
    sources: [source],
    crates: [CRATE],
    packages: [],
  };
}

/** No way out: whoever tries ends at a port where nothing listens. */
const CUT_OFF = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
};

async function build(env: NodeJS.ProcessEnv): Promise<{ imageId: string; lines: string[] }> {
  const identity = identifyImage(await readImageDefinition(root, DEFINITION));
  built.push(identity.reference);
  const lines: string[] = [];
  const { imageId } = await ensureImage(engine, {
    workspaceRoot: root,
    identity,
    report: (line) => lines.push(line),
    env: { ...process.env, STATIX_STATE_DIR: join(root, 'state'), ...env },
  });
  return { imageId, lines };
}

/** Whether a text is anywhere in an image: all layers, configuration with labels and history. */
async function occursInImage(imageId: string, text: string): Promise<boolean> {
  const address = new URL(engine.address);
  const where =
    address.protocol === 'unix:'
      ? { socketPath: address.pathname }
      : { host: address.hostname, port: address.port };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ ...where, path: `/images/${imageId}/get` }, resolve).once('error', reject);
  });
  expect(response.statusCode).toBe(200);
  let end = Buffer.alloc(0);
  let occurs = false;
  for await (const chunk of response) {
    const window = Buffer.concat([end, chunk as Buffer]);
    occurs ||= window.includes(text);
    end = window.subarray(-text.length);
  }
  return occurs;
}

const fetchInto = (env: NodeJS.ProcessEnv = process.env, lines: string[] = []) =>
  fetchFiles(
    root,
    { definition: DEFINITION, folder: 'files' },
    { signal: new AbortController().signal, report: (line) => lines.push(line), env },
  );

describe('image-fetch and a build from its folder', () => {
  test('an air-gapped site builds from the folder, and nothing of the site stays', async () => {
    workspaceOf(lockOf(SOURCE, 'archive'));
    await fetchInto();
    expect((await readdir(folder)).sort()).toEqual(FILES.map(nameOf).sort());

    // The archive is gone, too: last month's lock is no different from this.
    workspaceOf(lockOf(SOURCE, 'none'));
    const marker = `statix-${randomBytes(16).toString('hex')}`;
    const ca = join(root, 'ca.pem');
    const mirror = join(root, 'mirror.list');
    writeFileSync(ca, `${marker}-ca\n`);
    writeFileSync(mirror, `deb http://${marker}-mirror.invalid/debian trixie main\n`);
    const { imageId } = await build({
      ...CUT_OFF,
      no_proxy: `${marker}-proxy.invalid`,
      STATIX_IMAGE_FILES: folder,
      STATIX_CA_BUNDLE: ca,
      STATIX_DEBIAN_SOURCES: mirror,
    });
    for (const file of FILES) {
      const name = nameOf(file);
      const set = file === CRATE ? 'crates' : 'sources';
      const content = await engine.readFileFromImage(imageId, `/files/${set}/${name}`, {
        maxBytes: file.size,
      });
      expect(content.equals(readFileSync(join(folder, name)))).toBe(true);
    }
    expect(await occursInImage(imageId, nameOf(SOURCE.files[0]!))).toBe(true);
    expect(await occursInImage(imageId, marker)).toBe(false);
    for (const log of await readdir(join(root, 'state/logs'))) {
      expect(readFileSync(join(root, 'state/logs', log), 'utf8')).not.toContain(marker);
    }
  });

  test('a build with no folder takes it from the archive', async () => {
    workspaceOf(lockOf(SOURCE, 'archive'));
    const { imageId } = await build({ STATIX_IMAGE_FILES: undefined });
    const name = nameOf(SOURCE.files[0]!);
    const maxBytes = SOURCE.files[0]!.size;
    const content = await engine.readFileFromImage(imageId, `/files/sources/${name}`, { maxBytes });
    expect(content.byteLength).toBe(maxBytes);
  });

  test('what nobody has ends the build with its name, its version and the command', async () => {
    workspaceOf(lockOf(SOURCE, 'none'));
    const error = await statixErrorOf(build(CUT_OFF));
    expect(error.code).toBe('STATIX_IMAGE_STAGE_FAILED');
    const said = error.excerpt.join('\n');
    expect(said).toContain(`bsd-headers ${SOURCE.version} is in the lock and cannot be had`);
    expect(said).toContain('npx nx run statix-image:image-lock --ifNeeded');
  });

  test('a file of the folder with other bytes is not taken', async () => {
    workspaceOf(lockOf(SOURCE, 'none'));
    mkdirSync(folder);
    for (const { path, size } of SOURCE.files) {
      writeFileSync(join(folder, nameOf({ path })), Buffer.alloc(size));
    }
    const error = await statixErrorOf(build({ ...CUT_OFF, STATIX_IMAGE_FILES: folder }));
    expect(error.excerpt.join('\n')).toContain('cannot be had');
  });

  test('an argument that is not in the lock is refused before anything is built', async () => {
    workspaceOf(lockOf(SOURCE, 'none'), { VERSION: '2' });
    const error = await statixErrorOf(build({}));
    expect(error.code).toBe('STATIX_IMAGE_LOCK_ARGUMENTS');
    expect(error.remedies[0]?.snippet).toBe('npx nx run statix-image:image-lock');
  });

  test('image-fetch keeps what is right, replaces what is not, and names what it cannot get', async () => {
    const [file] = SOURCE.files;
    const name = nameOf(file!);
    workspaceOf(lockOf(SOURCE, 'archive'));
    mkdirSync(folder);
    writeFileSync(join(folder, name), 'half a download');
    const lines: string[] = [];
    await fetchInto(process.env, lines);
    expect(lines[0]).toBe(`${folder}: ${FILES.length} fetched, 0 were there`);
    await fetchInto(process.env, lines);
    expect(lines[2]).toBe(`${folder}: 0 fetched, ${FILES.length} were there`);

    rmSync(join(folder, name));
    workspaceOf(lockOf(SOURCE, 'none'));
    const error = await statixErrorOf(fetchInto());
    expect(error.code).toBe('STATIX_LOCK_UNAVAILABLE');
    expect(error.excerpt[0]).toContain(`bsd-headers ${SOURCE.version}: ${file!.path}`);
    expect(await readdir(folder)).not.toContain(name);
  });
});
