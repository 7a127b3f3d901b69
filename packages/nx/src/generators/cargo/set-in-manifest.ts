import type { Tree } from '@nx/devkit';
import { StatixError } from '@statix/contract';
import { parseToml, renderValue, setValue, type SettableValue } from '@statix/cargo';

/** A setting of a package, by the keys that lead to it in `[package.metadata.statix]`. */
export interface GivenSetting {
  readonly path: readonly string[];
  readonly value: SettableValue;
}

/**
 * Writes settings into `[package.metadata.statix]` of a manifest; comments, order and all else stay.
 *
 * @param manifest repository-relative path of a Cargo.toml
 * @throws StatixError STATIX_SETTINGS_NOT_WRITTEN with the lines to add, where the manifest is written
 *   in a way that cannot be edited safely; nothing is written then
 */
export function setInManifest(
  tree: Tree,
  manifest: string,
  settings: readonly GivenSetting[],
): void {
  const before = tree.read(manifest, 'utf8') ?? '';
  parseToml(before, manifest, 'STATIX_MANIFEST_INVALID');
  const after = settings.reduce<string | undefined>(
    (text, { path, value }) =>
      text === undefined ? undefined : setValue(text, [...table, ...path], value),
    before,
  );
  if (after === undefined) throw notWritten(manifest, settings);
  if (after !== before) tree.write(manifest, after);
}

const table = ['package', 'metadata', 'statix'];

function notWritten(manifest: string, settings: readonly GivenSetting[]): StatixError {
  const lines = settings.map(({ path, value }) => `${path.join('.')} = ${renderValue(value)}`);
  return new StatixError({
    code: 'STATIX_SETTINGS_NOT_WRITTEN',
    what: `${manifest} is written in a way that cannot be edited safely`,
    remedies: [
      {
        text: `Add by hand to ${manifest}:`,
        snippet: [`[${table.join('.')}]`, ...lines].join('\n'),
      },
    ],
  });
}
