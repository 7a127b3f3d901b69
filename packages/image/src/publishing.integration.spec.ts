import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { isStatixError, renderError, type StatixError } from '@statix/contract';
import { connectEngine } from '@statix/engine';
import { readImageUses } from '@statix/toolchain';
import { build } from './executors/build/perform.js';
import type { BuildOptions } from './executors/build/schema.js';
import { identify } from './executors/identify/perform.js';
import { load } from './executors/load/perform.js';
import { prune } from './executors/prune/perform.js';
import { push } from './executors/push/perform.js';
import { save } from './executors/save/perform.js';
import { CopyRecipe, DEFINITION, imageFiles } from './testing/copy-recipe.js';
import { CuttingProxy } from './testing/cutting-proxy.js';
import { loggedIn, machine, type Machine } from './testing/machine.js';
import {
  REGISTRY_PASSWORD,
  REGISTRY_USER,
  RealRegistry,
} from '@statix/engine/testing/real-registry';
import { SecondEngine, whyNoSecondEngine } from './testing/second-engine.js';

jest.setTimeout(180_000);

const reason = whyNoSecondEngine();
if (reason !== undefined) console.warn(`Publishing is not tested on another machine: ${reason}.`);
const onAnotherMachine = reason === undefined ? describe : describe.skip;

const folder = mkdtempSync(join(tmpdir(), 'statix-publishing-'));
const environment = { ...process.env };
const archive = 'dist/image/image.tar';
let registry: RealRegistry;
let here: Machine;
let recipe: CopyRecipe;
let lines: string[];
/** Everything that was ever printed or thrown, to be searched for secrets. */
const output: string[] = [];

beforeAll(async () => {
  registry = await RealRegistry.start(join(folder, 'registry'));
  here = machine(join(folder, 'here'), undefined);
});

beforeEach(() => {
  here.enter();
  here.configure(loggedIn(registry.address));
  recipe = new CopyRecipe(mkdtempSync(join(folder, 'workspace-')));
  lines = [];
});

afterEach(async () => {
  here.enter();
  const engine = await connectEngine();
  for (const use of [...(await readImageUses()).values()].flat()) {
    await engine.removeImage(use.reference);
    await engine.removeImage(use.imageId);
  }
  rmSync(join(here.folder, 'state'), { recursive: true, force: true });
});

afterAll(async () => {
  await registry.stop();
  process.env = environment;
  rmSync(folder, { recursive: true, force: true });
});

function context(signal = new AbortController().signal) {
  const report = (line: string): void => {
    lines.push(line);
    output.push(line);
  };
  return { workspaceRoot: recipe.root, signal, report, progress: undefined };
}

const imageExists = (change: Partial<BuildOptions> = {}) =>
  build(
    { ...imageFiles, noCache: false, inlineCache: false, cacheFrom: [], dryRun: false, ...change },
    context(),
  );
const pushed = (repository = `${registry.address}/team/copied`, dryRun = false) =>
  push({ ...imageFiles, repository, dryRun }, context());
const saved = (file = archive) => save({ ...imageFiles, file, dryRun: false }, context());
const loaded = (change: { file?: string; sha256?: string; dryRun?: boolean } = {}) =>
  load({ ...imageFiles, file: archive, dryRun: false, sha256: undefined, ...change }, context());
const pruned = (dryRun = false) => prune({ ...imageFiles, dryRun }, context());

async function failure(work: Promise<unknown>): Promise<StatixError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isStatixError(error)) throw new Error('no StatixError', { cause: error });
  // As a user sees it with NX_VERBOSE_LOGGING: causes and stacks too.
  output.push(renderError(error, { verbose: true }));
  return error;
}

function published(): { identity: string; reference: string }[] {
  const text = readFileSync(join(recipe.root, 'images/published.json'), 'utf8');
  return (JSON.parse(text) as { images: { identity: string; reference: string }[] }).images;
}

const local = async () => (await connectEngine()).findImage((await identity()).reference);
const identity = () => identify(recipe.root, imageFiles);

