import {
  DOCKER_HUB,
  parseDigestReference,
  parseImageReference,
  registryOf,
} from './image-reference.js';

test.each([
  ['name', 'name', 'latest'],
  ['name:1.0', 'name', '1.0'],
  ['statix.local/statix:0af', 'statix.local/statix', '0af'],
  ['registry:5000/a/b', 'registry:5000/a/b', 'latest'],
  ['registry:5000/a/b:t', 'registry:5000/a/b', 't'],
])('%s', (text, repository, tag) => {
  expect(parseImageReference(text)).toEqual({ repository, tag });
});

test.each(['', ':tag', 'UPPER', 'a b', 'name:', 'name:a b', 'name@sha256:00', 'a?b', '-x'])(
  '%j is refused',
  (text) => {
    expect(() => parseImageReference(text)).toThrow(
      expect.objectContaining({ code: 'STATIX_IMAGE_REFERENCE_INVALID' }),
    );
  },
);

describe('an image by its digest', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  test('is read', () => {
    expect(parseDigestReference(`registry.example:5000/team/image@${digest}`)).toEqual({
      repository: 'registry.example:5000/team/image',
      digest,
    });
  });

  test.each(['image', 'image:tag', `image:tag@${digest}`, 'image@sha256:abc', `@${digest}`])(
    '%s is refused',
    (text) => {
      expect(() => parseDigestReference(text)).toThrow(
        expect.objectContaining({ code: 'STATIX_IMAGE_REFERENCE_INVALID' }),
      );
    },
  );
});

test.each([
  ['image', DOCKER_HUB],
  ['team/image', DOCKER_HUB],
  ['docker.io/team/image', DOCKER_HUB],
  ['localhost/image', 'localhost'],
  ['registry.example/image', 'registry.example'],
  ['127.0.0.1:5000/image', '127.0.0.1:5000'],
])('the registry of %s is %s', (repository, registry) => {
  expect(registryOf(repository)).toBe(registry);
});
