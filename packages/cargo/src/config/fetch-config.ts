import { parentOf, resolvePath } from '../files/repository-path.js';
import { listOf } from '../toml/toml-table.js';
import { mergeConfigs } from './merged-config.js';
import type { ConfigText } from './parse-config.js';

/** A key as it stands in TOML: bare, or in quotes. */
const name = '(?:[A-Za-z0-9_-]+|"(?:[^"\\\\]|\\\\.)*")';

type Shape = 'text' | 'number' | 'boolean' | 'texts' | 'plain';

/** The settings that a fetch follows: where crates come from, and how the network is used. */
const known: readonly (readonly [key: RegExp, shape: Shape])[] = [
  [new RegExp(`^source\\.${name}\\.(?:replace-with|registry|git|branch|tag|rev)$`), 'text'],
  [new RegExp(`^registries\\.${name}\\.(?:index|protocol)$`), 'text'],
  [/^registry\.default$/, 'text'],
  [/^net\.retry$/, 'number'],
  [/^net\.ssh\.known-hosts$/, 'texts'],
  [/^http\.(?:proxy|ssl-version(?:\.(?:min|max))?|user-agent)$/, 'text'],
  [/^http\.(?:timeout|low-speed-limit)$/, 'number'],
  [/^http\.multiplexing$/, 'boolean'],
  [/^resolver\.incompatible-rust-versions$/, 'text'],
  [new RegExp(`^patch\\.${name}\\.${name}(?:\\.(?!path$)${name})?$`), 'plain'],
];

/** Paths among them: relative to the folder that holds the file's `.cargo`. */
const knownPath = new RegExp(
  `^(?:source\\.${name}\\.(?:directory|local-registry)|patch\\.${name}\\.${name}\\.path)$`,
);

/**
 * The Cargo configuration for a container that fetches: one file in the place of all that the
 * repository has. It is written from the keys that are known to say where crates come from, so that
 * nothing in it is run: no credential provider, no `git` program, no wrapper, no alias, no environment.
 *
 * @param configs the one that wins first, what they include among them
 * @param workspace absolute folder of the repository there: paths become absolute
 * @returns TOML
 * @throws StatixError STATIX_CARGO_CONFIG_INVALID
 */
export function fetchConfig(configs: readonly ConfigText[], workspace: string): string {
  const lines: string[] = [];
  for (const [key, { value, file }] of mergeConfigs(configs)) {
    if (knownPath.test(key) && typeof value === 'string')
      lines.push(`${key} = ${JSON.stringify(absolute(value, file, workspace))}`);
    else if (isFollowed(key, value)) lines.push(`${key} = ${inline(value)}`);
  }
  const paths = configs.flatMap((config) =>
    (listOf(mergeConfigs([config]).get('paths')?.value) ?? [])
      .filter((path) => typeof path === 'string')
      .map((path) => absolute(path, config.path, workspace)),
  );
  if (paths.length > 0) lines.push(`paths = ${inline(paths)}`);
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

/** Whether a fetch does what a setting says. */
export function isFollowedByFetch(key: string, value: unknown): boolean {
  return knownPath.test(key) ? typeof value === 'string' : isFollowed(key, value);
}

function isFollowed(key: string, value: unknown): boolean {
  return known.some(([pattern, shape]) => pattern.test(key) && hasShape(value, shape));
}

function hasShape(value: unknown, shape: Shape): boolean {
  switch (shape) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return isNumber(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'texts':
      return isTexts(value);
    case 'plain':
      return typeof value === 'string' || typeof value === 'boolean' || isTexts(value);
  }
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Strings of JSON are strings of TOML. */
function inline(value: unknown): string {
  return isNumber(value) ? String(value) : JSON.stringify(value);
}

/** One that leads out of the repository stays as it is: there is nothing that it could lead to. */
function absolute(path: string, file: string, workspace: string): string {
  const resolved = resolvePath(parentOf(parentOf(file) ?? '') ?? '', path);
  if (resolved === undefined) return path;
  return resolved === '' ? workspace : `${workspace}/${resolved}`;
}
