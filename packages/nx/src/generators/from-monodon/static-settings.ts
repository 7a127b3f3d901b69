import type { TargetConfiguration } from '@nx/devkit';
import { targetNames } from '../../settings/target-names.js';
import { recordOf } from '../record-of.js';
import type { GivenSetting } from '../cargo/set-in-manifest.js';
import { executorOf } from './monodon-project.js';

/**
 * What a project's build target says that a static build has to know: features, binaries, the
 * profile. A static binary is what is shipped, so its `production` configuration counts.
 */
export function staticSettings(
  targets: Readonly<Record<string, TargetConfiguration>>,
): GivenSetting[] {
  const build = Object.values(targets).find((target) => executorOf(target) === 'build');
  if (build === undefined) return [];
  const production: unknown = build.configurations?.['production'];
  const options = { ...recordOf(build.options), ...recordOf(production) };
  const { features, bin, profile } = options;
  const settings: GivenSetting[] = [];
  const add = (option: string, value: GivenSetting['value']) => {
    settings.push({ path: [targetNames.build, option], value });
  };
  if (features !== undefined) add('features', namesOf(features));
  if (options['all-features'] === true) add('allFeatures', true);
  // Glob patterns are cargo's; our own list names binaries.
  if (bin !== undefined && namesOf(bin).every((name) => /^[\w-]+$/.test(name))) {
    add('bins', namesOf(bin));
  }
  if (typeof profile === 'string' && profile !== 'release') add('profile', profile);
  return settings;
}

/** A list, or a text as cargo takes it: with commas or spaces between. */
function namesOf(value: unknown): string[] {
  const texts = Array.isArray(value) ? value.map(String) : [String(value)];
  return texts.flatMap((text) => text.split(/[\s,]+/)).filter((name) => name !== '');
}
