import { buffer, text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { recipeWorkspace } from '../testing/recipe-workspace.js';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { buildContext } from './build-context.js';
import { listRecipeFiles } from '../definition/recipe-files.js';

const newFolder = temporaryFolders();
const identity = 'a1'.repeat(32);

describe('buildContext', () => {
  test('holds the hashed files and those of the site, with bare modes', async () => {
    const { recipeRoot, write } = recipeWorkspace(newFolder());
    write('images/recipe/site/private', 'of this machine');
    const recipe = { recipeRoot, lockFile: undefined, libraries: [], toolchain: undefined };
    const files = listRecipeFiles(recipe);
    const site = [{ path: 'site/.keep', content: Buffer.alloc(0) }];
    const tar = extract();
    tar.end(await buffer(buildContext(recipe, { files, identity }, site, { builder: 'buildkit' })));
    const found: [string, number][] = [];
    const contents = new Map<string, string>();
    for await (const entry of tar) {
      found.push([entry.header.name, entry.header.mode]);
      contents.set(entry.header.name, await text(entry));
    }
    expect(found).toEqual([
      ['Dockerfile', 0o644],
      ['recipe.json', 0o644],
      ['steps/build.sh', 0o755],
      ['site/.keep', 0o644],
      ['.statix-identity', 0o644],
    ]);
    expect(contents.get('.statix-identity')).toBe(`${identity}\n`);
    expect(contents.get('Dockerfile')?.trimEnd().split('\n').at(-1)).toBe(
      'COPY .statix-identity /opt/statix/identity',
    );
  });

  test('for Buildah the Dockerfile makes the folders again that it removes', async () => {
    const { recipeRoot, write } = recipeWorkspace(newFolder());
    const step = 'RUN --mount=type=tmpfs,target=/tmp true';
    write('images/recipe/Dockerfile', `FROM scratch\n${step}\n`);
    const recipe = { recipeRoot, lockFile: undefined, libraries: [], toolchain: undefined };
    const files = listRecipeFiles(recipe);
    const context = buildContext(recipe, { files, identity }, [], { builder: 'buildah' });
    expect((await buffer(context)).toString()).toContain(`${step}\nRUN mkdir -p /tmp &&`);
  });

  test('a file that changed since it was hashed ends it', async () => {
    const { recipeRoot, write } = recipeWorkspace(newFolder());
    const recipe = { recipeRoot, lockFile: undefined, libraries: [], toolchain: undefined };
    const files = listRecipeFiles(recipe);
    write('images/recipe/steps/build.sh', 'echo other\n', 0o755);
    const error = await statixErrorOf(
      buffer(buildContext(recipe, { files, identity }, [], { builder: 'buildkit' })),
    );
    expect(error.code).toBe('STATIX_IMAGE_CHANGED');
    expect(error.what).toContain('steps/build.sh');
  });
});
