import { mutants } from '@statix/contract/testing/mutants';
import { isRecipeToolchains } from '../channel/is-toolchains.js';
import { recipeToolchainsSchema } from '../channel/toolchains-schema.js';
import { recipeDefinitionSchema, referencedDefinitionSchema } from './definition-schema.js';
import {
  isLibraryFile,
  isRecipe,
  isRecipeDefinitionFile,
  isReferencedDefinitionFile,
} from './is-definition.js';
import { librarySchema } from './library-schema.js';
import { recipeSchema } from './recipe-schema.js';

const argument = { default: '22', description: 'a' };
const archive = { name: 'z', pkgConfig: 'zlib', symbols: ['inflate'], withoutStackProtector: 'a' };
const library = {
  ...{ source: 'zlib', license: 'Zlib', description: 'a', upstream: 'b', folders: ['c'] },
  ...{ leaveOut: ['d'], from: 'musl', needs: ['e'], buildPackages: ['f'], libraries: [archive] },
  otherPkgConfig: ['g'],
  cmake: { find: 'ZLIB', link: ['ZLIB::ZLIB'], definitions: ['h'] },
};
const debian = { rust: '1.85', packages: { a: 'b' }, sources: { c: 'd' } };
const server = 'https://dist.example.org';
const dist = { server, host: 'h', leaveOut: ['e'], source: 'f', edits: ['g'] };
const toolchains = {
  ...{
    compiler: 'rustc',
    oldest: { rust: '1.85', why: 'a' },
    presets: { current: null, old: '1.85' },
  },
  ...{
    llvm: [{ from: '1.85', until: '1.86', version: '19' }],
    older: [{ until: '1.9', edits: ['h-1.9'] }],
  },
  ...{ debian: [debian, { ...debian, crates: { i: 'j' }, edits: ['k'] }], dist },
};
const recipe = { name: 'a-b.c_1', version: '1', arguments: { LLVM: argument, _x1: argument } };

test.each([
  {
    what: 'a definition by recipe',
    isSound: isRecipeDefinitionFile,
    schema: recipeDefinitionSchema,
    sound: [{ $schema: 's', recipe: './r', base: 'debian:13', arguments: { A: 'b' } }],
  },
  {
    what: 'a definition by reference',
    isSound: isReferencedDefinitionFile,
    schema: referencedDefinitionSchema,
    sound: [{ $schema: 's', reference: 'r@sha256:0', contract: 'contract.json' }],
  },
  {
    what: 'a recipe',
    isSound: isRecipe,
    schema: recipeSchema,
    sound: [
      recipe,
      ...['A', 'a--b', '-a', 'a_', 'a\n'].map((name) => ({ ...recipe, name })),
      ...['BASE', 'BASE_', 'ABASE', '1A', 'A-B', '', '_'].map((name) => ({
        ...recipe,
        arguments: { [name]: argument },
      })),
    ],
  },
  {
    what: 'a library',
    isSound: isLibraryFile,
    schema: librarySchema,
    sound: [
      library,
      { ...library, from: 'libcxx', libraries: [{ ...archive, pkgConfig: null }, archive] },
    ],
  },
  {
    what: 'the compilers of a recipe',
    isSound: isRecipeToolchains,
    schema: recipeToolchainsSchema,
    sound: [
      toolchains,
      { ...toolchains, older: undefined, dist: undefined },
      ...['..', 'a/b', '-a', 'a\n'].map((edits) => ({
        ...toolchains,
        dist: { ...dist, edits: [edits] },
      })),
      ...['file:///a', 'https://', 'HTTP://a/b', 'https://a b', 'https://[', 'https://a:1/b'].map(
        (address) => ({
          ...toolchains,
          dist: { ...dist, server: address },
        }),
      ),
    ],
  },
])('$what with any one thing wrong: the guard says what the schema says', (judges) => {
  const judged = { sound: 0, wrong: 0 };
  for (const document of judges.sound.flatMap((each) => [...mutants(each)])) {
    // Through JSON, where what is undefined is not there.
    const { json } = JSON.parse(JSON.stringify({ json: document })) as { json?: unknown };
    const sound = judges.schema.safeParse(json).success;
    expect([json, judges.isSound(json)]).toEqual([json, sound]);
    judged[sound ? 'sound' : 'wrong'] += 1;
  }
  expect(judged.sound).toBeGreaterThan(5);
  expect(judged.wrong).toBeGreaterThan(20);
});
