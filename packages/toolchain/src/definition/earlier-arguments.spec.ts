import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { earlierArguments } from './earlier-arguments.js';
import { identifyImage } from './identify-image.js';
import { readImageDefinition, type RecipeDefinition } from './image-definition.js';
import { requireLock } from './image-lock.js';

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

async function read(values: Readonly<Record<string, string>>): Promise<RecipeDefinition> {
  const definition = { recipe: './recipe', base: 'statix-base:trixie', arguments: values };
  writeFileSync(join(root, DEFINITION), JSON.stringify(definition));
  const found = await readImageDefinition(root, DEFINITION);
  if ('recipeRoot' in found) return found;
  throw new Error('not a recipe');
}

test('arguments that agree with the lock are the image without them', async () => {
  const plain = identifyImage(await read({})).identity;
  const definition = await read({
    TARGET: 'x86_64-linux-musl',
    RUST_TARGET: 'x86_64-unknown-linux-musl',
    RUST_VERSION: '1.96.0',
    OPENSSL_VERSION: lockedUpstream('openssl'),
    LLVM_REF: `llvmorg-${lockedUpstream('llvm')}`,
    MUSL_PREFIX: '/opt/musl/x86_64-linux-musl',
  });
  expect(identifyImage(definition).identity).toBe(plain);
  expect(await requireLock(definition)).toBeDefined();
});

function lockedUpstream(name: string): string {
  const lock = JSON.parse(readFileSync(join(root, 'images/statix/lock.json'), 'utf8')) as {
    sources: { name: string; version: string }[];
  };
  const version = lock.sources.find((source) => source.name === name)?.version ?? '';
  return version.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
}

test('fault: a version that is not in the lock names the command that pins it', async () => {
  const error = await statixErrorOf(read({ OPENSSL_VERSION: '3.5.99' }).then(requireLock));
  expect(error.code).toBe('STATIX_IMAGE_LOCK_ARGUMENTS');
  expect(error.remedies[0]?.snippet).toBe(
    'npx nx run statix-image:image-lock --set=openssl=3.5.99',
  );
});

test('fault: RUST_VERSION is the channel, and names the command that locks it', async () => {
  const error = await statixErrorOf(read({ RUST_VERSION: '1.85.1' }).then(requireLock));
  expect(error.code).toBe('STATIX_IMAGE_LOCK_TOOLCHAIN');
});

test.each([
  ['GCC_VERSION', '15.1.0', /LLVM/],
  ['DEBIAN_VERSION', 'bookworm', /suite/],
  ['TARGET', 'aarch64-linux-musl', /one target/],
])('fault: %s is refused with the reason', async (name, value, why) => {
  const error = await statixErrorOf(read({ [name]: value }));
  expect(error.code).toBe('STATIX_IMAGE_ARGUMENT_REFUSED');
  expect(error.why).toMatch(why);
});

test('each of them is in the table of the documentation, and there is no other', () => {
  const page = readFileSync(join(repositoryRoot, 'docs/toolchains.md'), 'utf8');
  const table = page.slice(page.indexOf('## The build arguments of Statix v0.1.0'));
  const named = [...table.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
  expect(named).toEqual(Object.keys(earlierArguments));
});