describe('image-push', () => {
  test('pushes, and records the digest under the identity', async () => {
    await pushed();
    const { identity: hash } = await identity();
    const [record, ...more] = published();
    expect(more).toEqual([]);
    expect(record?.identity).toBe(hash);
    expect(record?.reference).toMatch(
      new RegExp(`^${registry.address}/team/copied@sha256:[0-9a-f]{64}$`),
    );
    expect(lines).toContain(`Pushed ${record?.reference}`);
    // The name for the push is gone, the image is not.
    expect((await local())?.tags).toEqual([(await identity()).reference]);

    await pushed(`${registry.address}/other/copied`);
    expect(published()).toHaveLength(1);
    recipe.changeSmall();
    await pushed();
    expect(published().map((entry) => entry.identity)).toEqual([hash, (await identity()).identity]);
  });

  test('a dry run says where to, as whom, and does nothing', async () => {
    await pushed(undefined, true);
    expect(lines.join('\n')).toContain(`${registry.address}/team/copied:`);
    expect(lines.join('\n')).toContain(join(here.dockerConfig, 'config.json'));
    expect(existsSync(join(recipe.root, 'images/published.json'))).toBe(false);
    expect(await local()).toBeUndefined();
  });

  test.each([
    ['no credentials', () => ({}), /No credentials for 127/],
    ['a wrong password', () => loggedIn(registry.address, 'not-the-password'), /user 'statix'/],
  ])('%s: says which configuration was used', async (_name, config, why) => {
    here.configure(config());
    const error = await failure(pushed());
    expect(error.code).toBe('STATIX_REGISTRY_UNAUTHORIZED');
    expect(error.why).toMatch(why);
    expect(error.why).toContain(join(here.dockerConfig, 'config.json'));
    expect(error.remedies[0]?.snippet).toBe(`docker login ${registry.address}`);
    expect(existsSync(join(recipe.root, 'images/published.json'))).toBe(false);
    expect((await local())?.tags).toEqual([(await identity()).reference]);
  });

  test('credentials of a helper', async () => {
    here.configure({ credHelpers: { [registry.address]: 'test' } });
    const answer = { ServerURL: registry.address, Username: 'statix', Secret: REGISTRY_PASSWORD };
    here.installHelper(
      'test',
      `[ "$1" = get ] && [ "$(cat)" = "${registry.address}" ] && echo '${JSON.stringify(answer)}'`,
    );
    await pushed();
    expect(published()).toHaveLength(1);
  });

  test('a helper that gives a wrong password is named', async () => {
    here.configure({ credsStore: 'test' });
    here.installHelper('test', `echo '{"Username":"statix","Secret":"not-the-password"}'`);
    const error = await failure(pushed());
    expect(error.code).toBe('STATIX_REGISTRY_UNAUTHORIZED');
    expect(error.why).toContain('docker-credential-test');
  });

  test('a transfer that is cut records nothing', async () => {
    const proxy = await CuttingProxy.start(registry.port, { most: 1_000_000, towards: 'registry' });
    here.configure(loggedIn(proxy.address));
    try {
      const error = await failure(pushed(`${proxy.address}/team/copied`));
      expect(error.code).toBe('STATIX_REGISTRY_TRANSFER_FAILED');
      expect(existsSync(join(recipe.root, 'images/published.json'))).toBe(false);
    } finally {
      await proxy.stop();
    }
  });
});

