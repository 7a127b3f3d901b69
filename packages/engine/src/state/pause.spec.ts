import { errorOf } from '@statix/contract/testing/expect-error';
import { pause } from './pause.js';

test('fails with the reason of the signal, not with an error of Node’s own', async () => {
  const controller = new AbortController();
  const pausing = pause(60_000, controller.signal);
  controller.abort(new Error('the container ended'));
  expect(String(await errorOf(pausing))).toBe('Error: the container ended');
});

test('without a signal it waits', async () => {
  await expect(pause(1, undefined)).resolves.toBeUndefined();
});
