import type { NxContext } from './nx-context.js';
import { requireDeclaredOutputs } from './require-declared-outputs.js';

const inferred = ['{workspaceRoot}/dist/static/app/{options.triple}/{options.profile}'];

function context(
  outputs: readonly string[] | undefined,
  { options = {}, overrides = {}, cache = true }: Record<string, object | boolean> = {},
): NxContext {
  return {
    root: '/repo',
    projectName: 'app',
    targetName: 'build-static',
    projectsConfigurations: {
      projects: {
        app: {
          root: 'crates/app',
          targets: {
            'build-static': {
              cache: cache === true,
              outputs,
              options: { triple: 't', profile: 'release', ...Object(options) },
            },
          },
        },
      },
    },
    taskGraph: {
      tasks: {
        'app:build-static': {
          id: 'app:build-static',
          target: { project: 'app', target: 'build-static' },
          overrides,
        },
      },
      dependencies: {},
    },
  };
}

test.each([
  ['dist/static/app/t/release', context(inferred)],
  ['dist/static/app/t/dev', context(inferred, { overrides: { profile: 'dev' } })],
  ['out/x', context(['{options.outputPath}'], { options: { outputPath: 'out/x' } })],
  ['out/y', context(['{options.outputPath}'], { overrides: { outputPath: 'out/y' } })],
  ['crates/app/out', context(['{projectRoot}/out/**'])],
  ['anywhere', context(undefined, { cache: false })],
])('%s is where the outputs say', (folder, given) => {
  expect(() => {
    requireDeclaredOutputs(folder, given);
  }).not.toThrow();
});

test.each([
  ['outputPath on the command line', context(inferred, { overrides: { outputPath: 'out/x' } })],
  ['outputPath over an inferred target', context(inferred, { options: { outputPath: 'out/x' } })],
  ['no outputs', context(undefined)],
  ['outputs whose option is not given', context(['{options.outputPath}'])],
  ['a negated output', context(['{workspaceRoot}/out/x', '!{workspaceRoot}/out/x/app'])],
  ['a folder of nearly the same name', context(['{workspaceRoot}/out/xy'])],
])('fault: with %s, the next run is a hit without a binary', (_name, given) => {
  expect(() => {
    requireDeclaredOutputs('out/x', given);
  }).toThrow(expect.objectContaining({ code: 'STATIX_OUTPUT_NOT_DECLARED' }));
});

test.each(['.', '..', '../out', '/tmp/out', 'out/../..'])(
  'attack: the output folder %s makes Nx store and restore what is not of the task',
  (folder) => {
    expect(() => {
      requireDeclaredOutputs(folder, context(inferred));
    }).toThrow(expect.objectContaining({ code: 'STATIX_OUTPUT_OUTSIDE' }));
  },
);