onAnotherMachine('on another machine', () => {
  let second: SecondEngine;
  let there: Machine;

  beforeAll(async () => {
    second = await SecondEngine.start(join(folder, 'second'));
    there = machine(join(folder, 'there'), second.address);
  });

  beforeEach(async () => {
    await imageExists();
    there.configure(loggedIn(registry.address));
  });

  afterEach(async () => {
    const engine = await second.connect();
    there.enter();
    for (const use of [...(await readImageUses()).values()].flat()) {
      const image = await engine.findImage(use.imageId);
      for (const name of [...(image?.digests ?? []), ...(image?.tags ?? [])]) {
        await engine.removeImage(name);
      }
    }
    rmSync(join(there.folder, 'state'), { recursive: true, force: true });
  });

  afterAll(() => second.stop());

  test('the published image is pulled by its digest and not built', async () => {
    await pushed();
    const original = await local();
    there.enter();
    await imageExists({ dryRun: true });
    expect(lines.at(-1)).toContain(`would be pulled: ${published()[0]?.reference}`);
    expect(await local()).toBeUndefined();
    await imageExists();
    expect(lines.at(-1)).toContain('pulled');
    expect((await local())?.layers).toEqual(original?.layers);
    await imageExists();
    expect(lines.at(-1)).toContain('is there');
  });

  test('without credentials it is built, and why is said', async () => {
    await pushed();
    there.enter();
    there.configure({});
    await imageExists();
    expect(lines.join('\n')).toContain('STATIX_REGISTRY_UNAUTHORIZED');
    expect(lines.join('\n')).toContain('It is built instead.');
    expect(lines.at(-1)).toContain('built');
  });

  test('a pull that is cut leaves nothing, and the image is built', async () => {
    await pushed();
    const proxy = await CuttingProxy.start(registry.port, { most: 1_000_000, towards: 'engine' });
    try {
      const path = join(recipe.root, 'images/published.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace(registry.address, proxy.address));
      there.enter();
      there.configure(loggedIn(proxy.address));
      await imageExists();
      expect(lines.join('\n')).toContain('STATIX_REGISTRY_TRANSFER_FAILED');
      expect(lines.at(-1)).toContain('built');
    } finally {
      await proxy.stop();
    }
  });

  test.each([
    [
      'a layer',
      (digest: string) => {
        registry.alterLayer(digest);
      },
    ],
    [
      'the manifest',
      (digest: string) => {
        registry.alterManifest(digest);
      },
    ],
  ])('%s that was changed in the registry is an error, and nothing is built', async (_n, alter) => {
    await pushed();
    alter(published()[0]!.reference.split('@')[1]!);
    there.enter();
    const error = await failure(imageExists());
    expect(error.code).toBe('STATIX_REGISTRY_DIGEST_MISMATCH');
    expect(await local()).toBeUndefined();
  });

  test('a record of another image is an error', async () => {
    await pushed();
    const other = published()[0]!.reference;
    recipe.changeSmall();
    await pushed();
    const path = join(recipe.root, 'images/published.json');
    const { reference } = published()[1]!;
    writeFileSync(path, readFileSync(path, 'utf8').replace(reference, other));
    there.enter();
    expect((await failure(imageExists())).code).toBe('STATIX_IMAGE_MISMATCH');
    expect(await local()).toBeUndefined();
  });

  test('a changed recipe takes over the layers of the published image', async () => {
    const { version } = await (await connectEngine()).facts();
    if (Number.parseInt(version, 10) < 23) {
      const error = await failure(imageExists({ inlineCache: true }));
      expect(error.code).toBe('STATIX_ENGINE_CACHE_UNSAFE');
      console.warn(
        `Taking over layers is not tested: Docker ${version} cannot export them safely.`,
      );
      return;
    }
    await imageExists({ inlineCache: true });
    await pushed();
    recipe.changeSmall();
    there.enter();
    await imageExists({ cacheFrom: ['published'] });
    expect(lines.find((line) => line.includes('from the cache'))).toMatch(/\blarge\b/);
    expect(lines.find((line) => line.includes('from the cache'))).not.toMatch(/\bsmall\b/);
    // Only the image itself is left.
    expect((await local())?.digests).toEqual([]);
  });

  test('a cache that cannot be had does not stop a build', async () => {
    await pushed();
    recipe.changeSmall();
    there.enter();
    there.configure({});
    await imageExists({ cacheFrom: ['published'] });
    expect(lines.join('\n')).toContain('The build goes on without its layers.');
    expect(lines.at(-1)).toContain('built');
  });

  test('a finished image is known by its digest, and comes with a contract of its own', async () => {
    await pushed();
    const { reference } = published()[0]!;
    recipe.write('images/contract.json', '{}');
    recipe.write(DEFINITION, JSON.stringify({ reference }));
    const plain = await identity();
    expect(plain.identity).toBe(reference.split('sha256:')[1]);
    recipe.write(DEFINITION, JSON.stringify({ reference, contract: 'contract.json' }));
    const described = await identity();
    expect(described.identity).not.toBe(plain.identity);
    there.enter();
    await imageExists({ noCache: true });
    expect(lines.at(-1)).toContain('pulled');
    await imageExists();
    expect(lines.at(-1)).toContain('is there');
    expect((await failure(pushed())).code).toBe('STATIX_IMAGE_NOT_OURS');
  });

  test('an archive brings the image where no network is', async () => {
    await saved();
    const original = await local();
    there.enter();
    there.configure({});
    await loaded({ dryRun: true });
    expect(await local()).toBeUndefined();
    await loaded();
    expect((await local())?.layers).toEqual(original?.layers);
    await imageExists();
    expect(lines.at(-1)).toContain('is there');
  });

  test('an archive for a full engine', async () => {
    await saved();
    there.enter();
    const error = await second.withLittleSpace(1_000_000, () => failure(loaded()));
    expect(error.code).toBe('STATIX_ENGINE_DISK_FULL');
    expect(await local()).toBeUndefined();
    await loaded();
    expect(await local()).toBeDefined();
  });

  test.each<[string, () => void, string]>([
    [
      'that was altered',
      () => {
        const path = join(recipe.root, archive);
        const content = readFileSync(path);
        content.writeUInt8(content.readUInt8(1_000_000) ^ 1, 1_000_000);
        writeFileSync(path, content);
      },
      'STATIX_IMAGE_ARCHIVE_DAMAGED',
    ],
    [
      'that was cut',
      () => {
        const path = join(recipe.root, archive);
        writeFileSync(path, readFileSync(path).subarray(0, 1_000_000));
      },
      'STATIX_IMAGE_ARCHIVE_DAMAGED',
    ],
    [
      'with something behind it',
      () => {
        appendFileSync(join(recipe.root, archive), '{"error":"x"}');
      },
      'STATIX_IMAGE_ARCHIVE_DAMAGED',
    ],
    [
      'of another identity',
      () => {
        recipe.changeSmall();
      },
      'STATIX_IMAGE_ARCHIVE_OTHER',
    ],
    [
      'without its description',
      () => {
        rmSync(join(recipe.root, `${archive}.json`));
      },
      'STATIX_DOCUMENT_MISSING',
    ],
  ])('an archive %s is refused before the engine sees it', async (_name, alter, code) => {
    await saved();
    alter();
    there.enter();
    process.env['DOCKER_HOST'] = 'unix:///nowhere.sock';
    expect((await failure(loaded())).code).toBe(code);
  });

  test('an archive with another sha256 than was told is refused', async () => {
    await saved();
    there.enter();
    const error = await failure(loaded({ sha256: '0'.repeat(64) }));
    expect(error.code).toBe('STATIX_IMAGE_ARCHIVE_DAMAGED');
  });

  test('an archive that gives other names is refused, whatever its description says', async () => {
    await saved();
    const { reference } = await identity();
    const engine = await connectEngine();
    const image = (await local())!;
    await engine.tagImage(image.id, 'statix.local/other:1');
    const path = join(recipe.root, archive);
    try {
      const get = ['--silent', '--fail', '--unix-socket', '/var/run/docker.sock', '--output', path];
      const names = [reference, 'statix.local/other:1'].map((name) => `names=${name}`).join('&');
      execaSync('curl', [...get, `http://engine/images/get?${names}`]);
    } finally {
      await engine.removeImage('statix.local/other:1');
    }
    const [sha256] = execaSync('sha256sum', [path]).stdout.split(' ');
    const description = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as object;
    writeFileSync(`${path}.json`, JSON.stringify({ ...description, sha256 }));
    there.enter();
    const error = await failure(loaded());
    expect(error.why).toContain('statix.local/other:1');
    expect(await local()).toBeUndefined();
  });
});

describe('image-save', () => {
  test('a full disk leaves what was there before', async () => {
    if (process.getuid?.() !== 0) {
      console.warn('A full disk is not tested: mounting a tmpfs needs root.');
      return;
    }
    const small = join(recipe.root, 'small');
    mkdirSync(small);
    execaSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'statix-test', small]);
    try {
      writeFileSync(join(small, 'image.tar'), 'before');
      expect((await failure(saved('small/image.tar'))).code).toBe('STATIX_DISK_FULL');
      expect(readFileSync(join(small, 'image.tar'), 'utf8')).toBe('before');
      expect(readdirSync(small)).toEqual(['image.tar']);
    } finally {
      execaSync('umount', [small]);
    }
  });

  test('killed in the middle it leaves no half archive, and the next one clears up', async () => {
    // Large enough to be seen while it is written.
    recipe.write('images/recipe/large', randomBytes(80_000_000));
    await imageExists();
    const options = { ...imageFiles, file: archive };
    const executor = join(__dirname, '../dist/executors/save/executor.js');
    const context = {
      root: recipe.root,
      projectName: 'statix-image',
      projectsConfigurations: { version: 2, projects: {} },
    };
    const program = `require(${JSON.stringify(executor)}).default(${JSON.stringify(options)}, ${JSON.stringify(context)})`;
    const child = execa(process.execPath, ['-e', program], { stdio: 'ignore', reject: false });
    const path = join(recipe.root, archive);
    const half = () =>
      existsSync(join(path, '..'))
        ? readdirSync(join(path, '..')).filter((name) => /^\.image\.tar\.\w+\.tmp$/.test(name))
        : [];
    while (half().length === 0 && !existsSync(path) && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    child.kill('SIGKILL');
    await child;
    expect(half()).toHaveLength(1);
    expect(existsSync(path)).toBe(false);
    await saved();
    expect(half()).toEqual([]);
    expect(statSync(path).size).toBeGreaterThan(80_000_000);
  });

  test('an abort leaves nothing', async () => {
    await imageExists();
    const controller = new AbortController();
    const progress = (): void => {
      controller.abort(new Error('enough'));
    };
    const saving = save(
      { ...imageFiles, file: archive, dryRun: false },
      { ...context(controller.signal), progress },
    );
    await expect(saving).rejects.toThrow('enough');
    expect(readdirSync(join(recipe.root, 'dist/image'))).toEqual(['image.json']);
  });
});

