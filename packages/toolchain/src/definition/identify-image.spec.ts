import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { imageIdentitySchema } from '@statix/contract';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { DEFINITION, recipeWorkspace, type RecipeWorkspace } from '../testing/recipe-workspace.js';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { identifyImage } from './identify-image.js';
import { readImageDefinition } from './image-definition.js';

const newFolder = temporaryFolders();
let workspace: RecipeWorkspace;

beforeEach(() => {
  workspace = recipeWorkspace(newFolder());
});

async function identify() {
  return identifyImage(await readImageDefinition(workspace.root, DEFINITION));
}

describe('identifyImage', () => {
  test('is the document of its kind', async () => {
    const identity = await identify();
    expect(imageIdentitySchema.parse(identity)).toEqual(identity);
    expect(identity.reference).toBe(`statix.local/demo:${identity.identity.slice(0, 32)}`);
    expect(identity.files.map(({ path, executable }) => [path, executable])).toEqual([
      ['Dockerfile', false],
      ['recipe.json', false],
      ['steps/build.sh', true],
    ]);
  });

  test('is the same for the same recipe elsewhere, made in another order', async () => {
    const here = await identify();
    const there = recipeWorkspace(newFolder());
    rmSync(join(there.recipeRoot, 'Dockerfile'));
    there.write('images/recipe/Dockerfile', 'ARG BASE\nFROM ${BASE}\n');
    const elsewhere = identifyImage(await readImageDefinition(there.root, DEFINITION));
    expect(elsewhere).toEqual(here);
  });

  test.each<[string, () => void]>([
    [
      'a time',
      () => {
        utimesSync(join(workspace.recipeRoot, 'Dockerfile'), 1, 1);
      },
    ],
    [
      'permissions',
      () => {
        chmodSync(join(workspace.recipeRoot, 'Dockerfile'), 0o600);
      },
    ],
    [
      'a file of the site',
      () => {
        workspace.write('images/recipe/site/ca.pem', 'x');
      },
    ],
    [
      'an empty folder',
      () => {
        mkdirSync(join(workspace.recipeRoot, 'empty'));
      },
    ],
    [
      'the default of an argument, spelt out',
      () => {
        writeDefinition({ arguments: { LLVM_VERSION: '22' } });
      },
    ],
  ])('%s does not change it', async (_what, change) => {
    const before = await identify();
    change();
    expect((await identify()).identity).toBe(before.identity);
  });

  test.each<[string, () => void]>([
    [
      'a byte',
      () => {
        workspace.write('images/recipe/Dockerfile', 'ARG BASE\nFROM ${BASE}\r');
      },
    ],
    [
      'an executable bit',
      () => {
        chmodSync(join(workspace.recipeRoot, 'Dockerfile'), 0o755);
      },
    ],
    [
      'a new file',
      () => {
        workspace.write('images/recipe/new', '');
      },
    ],
    [
      'a removed file',
      () => {
        rmSync(join(workspace.recipeRoot, 'steps/build.sh'));
      },
    ],
    [
      'a folder called site deeper down',
      () => {
        workspace.write('images/recipe/steps/site/x', '');
      },
    ],
    [
      'an argument',
      () => {
        writeDefinition({ arguments: { EXTRA: 'x' } });
      },
    ],
    [
      'the base',
      () => {
        writeDefinition({ base: 'debian:sid' });
      },
    ],
  ])('%s changes it', async (_what, change) => {
    const before = await identify();
    change();
    const after = await identify();
    expect(after.identity).not.toBe(before.identity);
    expect(after.reference).not.toBe(before.reference);
  });

  test('a link is refused, also a link to a folder', async () => {
    symlinkSync('steps', join(workspace.recipeRoot, 'link'));
    const error = await statixErrorOf(identify());
    expect(error.code).toBe('STATIX_RECIPE_FILE_REFUSED');
    expect(error.what).toContain('/recipe/link');
  });
});

function writeDefinition(change: object): void {
  workspace.write(DEFINITION, { recipe: './recipe', base: 'debian:trixie', ...change });
}
