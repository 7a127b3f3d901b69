import { describeCircumstances, rebuildCircumstances } from './circumstances.js';

test.each([
  [{ uid: 1000, jobs: undefined }, 8, { uid: 4242, jobs: 7, cpus: 7 }],
  [{ uid: 4242, jobs: undefined }, 2, { uid: 4243, jobs: 1, cpus: 1 }],
  // One processor cannot be made two; two jobs can run on it.
  [{ uid: 0, jobs: undefined }, 1, { uid: 4242, jobs: 2, cpus: undefined }],
  [{ uid: 0, jobs: 4 }, 2, { uid: 4242, jobs: 3, cpus: undefined }],
  [{ uid: 0, jobs: 1 }, 8, { uid: 4242, jobs: 2, cpus: 2 }],
  [{ uid: 0, jobs: undefined }, 1.5, { uid: 4242, jobs: 2, cpus: undefined }],
])(
  'another user and number of jobs than %o with %s processors',
  (machine, processors, expected) => {
    const found = rebuildCircumstances(machine, processors);
    expect(found).toMatchObject(expected);
    expect(describeCircumstances(found, false)).not.toContain('days later');
  },
);
