import { recordedStatuses } from '../testing/build-answer.js';
import type { BuildEvent } from './build-image-request.js';
import { BuildProgress } from './build-progress.js';
import { decodeBuildStatus } from './build-status.js';

function follow(name: string, { successful = true } = {}) {
  const events: BuildEvent[] = [];
  const progress = new BuildProgress((event) => events.push(event));
  for (const status of recordedStatuses(name)) progress.accept(decodeBuildStatus(status));
  progress.finish({ successful });
  const stages = events.flatMap((event) =>
    event.kind === 'log' ? [] : [`${event.kind} ${event.stage}`],
  );
  const log = events.flatMap((event) =>
    event.kind === 'log' ? [`${event.stage}: ${event.line}`] : [],
  );
  return { events, progress, stages, log };
}

describe('BuildProgress', () => {
  test('tells stages and their time, and lines with their stage', () => {
    const { events, stages, log } = follow('three-stages');
    expect(stages).toEqual([
      'stage-started one',
      'stage-started two',
      'stage-done one',
      'stage-done two',
      'stage-started stage-2',
      'stage-done stage-2',
    ]);
    expect(log).toEqual([
      'two: Sat Nov 21 09:46:01 UTC 2026',
      'one: hello',
      'one: hé',
      'one: second',
      'two: line1',
      'stage-2: third',
    ]);
    const two = events.find((event) => event.kind === 'stage-done' && event.stage === 'two');
    expect(two).toMatchObject({ seconds: expect.closeTo(1.258, 3) as number });
  });

  test('stages from the cache', () => {
    expect(follow('three-stages-cached').stages).toEqual([
      'stage-cached one',
      'stage-cached two',
      'stage-cached stage-2',
    ]);
  });

  test('the step that failed, and the end of its stage’s log', () => {
    const { progress, stages } = follow('failing-stage', { successful: false });
    const failed = progress.failedStep('executor failed running [/bin/sh -c x]: exit code: 3');
    expect(failed?.stage).toBe('two');
    expect(failed?.name).toContain('[two 2/2] RUN echo');
    const tail = progress.tail('two');
    expect([tail.length, tail[0], tail.at(-1)]).toEqual([30, '21', '50']);
    expect(stages).not.toContain('stage-done two');
  });

  test('the first cause, not a step that was cancelled beside it', () => {
    const progress = new BuildProgress(() => undefined);
    const vertex = { cached: false, started: 1, completed: 2 };
    progress.accept({
      vertexes: [
        { ...vertex, digest: 'a', name: '[slow 2/2] RUN a', error: 'context canceled' },
        { ...vertex, digest: 'b', name: '[bad 2/2] RUN b', error: 'exit code: 1' },
      ],
      logs: [],
    });
    expect(progress.failedStep('process "b" failed: exit code: 1')?.stage).toBe('bad');
    expect(progress.failedStep('something else')?.stage).toBe('slow');
  });

  test('a stage whose last step belongs to another ends with the build', () => {
    const events: BuildEvent[] = [];
    const progress = new BuildProgress((event) => events.push(event));
    const step = { digest: 'a', name: '[one 2/3] RUN a', cached: false, error: '' };
    progress.accept({ vertexes: [{ ...step, started: 1, completed: 3.5 }], logs: [] });
    expect(events).toEqual([{ kind: 'stage-started', stage: 'one' }]);
    progress.finish({ successful: true });
    expect(events.at(-1)).toEqual({ kind: 'stage-done', stage: 'one', seconds: 2.5 });
  });
});

test('a status that is none is an error', () => {
  expect(() => decodeBuildStatus(Buffer.from('not protobuf at all'))).toThrow(RangeError);
});
