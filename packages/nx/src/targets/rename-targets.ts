import type { TargetConfiguration, TargetDependencyConfig } from '@nx/devkit';
import { StatixError } from '@statix/contract/errors';
import { targetNames } from '../settings/target-names.js';

/** Other names for our targets, by the names that they have otherwise; false leaves one out. */
export type ChosenNames = Readonly<Record<string, string | false | undefined>>;

type Targets = Readonly<Record<string, TargetConfiguration>>;

/** What cannot be done without what. */
const needs: Readonly<Record<string, readonly string[]>> = {
  [targetNames.verify]: [targetNames.build],
  [targetNames.stamp]: [targetNames.build],
  [targetNames.compress]: [targetNames.build, targetNames.verify],
  [targetNames.package]: [targetNames.build, targetNames.verify],
  [targetNames.load]: [targetNames.package],
  [targetNames.push]: [targetNames.package],
  [targetNames.all]: [targetNames.build],
  [targetNames.plan]: [targetNames.build],
  [targetNames.run]: [targetNames.build],
  [targetNames.rebuild]: [targetNames.build],
  [targetNames.provenance]: [targetNames.build, targetNames.verify],
  [targetNames.audit]: [targetNames.build, targetNames.verify],
};

/** What is there for others alone, and for whom. */
const serves: Readonly<Record<string, readonly string[]>> = {
  [targetNames.inputs]: [targetNames.build, targetNames.test, targetNames.check, targetNames.shell],
};

/**
 * Gives the inferred targets the names that a user has chosen, in what they depend on and in their
 * help as well, and leaves out the ones that were turned off, with all that cannot do without them.
 *
 * @throws StatixError STATIX_TARGET_NAME_CLASH when two targets would have one name
 */
export function renameTargets(targets: Targets, chosen: ChosenNames, project: string): Targets {
  // As in most workspaces, of which some have a thousand programs.
  if (Object.keys(chosen).length === 0) return targets;
  const isKept = (target: string): boolean =>
    chosen[target] !== false &&
    (needs[target] ?? []).every(isKept) &&
    (serves[target]?.some((served) => served in targets && isKept(served)) ?? true);
  const nameOf = (target: string): string => {
    const name = chosen[target];
    return typeof name === 'string' ? name : target;
  };
  const renamed: Record<string, TargetConfiguration> = {};
  for (const [target, configuration] of Object.entries(targets)) {
    if (!isKept(target)) continue;
    const name = nameOf(target);
    if (name in renamed) throw clash(project, name);
    renamed[name] = withNames(configuration, target, name, (dependency) => {
      if (!(dependency in targets)) return [dependency];
      return isKept(dependency) ? [nameOf(dependency)] : [];
    });
  }
  return renamed;
}

function withNames(
  configuration: TargetConfiguration,
  target: string,
  name: string,
  namesOf: (dependency: string) => string[],
): TargetConfiguration {
  const { dependsOn, metadata } = configuration;
  const command = metadata?.help?.command.replace(`:${target} `, `:${name} `);
  return {
    ...configuration,
    ...(dependsOn === undefined
      ? {}
      : {
          dependsOn: dependsOn.flatMap<TargetDependencyConfig | string>((dependency) => {
            if (typeof dependency === 'string') return namesOf(dependency);
            const ofOthers = dependency.projects !== undefined || dependency.dependencies === true;
            if (ofOthers) return [dependency];
            return namesOf(dependency.target).map((target) => ({ ...dependency, target }));
          }),
        }),
    ...(metadata?.help === undefined || command === undefined
      ? {}
      : { metadata: { ...metadata, help: { ...metadata.help, command } } }),
  };
}

function clash(project: string, name: string): StatixError {
  return new StatixError({
    code: 'STATIX_TARGET_NAME_CLASH',
    what: `Two targets of ${project} would be called '${name}'`,
    why: '`targets` in the settings gives both of them that name, or one of them the name of the other.',
    remedies: ['Give each target in `targets` a name of its own, or false to leave it out.'],
  });
}
