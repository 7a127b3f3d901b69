import type { ImageUse } from '@statix/toolchain';
import { planPrune } from './plan.js';

const use = (imageId: string, engineId = 'e'): ImageUse => ({
  engineId,
  imageId,
  identity: `identity of ${imageId}`,
  reference: `name of ${imageId}`,
});

function plan(uses: Record<string, ImageUse[]>, exists = true) {
  const { remove, keep } = planPrune({
    definition: '/mine',
    engineId: 'e',
    current: new Set(['now']),
    uses: new Map(Object.entries(uses)),
    exists: () => exists,
  });
  return { remove: remove.map(({ imageId }) => imageId), keep: keep.map(({ reason }) => reason) };
}

test('what this definition had earlier goes, the present image stays', () => {
  expect(plan({ '/mine': [use('old'), use('now'), use('older')] })).toEqual({
    remove: ['old', 'older'],
    keep: [],
  });
});

test('other definitions, other engines: nothing of theirs', () => {
  expect(plan({ '/mine': [use('there', 'another engine')], '/other': [use('theirs')] })).toEqual({
    remove: [],
    keep: [],
  });
});

test('shared with a definition that exists: stays; with one that is gone: goes', () => {
  const uses = { '/mine': [use('old')], '/other': [use('old')] };
  expect(plan(uses)).toEqual({ remove: [], keep: ['used by /other'] });
  expect(plan(uses, false).remove).toEqual(['old']);
});

test('one that was used under two identities is removed once', () => {
  expect(plan({ '/mine': [use('old'), { ...use('old'), identity: 'x' }] }).remove).toEqual(['old']);
});
