import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ImageLock } from '@statix/contract';
import { extract } from 'tar-stream';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { DEFINITION, recipeWorkspace, type RecipeWorkspace } from '../testing/recipe-workspace.js';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { buildContext } from '../build/build-context.js';
import { filesAtHand } from '../build/files-at-hand.js';
import { identifyImage } from './identify-image.js';
import { readImageDefinition, type RecipeDefinition } from './image-definition.js';
import { requireLock } from './image-lock.js';

const newFolder = temporaryFolders();
const sha256 = '0'.repeat(64);
const LOCK: ImageLock = {
  schemaVersion: 1,
  kind: 'statix.image-lock',
  arguments: { LLVM_VERSION: '22', EXTRA: '' },
  providers: [{ name: 'folder' }],
  pins: {},
  sources: [
    {
      name: 'zlib',
      package: 'zlib',
      version: '1:1.3-1',
      license: 'Zlib',
      files: [{ path: 'debian/pool/z/zlib_1.3.orig.tar.gz', size: 4, sha256 }],
    },
  ],
  crates: [],
  packages: [
    {
      name: 'jq',
      version: '1.7-1',
      sets: ['runtime'],
      licenses: null,
      path: 'debian/pool/j/jq_1.7-1_amd64.deb',
      size: 3,
      sha256,
    },
  ],
};

let workspace: RecipeWorkspace;

beforeEach(() => {
  workspace = recipeWorkspace(newFolder());
  workspace.write('images/recipe/sources.json', '{}');
});

async function definition(): Promise<RecipeDefinition> {
  const found = await readImageDefinition(workspace.root, DEFINITION);
  if ('recipeRoot' in found) return found;
  throw new Error('a finished image');
}
const identity = async () => identifyImage(await definition()).identity;

describe('the lock and the identity', () => {
  test('a byte of the lock makes another image', async () => {
    const without = await identity();
    workspace.write('images/lock.json', LOCK);
    const first = await identity();
    workspace.write('images/lock.json', { ...LOCK, pins: { zlib: '1:1.3-1' } });
    expect(new Set([without, first, await identity()]).size).toBe(3);
  });

  test('it does not matter where the lock is kept', async () => {
    workspace.write('images/recipe/lock.json', LOCK);
    const shipped = await identity();
    workspace.write('images/lock.json', LOCK);
    expect(await identity()).toBe(shipped);
  });

  test('the workspace’s own lock counts before the recipe’s, and is what a build gets', async () => {
    workspace.write('images/recipe/lock.json', { ...LOCK, arguments: {} });
    workspace.write('images/lock.json', LOCK);
    const found = await definition();
    expect(found.lockFile).toBe(join(workspace.root, 'images/lock.json'));
    const { files } = identifyImage(found);
    const tar = extract();
    tar.end(
      await buffer(buildContext(found, { files, identity: '' }, [], { builder: 'buildkit' })),
    );
    const contents: string[] = [];
    for await (const entry of tar) {
      const content = await buffer(entry);
      if (entry.header.name === 'lock.json') contents.push(content.toString());
    }
    expect(contents).toEqual([JSON.stringify(LOCK)]);
  });
});

describe('requireLock', () => {
  test('the lock of these arguments', async () => {
    workspace.write('images/lock.json', LOCK);
    expect(await requireLock(await definition())).toEqual(LOCK);
  });

  test('an argument that the lock was not made for is refused with the command', async () => {
    workspace.write('images/lock.json', LOCK);
    workspace.write(DEFINITION, {
      recipe: './recipe',
      base: 'debian:trixie',
      arguments: { LLVM_VERSION: '21' },
    });
    const error = await statixErrorOf(requireLock(await definition()));
    expect(error.code).toBe('STATIX_IMAGE_LOCK_ARGUMENTS');
    expect(error.excerpt).toEqual(["LLVM_VERSION: '21', in the lock '22'"]);
    expect(error.remedies[0]?.snippet).toBe('npx nx run statix-image:image-lock');
  });

  test('none, where the recipe asks for one', async () => {
    const error = await statixErrorOf(requireLock(await definition()));
    expect(error.code).toBe('STATIX_IMAGE_NOT_LOCKED');
  });

  test('a lock that was changed by hand', async () => {
    workspace.write('images/lock.json', {
      ...LOCK,
      sources: [{ ...LOCK.sources[0], files: [{ path: 'debian/../x', size: 1, sha256 }] }],
    });
    const error = await statixErrorOf(requireLock(await definition()));
    expect(error.code).toBe('STATIX_DOCUMENT_INVALID');
  });
});

describe('filesAtHand', () => {
  test('those of the lock, by name and size', async () => {
    const folder = join(workspace.root, 'files');
    mkdirSync(folder);
    writeFileSync(join(folder, 'zlib_1.3.orig.tar.gz'), '1234');
    writeFileSync(join(folder, 'jq_1.7-1_amd64.deb'), 'another size');
    writeFileSync(join(folder, 'other'), 'x');
    const found = await filesAtHand(LOCK, { STATIX_IMAGE_FILES: folder });
    expect(found.map(({ path }) => path)).toEqual(['site/files/zlib_1.3.orig.tar.gz']);
  });

  test('a folder that is not there', async () => {
    const error = await statixErrorOf(filesAtHand(LOCK, { STATIX_IMAGE_FILES: '/no/such' }));
    expect(error.code).toBe('STATIX_ENVIRONMENT_INVALID');
    expect(error.remedies[0]?.snippet).toContain('image-fetch --folder=/no/such');
  });
});
