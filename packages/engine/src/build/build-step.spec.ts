import { parseBuildStep } from './build-step.js';

test.each([
  ['[openssl 3/4] RUN make', { stage: 'openssl', counts: true, last: false }],
  ['[openssl 4/4] RUN make', { stage: 'openssl', counts: true, last: true }],
  ['[openssl  4/12] RUN make', { stage: 'openssl', counts: true, last: false }],
  ['[linux/amd64 openssl 4/4] COPY a b', { stage: 'openssl', counts: true, last: true }],
  ['[2/3] RUN make', { stage: 'stage-0', counts: true, last: false }],
  ['[linux/amd64 2/3] RUN make', { stage: 'stage-0', counts: true, last: false }],
  ['[base 1/2] FROM docker.io/library/debian', { stage: 'base', counts: false, last: false }],
  ['[internal] load build definition', { stage: 'engine', counts: false, last: false }],
  ['exporting to image', { stage: 'engine', counts: false, last: false }],
  ['copy /context /', { stage: 'engine', counts: false, last: false }],
])('%s', (name, expected) => {
  expect(parseBuildStep(name)).toEqual(expected);
});
