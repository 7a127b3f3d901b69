import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { imageIdentitySchema } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { identifyAll } from './identify-all.js';
import { identifyImage } from './identify-image.js';
import { readImageDefinition, type RecipeDefinition } from './image-definition.js';
import { requireLock } from './image-lock.js';
import { observeIdentity } from './observe-identity.js';
import { readImageIdentity } from './read-image-identity.js';
import { listRecipeFiles, readRecipeFile } from './recipe-files.js';

const newFolder = temporaryFolders();
const repositoryRoot = join(__dirname, '../../../..');
const DEFINITION = 'images/statix/statix-image.json';

let root: string;
beforeEach(() => {
  root = newFolder();
  for (const name of ['recipe', 'lock.json', 'statix-image.json']) {
    cpSync(join(repositoryRoot, 'images/statix', name), join(root, 'images/statix', name), {
      recursive: true,
    });
  }
});

const lock = JSON.parse(
  readFileSync(join(repositoryRoot, 'images/statix/lock.json'), 'utf8'),
) as Record<string, unknown>;

function write(path: string, content: object): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(content));
}

function lockChannel(channel: string, provider: 'debian' | 'dist', version: string, llvm: string) {
  write(`images/statix/channels/${channel}.json`, {
    ...lock,
    arguments: { EXTRA_PACKAGES: '', LLVM_VERSION: llvm },
    toolchain: { channel, provider, version },
  });
}

async function read(channel?: string): Promise<RecipeDefinition> {
  const definition = await readImageDefinition(root, DEFINITION, channel);
  if ('recipeRoot' in definition) return definition;
  throw new Error('not a recipe');
}

test('the image of the definition itself is the same whatever channels are beside it', async () => {
  const before = identifyImage(await read()).identity;
  lockChannel('1.85', 'debian', '1.85.1', '19');
  writeFileSync(join(root, 'images/statix/recipe/toolchains/more.txt'), 'x');
  const own = await read();
  expect(identifyImage(own).identity).toBe(before);
  expect(listRecipeFiles(own).filter(({ path }) => path.startsWith('toolchains'))).toEqual([]);
  rmSync(join(root, 'images/statix/recipe/toolchains'), { recursive: true });
  expect(identifyImage(await read()).identity).toBe(before);
});

test('a channel is another image, by its lock and its LLVM, and says so', async () => {
  lockChannel('1.85', 'debian', '1.85.1', '19');
  const [own, other] = await identifyAll(root, DEFINITION);
  expect(other?.identity).not.toBe(own?.identity);
  expect(other).toMatchObject({ channel: '1.85', arguments: { LLVM_VERSION: '19' } });
  expect(own).not.toHaveProperty('channel');
  expect(imageIdentitySchema.parse(other)).toEqual(other);
  expect(await requireLock(await read('1.85'))).toMatchObject({ toolchain: { version: '1.85.1' } });
  // Besides arguments and lock: the crates of std, which Debian’s sources of it have not in them, and its tools.
  const changed = other?.files.filter(
    ({ path, sha256 }) => !own?.files.some((file) => file.path === path && file.sha256 === sha256),
  );
  expect(changed?.map(({ path }) => path)).toEqual([
    'Dockerfile',
    'contract/rust-std-crates.sh',
    'lock.json',
    'steps/assemble.sh',
    'steps/build-cargo-auditable.sh',
    'steps/build-rust-std.sh',
    'steps/unpack-sources.sh',
    'steps/unpack-tools.sh',
    'tools/Cargo.lock',
    'tools/Cargo.toml',
  ]);
});

test.each(['../../../../other', '/etc', '..', 'a/b'])(
  'attack: a recipe of the repository names the folder %s of this machine for its edits',
  async (folder) => {
    lockChannel('1.85', 'debian', '1.85.1', '19');
    const path = join(root, 'images/statix/recipe/toolchains/toolchains.json');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"other-compiler"', `"${folder}"`));
    await expect(read('1.85')).rejects.toMatchObject({ code: 'STATIX_RECIPE_INVALID' });
  },
);

test.each(['toolchains/other-compiler', 'toolchains'])(
  'attack: %s of a recipe is a link to a folder of this machine',
  async (name) => {
    lockChannel('1.85', 'debian', '1.85.1', '19');
    const path = join(root, 'images/statix/recipe', name);
    const elsewhere = join(newFolder(), 'elsewhere');
    renameSync(path, elsewhere);
    symlinkSync(elsewhere, path);
    const definition = await read('1.85');
    const error = await statixErrorOf(Promise.resolve().then(() => listRecipeFiles(definition)));
    expect(error.code).toBe('STATIX_RECIPE_FILE_REFUSED');
  },
);

