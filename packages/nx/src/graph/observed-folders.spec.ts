import { compareObservation, startObservation } from './observation.js';
import { observeProgram } from './observed-folders.js';

jest.mock('node:module', () => ({
  createRequire: () => ({
    resolve: (path: string) => {
      throw new Error(`Cannot find module '${path}'`);
    },
  }),
}));

test('our packages cannot be read while npm replaces them: what was read then holds for nothing', () => {
  const observer = startObservation(undefined, observeProgram);
  expect(compareObservation(observer.observed())).toEqual({ state: 'changed' });
});
