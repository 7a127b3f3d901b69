import { parseImageReference } from './image-reference.js';

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
