import type { NxContext } from '../nx-context.js';

const executors: Readonly<Record<string, string>> = {
  'build-static': '@statix/cargo-musl:build',
  'verify-static': '@statix/verify:verify',
  'stamp-static': '@statix/verify:stamp',
  'compress-static': '@statix/upx:compress',
  static: '@statix/nx:static',
};
const chain = ['build-static', 'verify-static', 'compress-static', 'static'];

/**
 * What Nx gives the executor of one target of the project `app`, in a run that was begun with another:
 * each target depends on those before it and forwards what is on the command line.
 */
export function taskContext(
  running: string,
  begun: string,
  overrides: object = {},
  {
    options = {},
    configurationName,
    nx = 23,
  }: { options?: Record<string, object>; configurationName?: string; nx?: 23 | 24 } = {},
): NxContext {
  const names = chain.slice(0, chain.indexOf(begun) + 1);
  const id = (name: string): string => `app:${name}`;
  return {
    root: '/repo',
    projectName: 'app',
    targetName: running,
    configurationName,
    projectsConfigurations: {
      projects: {
        app: {
          targets: Object.fromEntries(
            chain.map((name) => [
              name,
              {
                executor: executors[name]!,
                options: { profile: 'release', triple: 't', ...options[name] },
                configurations: { dev: { profile: 'dev' } },
              },
            ]),
          ),
        },
      },
    },
    taskGraph: {
      tasks: Object.fromEntries(
        names.map((name) => [
          id(name),
          {
            id: id(name),
            target: { project: 'app', target: name, configuration: configurationName },
            overrides: { ...overrides, __overrides_unparsed__: [] },
          },
        ]),
      ),
      dependencies: Object.fromEntries(
        // Nx's order is no order of the steps.
        [...names]
          .reverse()
          .map((name) => [
            id(name),
            names
              .slice(0, names.indexOf(name))
              .map((other) => (nx === 23 ? id(other) : { id: id(other) })),
          ]),
      ),
    },
  };
}
