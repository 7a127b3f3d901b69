import { StatixError } from '@statix/contract/errors';

/** Ends the name of an edit: `Dockerfile.edit` is one of `Dockerfile`. */
export const EDIT_SUFFIX = '.edit';

const instruction = /^@@ (?<place>before|after|instead of) (?<line>.*)$/;

/**
 * A file with lines that a provider of compilers puts into it, in the order in which they stand there.
 * An edit begins with a line `@@ before <line>`, `@@ after <line>` or `@@ instead of <line>`; what
 * follows, up to the next such line, is put there. The line has to be in the file once.
 *
 * @param path names the edit in errors
 * @throws StatixError STATIX_RECIPE_INVALID
 */
export function editFile(text: string, edit: string, path: string): string {
  let lines = text.split('\n');
  for (const { place, line, added } of partsOf(edit, path)) {
    const at = lines.indexOf(line);
    if (at < 0 || lines.indexOf(line, at + 1) >= 0) throw noPlace(path, line, at < 0);
    const before = lines.slice(0, place === 'after' ? at + 1 : at);
    lines = [...before, ...added, ...lines.slice(place === 'before' ? at : at + 1)];
  }
  return lines.join('\n');
}

interface Part {
  readonly place: string;
  readonly line: string;
  readonly added: readonly string[];
}

function partsOf(edit: string, path: string): Part[] {
  const parts: (Part & { added: string[] })[] = [];
  for (const line of edit.replace(/\n$/, '').split('\n')) {
    const { place, line: anchor } = instruction.exec(line)?.groups ?? {};
    if (place !== undefined && anchor !== undefined) parts.push({ place, line: anchor, added: [] });
    else if (parts.length === 0) throw noPlace(path, line, true);
    else parts.at(-1)?.added.push(line);
  }
  return parts;
}

function noPlace(path: string, line: string, none: boolean): StatixError {
  return new StatixError({
    code: 'STATIX_RECIPE_INVALID',
    what: `${path} cannot be applied to the recipe`,
    why: `The line is ${none ? 'not there' : 'there more than once'}: ${line}`,
    remedies: [
      'An edit names a line of the file that it is for: "@@ before", "@@ after" or "@@ instead of", and then that line as it stands there.',
    ],
  });
}
