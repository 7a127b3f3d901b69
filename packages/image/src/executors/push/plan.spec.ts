import type { ImageIdentity } from '@statix/contract';
import { planPush } from './plan.js';

const identity: ImageIdentity = {
  schemaVersion: 1,
  kind: 'statix.image-identity',
  identity: 'a'.repeat(64),
  reference: `statix.local/statix:${'a'.repeat(32)}`,
  recipe: { name: 'statix', version: '1' },
  base: 'debian:trixie',
  arguments: {},
  definition: 'images/statix/statix-image.json',
  files: [],
};
const where = {
  workspaceRoot: '/ws',
  repository: 'registry.example:5000/team/statix',
  recipeRoot: '/ws/images/statix/recipe',
};

test('the tag is of the identity, the record beside the definition', () => {
  expect(planPush(identity, where)).toEqual({
    target: `registry.example:5000/team/statix:${'a'.repeat(32)}`,
    repository: 'registry.example:5000/team/statix',
    registry: 'registry.example:5000',
    record: '/ws/images/statix/published.json',
  });
});

test.each(['registry.example/statix:1', 'Registry.example/x', '', 'a@sha256:1', 'a b'])(
  "'%s' is no repository",
  (repository) => {
    expect(() => planPush(identity, { ...where, repository })).toThrow(
      expect.objectContaining({ code: 'STATIX_OPTION_INVALID' }),
    );
  },
);

test.each(['/ws/images/statix', '/ws/images', '/ws'])(
  'a record that would change the identity: recipe at %s',
  (recipeRoot) => {
    expect(() => planPush(identity, { ...where, recipeRoot })).toThrow(
      expect.objectContaining({ code: 'STATIX_PUBLISHED_IN_RECIPE' }),
    );
  },
);

test('a recipe in node_modules, and one named like a parent', () => {
  const roots = ['/ws/node_modules/@statix/image/recipe', '/ws/images/statix-recipe'];
  for (const recipeRoot of roots) {
    expect(() => planPush(identity, { ...where, recipeRoot })).not.toThrow();
  }
});