describe('image --noCache', () => {
  test('builds what is there again, and prune removes what it replaced', async () => {
    await imageExists();
    const before = await local();
    await imageExists({ noCache: true, dryRun: true });
    expect(lines.at(-1)).toContain('would be built');
    await imageExists({ noCache: true });
    expect(lines.at(-1)).toContain('built');
    expect(lines.find((line) => line.startsWith('  log: '))).toContain(here.folder);
    const after = await local();
    await pruned();
    const engine = await connectEngine();
    expect(await engine.findImage(after!.id)).toBeDefined();
    if (before!.id !== after!.id) expect(await engine.findImage(before!.id)).toBeUndefined();
  });
});

describe('image-prune', () => {
  test('removes what this definition had earlier, and nothing else', async () => {
    await imageExists();
    const old = (await local())!;
    recipe.changeSmall();
    await imageExists();
    const present = (await local())!;
    await pruned(true);
    expect(lines.find((line) => line.startsWith('would remove'))).toMatch(/3\.0 MB/);
    const engine = await connectEngine();
    expect(await engine.findImage(old.id)).toBeDefined();
    await pruned();
    expect(lines.at(-1)).toMatch(/^Freed /);
    expect(await engine.findImage(old.id)).toBeUndefined();
    expect(await engine.findImage(present.id)).toBeDefined();
    await pruned();
    expect(lines.at(-1)).toBe('Nothing to remove.');
  });

  test('keeps what another workspace uses, and what has a name of the user’s own', async () => {
    await imageExists();
    const shared = (await local())!;
    const first = recipe;
    const files = ['Dockerfile', 'recipe.json', 'large', 'small'];
    const second = new CopyRecipe(mkdtempSync(join(folder, 'workspace-')));
    for (const file of files) {
      second.write(`images/recipe/${file}`, readFileSync(join(first.root, 'images/recipe', file)));
    }
    recipe = second;
    await imageExists();
    expect(lines.at(-1)).toContain('is there');
    recipe = first;
    recipe.changeSmall();
    await imageExists();
    await pruned();
    expect(lines.join('\n')).toContain(`used by ${join(second.root, DEFINITION)}`);
    const engine = await connectEngine();
    expect(await engine.findImage(shared.id)).toBeDefined();

    rmSync(second.root, { recursive: true });
    await engine.tagImage(shared.id, 'statix.local/mine:1');
    await pruned();
    expect(lines.join('\n')).toContain('it is also named statix.local/mine:1');
    expect(await engine.findImage(shared.id)).toBeDefined();
    await engine.removeImage('statix.local/mine:1');
    await pruned();
    expect(await engine.findImage(shared.id)).toBeUndefined();
  });
});

// The last of the file: it looks at what all others printed.
test('nothing that was printed or thrown holds a secret', () => {
  const secrets = [
    REGISTRY_PASSWORD,
    'not-the-password',
    Buffer.from(`${REGISTRY_USER}:${REGISTRY_PASSWORD}`).toString('base64'),
  ];
  expect(output.join('\n')).toContain('STATIX_REGISTRY_UNAUTHORIZED');
  for (const secret of secrets) expect(output.join('\n')).not.toContain(secret);
});
