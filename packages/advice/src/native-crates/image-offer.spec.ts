import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { offerOfRecipe } from './image-offer.js';

const recipe = join(__dirname, '../../../image/recipe');
const text = (path: string): string => readFileSync(join(recipe, path), 'utf8');
const texts = {
  components: text('contract/components.json'),
  libraries: [{ libraries: [{ name: 'z', pkgConfig: 'zlib' }] }],
  lists: [],
  extraPackages: '',
};

test('the libraries of a recipe and the parts that are none are offered alike', () => {
  const offer = offerOfRecipe(texts);
  expect([...(offer?.libraries ?? [])]).toEqual(expect.arrayContaining(['c', 'z', 'zlib']));
});

test('the lock of our own recipe says which Rust and Clang its image will have', () => {
  const offer = offerOfRecipe({ ...texts, lock: text('lock.json') });
  expect(offer?.rustVersion).toMatch(/^1\.\d+\.\d+$/);
  expect(offer?.clangVersion).toMatch(/^\d+\.\d+\.\d+$/);
});

test.each([undefined, '{', '{"packages":[{"name":"rustc","version":"unstable"}]}'])(
  'of a lock that says nothing (%s), nothing is known',
  (lock) => {
    expect(offerOfRecipe({ ...texts, lock })).toMatchObject({
      rustVersion: undefined,
      clangVersion: undefined,
    });
  },
);
