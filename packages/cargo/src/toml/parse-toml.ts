import { parse, TomlError, type TomlTable } from 'smol-toml';
import { StatixError } from '@statix/contract/errors';

/**
 * Parses TOML 1.1, which Cargo reads since 1.94.
 *
 * @param path names the text in errors
 * @param code of the error for text that is no TOML
 * @throws StatixError `code`, with line and column and the lines around them
 */
export function parseToml(text: string, path: string, code: `STATIX_${string}`): TomlTable {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [message = ''] = cause.message.split('\n');
    throw new StatixError({
      code,
      what: `${path}:${cause.line}:${cause.column}: ${message.replace('Invalid TOML document: ', '')}`,
      why: hasConflictMarkers(text)
        ? 'The file holds the marks of a merge conflict that was not resolved.'
        : 'The file is not valid TOML.',
      excerpt: cause.codeblock.trimEnd().split('\n'),
      cause,
    });
  }
}

function hasConflictMarkers(text: string): boolean {
  return /^<{7} /m.test(text) && /^>{7} /m.test(text);
}
