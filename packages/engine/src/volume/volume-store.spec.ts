import { FakeEngine, refuse } from '../testing/fake-engine.js';
import { listVolumes } from './volume-store.js';

test('fault: an engine that measures for somebody else lists its volumes without sizes', async () => {
  const engine = await FakeEngine.start();
  try {
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
  } finally {
    await engine.stop();
  }
});
