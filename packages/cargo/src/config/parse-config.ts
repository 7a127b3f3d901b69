import { StatixError } from '@statix/contract/errors';
import { parseToml } from '../toml/parse-toml.js';
import { isTable, type Table } from '../toml/toml-table.js';

/** A Cargo configuration file: its path, for messages, and what is in it. */
export interface ConfigText {
  readonly path: string;
  readonly text: string;
}

/**
 * Parses a `.cargo/config.toml`.
 *
 * @throws StatixError STATIX_CARGO_CONFIG_INVALID with line and column
 */
export function parseConfig(config: ConfigText): Table {
  const parsed: unknown = parseToml(config.text, config.path, 'STATIX_CARGO_CONFIG_INVALID');
  return isTable(parsed) ? parsed : {};
}

/** @param key dotted, as a user would write it on the command line */
export function configError(path: string, key: string, what: string): StatixError {
  return new StatixError({
    code: 'STATIX_CARGO_CONFIG_INVALID',
    what: `${path}: \`${key}\` ${what}`,
    why: 'Cargo would refuse this configuration too.',
  });
}
