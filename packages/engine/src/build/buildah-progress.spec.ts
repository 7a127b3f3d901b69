import type { BuildEvent } from './build-image-request.js';
import { BuildahProgress } from './buildah-progress.js';

let events: BuildEvent[];
let progress: BuildahProgress;

beforeEach(() => {
  events = [];
  let now = 0;
  progress = new BuildahProgress(
    (event) => events.push(event),
    () => (now += 1000),
  );
});

function told(): string[] {
  return events.map((event) =>
    event.kind === 'log'
      ? `${event.stage}: ${event.line}`
      : `${event.kind} ${event.stage}${event.seconds === undefined ? '' : ` ${event.seconds}`}`,
  );
}

test('one stage after the other, and what each prints', () => {
  progress.accept('[1/2] STEP 1/2: FROM scratch AS first\n[1/2] STEP 2/2: RUN ma');
  progress.accept('ke\nmade\n[2/2] STEP 1/1: FROM first\nCOMMIT x\n');
  progress.finish({ successful: true });
  expect(told()).toEqual([
    'stage-started first',
    'first: [1/2] STEP 1/2: FROM scratch AS first',
    'first: [1/2] STEP 2/2: RUN make',
    'first: made',
    'stage-done first 1',
    'stage-started stage-1',
    'stage-1: [2/2] STEP 1/1: FROM first',
    'stage-1: COMMIT x',
    'stage-done stage-1 1',
  ]);
});

test('a stage that waits for another one, and goes on', () => {
  progress.accept(
    '[1/2] STEP 1/2: FROM scratch AS first\n[2/2] STEP 1/1: FROM scratch AS second\n',
  );
  progress.accept('--> 1234\n[1/2] STEP 2/2: COPY --from=second / /\ncopied\n');
  progress.finish({ successful: true });
  expect(told()).toEqual([
    'stage-started first',
    'first: [1/2] STEP 1/2: FROM scratch AS first',
    'stage-started second',
    'second: [2/2] STEP 1/1: FROM scratch AS second',
    'second: --> 1234',
    'stage-done second 1',
    'first: [1/2] STEP 2/2: COPY --from=second / /',
    'first: copied',
    'stage-done first 2',
  ]);
});

test('a Dockerfile of one stage', () => {
  progress.accept('STEP 1/2: FROM x\nSTEP 2/2: LABEL a=b\n');
  progress.finish({ successful: true });
  expect(told()[0]).toBe('stage-started stage-0');
  expect(told().at(-1)).toBe('stage-done stage-0 1');
});

test('what failed is the step that was under way, with the end of its stage', () => {
  progress.accept('[1/1] STEP 1/2: FROM x AS musl\n[1/1] STEP 2/2: RUN make\nno rule\n');
  progress.finish({ successful: false });
  const message = 'building at STEP "RUN make": exit status 2';
  expect(progress.failedStep(message)).toEqual({
    stage: 'musl',
    name: '[musl] RUN make',
    error: message,
  });
  expect(progress.tail('musl').at(-1)).toBe('no rule');
  expect(told().some((line) => line.startsWith('stage-done'))).toBe(false);
});

test('before the first stage nothing is known', () => {
  progress.note('a line of the engine');
  progress.finish({ successful: false });
  expect(progress.failedStep('no such file')).toBeUndefined();
  expect(told()).toEqual(['engine: a line of the engine']);
});
