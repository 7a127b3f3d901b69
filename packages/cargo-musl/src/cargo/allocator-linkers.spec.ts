import { allocatorLinkers } from './allocator-linkers.js';

const allocators = { mimalloc: { linker: '/image/link-with-mimalloc', version: '3.3.2' } };

test('what the image offers', () => {
  expect(allocatorLinkers({ allocators }, 'mimalloc')).toEqual({
    mimalloc: '/image/link-with-mimalloc',
  });
});

test('musl needs nothing of the image', () => {
  expect(allocatorLinkers({ allocators: {} }, 'musl')).toEqual({});
});

test('an image without the wanted one is refused, never built with another', () => {
  expect(() => allocatorLinkers({ allocators: {} }, 'mimalloc')).toThrow(
    expect.objectContaining({ code: 'STATIX_ALLOCATOR_NOT_IN_IMAGE' }),
  );
});
