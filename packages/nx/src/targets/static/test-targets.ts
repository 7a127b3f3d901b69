import type { TargetConfiguration } from '@nx/devkit';
import type { PackageSettings } from '../../settings/plugin-options.js';
import { targetNames } from '../../settings/target-names.js';
import { described } from '../described.js';
import { cargoTarget } from './cargo-target.js';
import { testInputsOf } from './inputs-of.js';
import { defaultTriple } from './places.js';
import type { StaticProject } from './static-project.js';

/** Tests and checks see the same files: those of the build, and what only tests need. */
export function testTargets(project: StaticProject): Record<string, TargetConfiguration> {
  const { settings, projectName } = project;
  const compiling = testCompiling(settings);
  const tests = {
    triple: defaultTriple,
    profile: 'test',
    ...settings['test-static'],
    ...compiling,
  };
  const check = {
    triple: defaultTriple,
    profile: 'dev',
    ...settings['check-static'],
    ...withInherited(compiling, settings['check-static']),
  };
  // In a large workspace the sets of inputs take longest of all.
  const { extraInputs, generatedInputs } = settings['check-static'];
  const ofItsOwn = extraInputs !== undefined || generatedInputs !== undefined;
  const set = testInputsOf(project, compiling);
  return {
    [targetNames.test]: {
      executor: '@statix/cargo-musl:test',
      ...cargoTarget(project, set, tests),
      outputs: [`{workspaceRoot}/dist/test/${projectName}/{options.triple}/{options.profile}`],
      metadata: described('Run the tests as static programs', project, targetNames.test, {
        filter: 'a_test',
      }),
    },
    [targetNames.check]: {
      executor: '@statix/cargo-musl:check',
      ...cargoTarget(project, ofItsOwn ? testInputsOf(project, check) : set, check),
      outputs: [`{workspaceRoot}/dist/check/${projectName}/{options.triple}/{options.profile}`],
      metadata: described('Check all targets with rustc', project, targetNames.check, {
        denyWarnings: true,
      }),
    },
  };
}

type Compiling = Partial<
  Pick<
    PackageSettings['build-static'],
    | 'features'
    | 'allFeatures'
    | 'defaultFeatures'
    | 'rustflags'
    | 'allocator'
    | 'threadStackSize'
    | 'offline'
    | 'buildNetwork'
    | 'sourceMode'
    | 'extraInputs'
    | 'generatedInputs'
    | 'environment'
  >
>;

/** How tests are compiled: as what is shipped, and with what they say themselves. */
function testCompiling(settings: PackageSettings): Compiling {
  return withInherited(settings['build-static'], settings['test-static']);
}

/** Files and variables are added to those of before; anything else takes its place. */
function withInherited(before: Compiling, own: Compiling): Compiling {
  const inherited = [before, own];
  const lists = inherited.flatMap(({ extraInputs = [] }) => extraInputs);
  return withoutEmpty({
    features: own.features ?? before.features,
    allFeatures: own.allFeatures ?? before.allFeatures,
    defaultFeatures: own.defaultFeatures ?? before.defaultFeatures,
    rustflags: own.rustflags ?? before.rustflags,
    allocator: own.allocator ?? before.allocator,
    threadStackSize: own.threadStackSize ?? before.threadStackSize,
    offline: own.offline ?? before.offline,
    buildNetwork: own.buildNetwork ?? before.buildNetwork,
    sourceMode: own.sourceMode ?? before.sourceMode,
    extraInputs: lists.length === 0 ? undefined : [...new Set(lists)],
    generatedInputs: merged(inherited.map(({ generatedInputs }) => generatedInputs)),
    environment: merged(inherited.map(({ environment }) => environment)),
  });
}

function merged<T>(
  records: readonly (Record<string, T> | undefined)[],
): Record<string, T> | undefined {
  const entries = records.flatMap((record) => Object.entries(record ?? {}));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function withoutEmpty(options: Record<keyof Compiling, unknown>): Compiling {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
