import { FakeEngine, refuse } from '../testing/fake-engine.js';
import { listVolumes } from './volume-store.js';

let engine: FakeEngine;
beforeEach(async () => {
  engine = await FakeEngine.start();
});
afterEach(() => engine.stop());

test('fault: an engine that goes on measuring for somebody else lists its volumes without sizes', async () => {
  engine.on(/\/system\/df/, refuse(500, 'a disk usage operation is already running'));
  engine.on(/\/volumes/, {
    Volumes: [
      { Name: 'ours', Labels: { 'dev.statix.volume': 'build' } },
      { Name: 'theirs', Labels: null },
    ],
  });
  expect(await listVolumes(await engine.transport(), { 'dev.statix.volume': 'build' })).toEqual([
    { name: 'ours', labels: { 'dev.statix.volume': 'build' }, sizeBytes: undefined },
  ]);
});

test('fault: the engine measures its disk for another build at the moment', async () => {
  let asked = 0;
  engine.on(/GET \/system\/df/, (request, response) => {
    asked += 1;
    if (asked < 3) refuse(500, 'a disk usage operation is already running')(request, response);
    else
      response.end(
        JSON.stringify({ Volumes: [{ Name: 'v', Labels: { a: 'b' }, UsageData: { Size: 7 } }] }),
      );
  });
  expect(await listVolumes(await engine.transport(), { a: 'b' })).toEqual([
    { name: 'v', labels: { a: 'b' }, sizeBytes: 7 },
  ]);
  expect(asked).toBe(3);
});

test('fault: any other refusal is one', async () => {
  engine.on(/GET \/system\/df/, refuse(500, 'broken'));
  await expect(listVolumes(await engine.transport(), {})).rejects.toMatchObject({
    code: 'STATIX_ENGINE_REFUSED',
  });
});
