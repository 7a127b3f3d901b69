import type { NxContext, NxTarget } from './nx-context.js';
import { requireHashedVariable } from './require-hashed-variable.js';

const NAME = 'STATIX_COMPRESS';

function contextOf(target: NxTarget, more: object = {}): NxContext {
  return {
    root: '/repo',
    projectName: 'app',
    targetName: 'compress-static',
    projectsConfigurations: {
      projects: { app: { root: 'app', targets: { 'compress-static': target }, ...more } },
    },
    nxJsonConfiguration: {
      namedInputs: { shared: [{ env: 'OTHER' }, 'deeper'], deeper: [{ env: NAME }, 'shared'] },
    },
  };
}

test.each<[string, NxTarget]>([
  ['the plugin’s inputs', { cache: true, inputs: [{ runtime: 'x' }, { env: NAME }] }],
  ['a named input in a named input', { cache: true, inputs: ['shared'] }],
  ['a target that is not cached', { inputs: [] }],
])('says nothing of %s', (_name, target) => {
  expect(() => {
    requireHashedVariable(NAME, contextOf(target));
  }).not.toThrow();
});

test.each<[string, NxTarget, object]>([
  ['other variables', { cache: true, inputs: [{ env: 'OTHER' }, '{projectRoot}/**'] }, {}],
  ['no inputs', { cache: true }, {}],
  [
    'a named input that the project has replaced',
    { cache: true, inputs: ['shared'] },
    { namedInputs: { shared: [] } },
  ],
])('refuses %s', (_name, target, more) => {
  expect(() => {
    requireHashedVariable(NAME, contextOf(target, more));
  }).toThrow(expect.objectContaining({ code: 'STATIX_INPUT_NOT_HASHED' }) as Error);
});
