import { recipeDefinitionSchema, referencedDefinitionSchema } from './definition-schema.js';
import { librarySchema } from './library-schema.js';
import {
  isLibrary,
  isRecipe,
  isRecipeDefinition,
  isReferencedDefinition,
} from './plain-records.js';
import { recipeSchema } from './recipe-schema.js';

const wrong: readonly unknown[] = [undefined, null, 1, '', 'a b', [], ['x'], {}, { x: 1 }, true];

/** The document, and every document with one value of it replaced, removed or added. */
function variants(sound: Readonly<Record<string, unknown>>): unknown[] {
  const altered = Object.keys(sound).flatMap((key) => {
    const { [key]: _removed, ...others } = sound;
    return [others, ...wrong.map((value) => ({ ...sound, [key]: value }))];
  });
  return [sound, { ...sound, unknown: 1 }, ...altered, ...wrong];
}

const archive = { name: 'z', pkgConfig: 'zlib', symbols: ['inflate'], withoutStackProtector: 'a' };
const library = {
  ...{ source: 'zlib', license: 'Zlib', description: 'a', upstream: 'b', folders: ['c'] },
  ...{ leaveOut: ['d'], from: 'musl', needs: ['e'], buildPackages: ['f'], libraries: [archive] },
  otherPkgConfig: ['g'],
  cmake: { find: 'ZLIB', link: ['ZLIB::ZLIB'], definitions: ['h'] },
};
const argument = { default: '22', description: 'a' };

test.each([
  {
    what: 'a definition by recipe',
    isSound: isRecipeDefinition,
    schema: recipeDefinitionSchema,
    documents: variants({ $schema: 's', recipe: './r', base: 'debian:13', arguments: { A: 'b' } }),
  },
  {
    what: 'a definition by reference',
    isSound: isReferencedDefinition,
    schema: referencedDefinitionSchema,
    documents: variants({ $schema: 's', reference: 'r@sha256:0', contract: 'contract.json' }),
  },
  {
    what: 'a recipe',
    isSound: isRecipe,
    schema: recipeSchema,
    documents: [
      ...variants({ name: 'a-b.c_1', version: '1', arguments: { LLVM: argument } }),
      ...['A', 'a--b', '-a', 'a_'].map((name) => ({ name, version: '1', arguments: {} })),
      ...['BASE', '1A', 'A-B', '', '_'].map((name) => ({
        name: 'a',
        version: '1',
        arguments: { [name]: argument },
      })),
      ...variants(argument).map((value) => ({ name: 'a', version: '1', arguments: { A: value } })),
    ],
  },
  {
    what: 'a library',
    isSound: isLibrary,
    schema: librarySchema,
    documents: [
      ...variants(library),
      ...variants(archive).map((value) => ({ ...library, libraries: [value] })),
      ...variants(library.cmake).map((cmake) => ({ ...library, cmake })),
      ...variants({ ...archive, pkgConfig: null }).map((value) => ({
        ...library,
        libraries: [archive, value],
      })),
      { ...library, from: 'libcxx' },
    ],
  },
])('$what: told by hand as by its schema', ({ isSound, schema, documents }) => {
  for (const document of documents) {
    // Through JSON, where what is undefined is not there.
    const { json } = JSON.parse(JSON.stringify({ json: document })) as { json?: unknown };
    expect([json, isSound(json)]).toEqual([json, schema.safeParse(json).success]);
  }
});
