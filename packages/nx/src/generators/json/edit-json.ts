import { isDeepStrictEqual } from 'node:util';
import { applyEdits, findNodeAtLocation, modify, parseTree, type JSONPath } from 'jsonc-parser';
import { parseJson, type Tree } from '@nx/devkit';
import { appendTo } from './append-to.js';
import { isRecord } from '../../json-value.js';

/**
 * Makes a JSON file say what `after` says. Only what differs is written: comments, order, indents and
 * everything that stays the same are as somebody has left them. A file that is not there is made.
 *
 * @param after a value as JSON has it; a key that is undefined is one that is not there
 * @returns whether anything was written
 * @throws Error with line and column where the file is no JSON
 */
export function editJson(tree: Tree, path: string, after: object): boolean {
  const wanted: unknown = JSON.parse(JSON.stringify(after));
  if (!tree.exists(path)) {
    tree.write(path, `${JSON.stringify(wanted, undefined, 2)}\n`);
    return true;
  }
  const before = tree.read(path, 'utf8') ?? '';
  let text = before;
  for (const change of changesBetween(parseJson(before), wanted, [])) text = applied(text, change);
  if (text !== before) tree.write(path, text);
  return text !== before;
}

interface Change {
  readonly path: JSONPath;
  /** undefined takes the key out. */
  readonly value: unknown;
  /** At which of the object's keys a new one comes; else the last one. */
  readonly place?: number;
  /** A new item of a list, before the one that is at this index now. */
  readonly inserted?: boolean;
}

/** In an order in which they can be made one after the other. */
function changesBetween(before: unknown, after: unknown, path: JSONPath): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = Object.keys(after);
    return [
      ...Object.keys(before)
        .filter((key) => !(key in after))
        .map((key) => ({ path: [...path, key], value: undefined })),
      ...keys.flatMap((key, place) =>
        key in before
          ? changesBetween(before[key], after[key], [...path, key])
          : [{ path: [...path, key], value: after[key], place }],
      ),
    ];
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return changesOfList(before, after, path) ?? [{ path, value: after }];
  }
  return [{ path, value: after }];
}

/** Items at the end that are new, or items that are gone; undefined for any other change. */
function changesOfList(
  before: readonly unknown[],
  after: readonly unknown[],
  path: JSONPath,
): Change[] | undefined {
  if (isDeepStrictEqual(before, after.slice(0, before.length))) {
    return after
      .slice(before.length)
      .map((value, index) => ({ path: [...path, before.length + index], value, inserted: true }));
  }
  const stays = before.map((item) => after.some((other) => isDeepStrictEqual(item, other)));
  const left = before.filter((_, index) => stays[index]);
  if (!isDeepStrictEqual(left, after)) return undefined;
  return stays
    .flatMap((staying, index) => (staying ? [] : [{ path: [...path, index], value: undefined }]))
    .reverse();
}

function applied(text: string, { path, value, place, inserted }: Change): string {
  const key = path.at(-1);
  const isLast = typeof key === 'number' ? inserted === true : place !== undefined;
  if (isLast && (place === undefined || place >= keysAt(text, path.slice(0, -1)))) {
    const name = typeof key === 'string' ? key : undefined;
    const appended = appendTo(text, path.slice(0, -1), name, value);
    if (appended !== undefined) return appended;
  }
  const edits = modify(text, path, value, {
    formattingOptions: formattingOf(text),
    isArrayInsertion: inserted ?? false,
    ...(place === undefined
      ? {}
      : { getInsertionIndex: (keys: string[]) => Math.min(place, keys.length) }),
  });
  return applyEdits(text, edits);
}

function keysAt(text: string, path: JSONPath): number {
  const tree = parseTree(text);
  return (tree && findNodeAtLocation(tree, path)?.children?.length) ?? 0;
}

function formattingOf(text: string): object {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
