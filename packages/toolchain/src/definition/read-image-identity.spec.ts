import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type ImageIdentity } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { DEFINITION, recipeWorkspace, type RecipeWorkspace } from '../testing/recipe-workspace.js';
import { identifyImage } from './identify-image.js';
import { readImageDefinition } from './image-definition.js';
import { readImageIdentity } from './read-image-identity.js';

const newFolder = temporaryFolders();
let workspace: RecipeWorkspace;
let identity: ImageIdentity;

beforeEach(async () => {
  workspace = recipeWorkspace(newFolder());
  identity = identifyImage(await readImageDefinition(workspace.root, DEFINITION));
});

function read(document: object, imageDefinition?: string) {
  writeFileSync(join(workspace.root, 'image.json'), canonicalJson(document));
  return readImageIdentity(
    workspace.root,
    { image: 'image.json', imageDefinition },
    'for this test',
  );
}

test('what identify wrote', async () => {
  expect(await read(identity)).toEqual(identity);
});

test('attack: a document of the right identity that names another finished image', async () => {
  const reference = `evil.example/x@sha256:${'0'.repeat(64)}`;
  const error = await statixErrorOf(
    read({ ...identity, referenced: { reference, contract: null } }),
  );
  expect(error.code).toBe('STATIX_IMAGE_DOCUMENT_FORGED');
  expect(error.what).toContain('image.json');
});

test('attack: a document that names a definition outside of the workspace', async () => {
  const error = await statixErrorOf(read({ ...identity, definition: '../statix-image.json' }));
  expect(error.code).toBe('STATIX_IMAGE_DEFINITION_INVALID');
});

test('attack: a document of another definition of the same workspace', async () => {
  const other = recipeWorkspace(join(workspace.root, 'other'));
  other.write('images/recipe/Dockerfile', 'FROM scratch\nRUN evil\n');
  const definition = `other/${DEFINITION}`;
  const planted = identifyImage(await readImageDefinition(workspace.root, definition));
  expect(await read(planted, definition)).toEqual(planted);
  const error = await statixErrorOf(read(planted, DEFINITION));
  expect(error.code).toBe('STATIX_IMAGE_DOCUMENT_FORGED');
  expect(error.why).toContain('definition');
});

test('fault: the definition was edited after it was identified', async () => {
  workspace.write('images/recipe/Dockerfile', 'FROM scratch\n');
  expect((await statixErrorOf(read(identity))).code).toBe('STATIX_IMAGE_CHANGED');
});

test('no image is defined', async () => {
  const error = await statixErrorOf(readImageIdentity(workspace.root, {}, 'for this test'));
  expect(error.code).toBe('STATIX_IMAGE_NOT_DEFINED');
});