test('fault: the document of one channel in the place of another', async () => {
  lockChannel('1.85', 'debian', '1.85.1', '19');
  const [own, other] = await identifyAll(root, DEFINITION);
  expect((await observeIdentity(root, imageIdentitySchema.parse(other))).identity).toEqual(other);
  write('image.json', other ?? {});
  const options = { image: 'image.json', imageDefinition: DEFINITION };
  const error = await statixErrorOf(readImageIdentity(root, options, 'for this build'));
  expect(error.code).toBe('STATIX_IMAGE_DOCUMENT_FORGED');
  const right = { ...options, imageChannel: '1.85' };
  expect((await readImageIdentity(root, right, 'for this build')).channel).toBe('1.85');
  write('image.json', own ?? {});
  expect((await statixErrorOf(readImageIdentity(root, right, 'for this build'))).code).toBe(
    'STATIX_IMAGE_DOCUMENT_FORGED',
  );
});

test('a channel without a lock names the command that makes one', async () => {
  const error = await statixErrorOf(read('1.85').then(requireLock));
  expect(error.code).toBe('STATIX_IMAGE_NOT_LOCKED');
  expect(error.remedies[0]?.snippet).toBe('npx nx run statix-image:image-lock --channel=1.85');
});

describe('`rust` of the definition', () => {
  const define = (rust: string): void => {
    write(DEFINITION, { recipe: './recipe', base: 'debian:trixie', rust });
  };

  test.each(['current', '1.96', '1.96.0', 'stable'])('%s is the recipe’s own', async (rust) => {
    define(rust);
    const definition = await read();
    expect(definition.toolchain).toBeUndefined();
    expect(definition.arguments['LLVM_VERSION']).toBe('22');
    expect((await requireLock(definition))?.toolchain).toBeUndefined();
  });

  test.each([
    ['legacy-rust-1.81', '1.85', 'debian'],
    ['1.95.0', '1.95.0', 'dist'],
  ])('%s is not in the lock: the command that locks it', async (rust, channel, provider) => {
    define(rust);
    const definition = await read();
    expect(definition.toolchain).toMatchObject({ channel, provider });
    const error = await statixErrorOf(requireLock(definition));
    expect(error.code).toBe('STATIX_IMAGE_LOCK_TOOLCHAIN');
    expect(error.remedies[0]?.snippet).toBe('npx nx run statix-image:image-lock');
  });

  test('one whose lock is of it', async () => {
    define('1.85');
    write('images/statix/lock.json', {
      ...lock,
      arguments: { EXTRA_PACKAGES: '', LLVM_VERSION: '19' },
      toolchain: { channel: '1.85', provider: 'debian', version: '1.85.1' },
    });
    expect((await requireLock(await read()))?.toolchain?.version).toBe('1.85.1');
    write(DEFINITION, { recipe: './recipe', base: 'debian:trixie' });
    expect((await statixErrorOf(read().then(requireLock))).code).toBe(
      'STATIX_IMAGE_LOCK_TOOLCHAIN',
    );
  });

  test.each([
    ['1.81.0', /edition 2024/],
    ['newest', /preset \(current, legacy-rust-1\.81\)/],
  ])('%s cannot be had, and what can', async (rust, why) => {
    define(rust);
    const error = await statixErrorOf(read());
    expect(error.code).toBe('STATIX_TOOLCHAIN_UNAVAILABLE');
    expect(error.why).toMatch(why);
  });
});

test('files of a dist server’s compiler are part of its image, with the edits of the recipe', async () => {
  const folder = join(root, 'images/statix/recipe/toolchains/rustup');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'steps'), { recursive: true });
  writeFileSync(join(folder, 'steps/new.sh'), 'new\n');
  writeFileSync(join(folder, 'steps/unpack-tools.sh'), 'other\n');
  writeFileSync(
    join(folder, 'Dockerfile.edit'),
    '@@ before FROM essential AS packages\nFROM scratch AS compiler\n\n',
  );
  lockChannel('1.95.0', 'dist', '1.95.0', '22');
  const definition = await read('1.95.0');
  const paths = listRecipeFiles(definition).map(({ path }) => path);
  expect(paths).toContain('steps/new.sh');
  expect(paths.filter((path) => path.startsWith('toolchains') || path.endsWith('.edit'))).toEqual(
    [],
  );
  expect(paths.filter((path) => path === 'steps/unpack-tools.sh')).toHaveLength(1);
  expect(readRecipeFile(definition, 'steps/unpack-tools.sh').toString()).toBe('other\n');
  expect(readRecipeFile(definition, 'Dockerfile').toString()).toContain(
    'FROM scratch AS compiler\n\nFROM essential AS packages\n',
  );
  expect(readRecipeFile(await read(), 'Dockerfile').toString()).not.toContain('AS compiler\n');
  const before = identifyImage(definition).identity;
  writeFileSync(join(folder, 'steps/new.sh'), 'newer\n');
  expect(identifyImage(await read('1.95.0')).identity).not.toBe(before);
});
