import { applyEdits, findNodeAtLocation, parseTree, type JSONPath, type Node } from 'jsonc-parser';

/**
 * Adds an item to a list, or a key to an object, after the last one. A comment behind the last one
 * stays with it, where jsonc-parser's `modify` would hand it on to the new one.
 *
 * @param path of the list or the object
 * @param key of an object; undefined for a list
 * @returns undefined where there is no last one with a line of its own to write it below
 */
export function appendTo(
  text: string,
  path: JSONPath,
  key: string | undefined,
  value: unknown,
): string | undefined {
  const tree = parseTree(text);
  const last = tree && findNodeAtLocation(tree, path)?.children?.at(-1);
  const indent = last && indentOf(text, last);
  if (last === undefined || indent === undefined) return undefined;
  const end = last.offset + last.length;
  const behind = behindLast(text, end);
  const unit = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const name = key === undefined ? '' : `${JSON.stringify(key)}: `;
  const item = `${name}${JSON.stringify(value, undefined, unit)}`.split('\n');
  return applyEdits(text, [
    { offset: end, length: 0, content: behind.comma ? '' : ',' },
    {
      offset: behind.end,
      length: 0,
      content: `${eol}${item.map((line) => `${indent}${line}`).join(eol)}${behind.comma ? ',' : ''}`,
    },
  ]);
}

/** What is before it on its line, if that is nothing but white space. */
function indentOf(text: string, { offset }: Node): string | undefined {
  return /(?:^|\n)([ \t]*)$/.exec(text.slice(0, offset))?.[1];
}

/** Where the line of the last one ends, with its comma and comments. */
function behindLast(text: string, from: number): { end: number; comma: boolean } {
  const [line = ''] = /^(?:[ \t]*(?:,|\/\*[^]*?\*\/|\/\/[^\r\n]*))*/.exec(text.slice(from)) ?? [];
  const withoutComments = line.replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
  return { end: from + line.length, comma: withoutComments.includes(',') };
}
