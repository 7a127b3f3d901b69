import type { Tree } from '@nx/devkit';
import { StatixError } from '@statix/contract';
import { parseToml } from '@statix/cargo';
import * as z from 'zod';

const membersSchema = z.object({
  workspace: z.object({ members: z.array(z.string()).default([]) }),
});

/**
 * Adds a folder to `members` of a Cargo workspace, and leaves every other byte as it was.
 *
 * @param manifest repository-relative path of the workspace's Cargo.toml
 * @param member path from that manifest's folder
 * @throws StatixError STATIX_MEMBER_NOT_ADDED where the list is written in a way that cannot be
 *   edited safely; it says which line to add
 */
export function addMember(tree: Tree, manifest: string, member: string): void {
  const before = tree.read(manifest, 'utf8') ?? '';
  const after = withMember(before, member);
  const expected = [...membersOf(before, manifest), member];
  if (JSON.stringify(membersOf(after, manifest)) !== JSON.stringify(expected)) {
    throw new StatixError({
      code: 'STATIX_MEMBER_NOT_ADDED',
      what: `'${member}' could not be added to the members of ${manifest}`,
      why: 'The list is not written as `members = [ … ]` under [workspace].',
      remedies: [{ text: `Add it by hand to ${manifest}:`, snippet: `members = ["${member}"]` }],
    });
  }
  tree.write(manifest, after);
}

function membersOf(text: string, path: string): string[] {
  const document = parseToml(text, path, 'STATIX_MANIFEST_INVALID');
  return membersSchema.parse(document).workspace.members;
}

/** The text with the member as the last of the list; unchanged where no list is found to edit. */
function withMember(text: string, member: string): string {
  const entry = JSON.stringify(member);
  const table = /^\[workspace\][^\n]*\n/m.exec(text);
  if (table === null) return text;
  const start = table.index + table[0].length;
  const length = text.slice(start).search(/^\s*\[/m);
  const end = length === -1 ? text.length : start + length;
  const list = /^[ \t]*members\s*=\s*\[([^\]]*)\]/m.exec(text.slice(start, end));
  if (list === null) return `${text.slice(0, start)}members = [${entry}]\n${text.slice(start)}`;
  const open = start + list.index + list[0].indexOf('[') + 1;
  return `${text.slice(0, open)}${appended(list[1] ?? '', entry)}${text.slice(open + (list[1] ?? '').length)}`;
}

/** The items with one more, with the comma, line and indent that the others have. */
function appended(items: string, entry: string): string {
  const last = [...items.matchAll(/"[^"]*"|'[^']*'|#[^\n]*/g)]
    .filter(([token]) => !token.startsWith('#'))
    .at(-1);
  if (last === undefined) return `${items.trimEnd()}${entry}`;
  const end = last.index + last[0].length;
  const after = items.slice(end);
  const comma = /^\s*,/.test(after) ? '' : ',';
  const indent = /\n([ \t]*)[^\n]*$/.exec(items.slice(0, end));
  if (indent === null) return `${items.slice(0, end)}, ${entry}${after.replace(/^\s*,\s*$/, '')}`;
  const rest = after.trimEnd();
  return `${items.slice(0, end)}${comma}${rest}\n${indent[1]}${entry},\n`;
}
