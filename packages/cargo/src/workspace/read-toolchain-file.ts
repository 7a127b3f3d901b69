import { StatixError } from '@statix/contract/errors';
import type { RepositoryFiles } from '../files/repository-files.js';
import { keyPosition } from '../toml/key-position.js';
import { parseToml } from '../toml/parse-toml.js';
import { isTable, listOf, valueAt, type Table } from '../toml/toml-table.js';

/** What a rust-toolchain file asks for. */
export interface ToolchainFile {
  /** Repository-relative. */
  readonly path: string;
  /** `1.85`, `stable`, `nightly-2026-05-20`; undefined where the file says nothing of it. */
  readonly channel: string | undefined;
  /** Of the channel in the file. */
  readonly line: number;
  readonly components: readonly string[];
  readonly targets: readonly string[];
  readonly profile: string | undefined;
}

/** Those of rustup (rustup book, "Profiles"). */
const profiles = ['minimal', 'default', 'complete'];

/**
 * Reads a `rust-toolchain.toml` or `rust-toolchain` as rustup does (rustup book, "The toolchain file";
 * `parse_override_file` in its source): one without extension may be a single line with a channel. What
 * rustup refuses is refused, and so is `path`, which is a place on one machine.
 *
 * @throws StatixError STATIX_TOOLCHAIN_FILE_INVALID, STATIX_TOOLCHAIN_PATH, STATIX_FILE_NOT_UTF8
 */
export function readToolchainFile(path: string, files: RepositoryFiles): ToolchainFile {
  const text = files.read(path);
  const lines = text.split('\n');
  const isShort = lines.length === 1 || (lines.length === 2 && lines[1] === '');
  if (isShort && !path.endsWith('.toml')) {
    const channel = text.trim();
    if (channel === '') throw invalid(path, 'It is empty.');
    return { path, channel, line: 1, components: [], targets: [], profile: undefined };
  }
  const table = parseToml(text, path, 'STATIX_TOOLCHAIN_FILE_INVALID');
  const section = table['toolchain'];
  if (!isTable(section)) throw invalid(path, 'It has no [toolchain].');
  if (valueAt(section, 'path') !== undefined) throw pathRefused(path, text);
  const channel = textAt(section, 'channel', path);
  const profile = textAt(section, 'profile', path);
  const components = textsAt(section, 'components', path);
  const targets = textsAt(section, 'targets', path);
  if (channel === undefined && profile === undefined && !components && !targets) {
    throw invalid(path, '[toolchain] says nothing that rustup knows.');
  }
  if (profile !== undefined && !profiles.includes(profile)) {
    throw invalid(path, `There is no profile '${profile}'; there are ${profiles.join(', ')}.`);
  }
  const line = channel === undefined ? 1 : keyPosition(text, ['toolchain', 'channel']).line;
  return { path, channel, line, components: components ?? [], targets: targets ?? [], profile };
}

function textAt(section: Table, key: string, path: string): string | undefined {
  const value = valueAt(section, key);
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(path, `toolchain.${key} is no string.`);
}

function textsAt(section: Table, key: string, path: string): readonly string[] | undefined {
  const value = valueAt(section, key);
  if (value === undefined) return undefined;
  const texts = listOf(value)?.filter((one) => typeof one === 'string');
  if (texts === undefined || texts.length !== listOf(value)?.length) {
    throw invalid(path, `toolchain.${key} is no list of strings.`);
  }
  return texts;
}

function invalid(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_TOOLCHAIN_FILE_INVALID',
    what: `${path} does not say which Rust to use`,
    why,
    remedies: [
      {
        text: 'It is of this form (rustup book, "The toolchain file"):',
        snippet: '[toolchain]\nchannel = "1.85"',
      },
    ],
  });
}

function pathRefused(path: string, text: string): StatixError {
  const { line } = keyPosition(text, ['toolchain', 'path']);
  return new StatixError({
    code: 'STATIX_TOOLCHAIN_PATH',
    what: `${path}:${line}: toolchain.path names a compiler in a folder of one machine`,
    why: 'What is in that folder is neither in the repository nor in the image, and no hash would cover it.',
    remedies: [
      { text: 'Name the channel that it is of instead:', snippet: 'channel = "1.85"' },
      'To use it on your own machine alone, leave it out of the file: rustup toolchain link, and rustup override set',
    ],
  });
}
