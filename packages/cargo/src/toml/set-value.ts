import { isDeepStrictEqual } from 'node:util';
import { parse } from 'smol-toml';
import { isTable, type Table } from './toml-table.js';
import {
  apply,
  entriesOf,
  insertLine,
  lineEnd,
  parseSyntax,
  same,
  tableAt,
} from './toml-syntax.js';

export type SettableValue = string | number | boolean | readonly string[];

/**
 * Sets one key of a document and leaves every other byte as it was: comments, order, quotes and line
 * ends. The key goes where its table is, in whichever form it is written (a header, an inline table,
 * dotted keys); a table that is not there is begun after the one that is nearest to it.
 *
 * @param path of tables, with the key at the end
 * @returns the text itself when it says that already; undefined when no place was found where the key
 *   can stand, which an edit has to prove: the text is read again, and says that and nothing else
 */
export function setValue(
  text: string,
  path: readonly string[],
  value: SettableValue,
): string | undefined {
  const wanted = withValue(parse(text), path, value);
  if (wanted === undefined) return undefined;
  if (reads(text, wanted)) return text;
  return candidates(text, path, value).find((candidate) => reads(candidate, wanted));
}

/** A value as it is written in a document: `["a", "b"]`, `'^a\d$'`. */
export function renderValue(value: SettableValue): string {
  if (typeof value === 'string') return renderString(value);
  if (typeof value !== 'object') return String(value);
  return `[${value.map(renderString).join(', ')}]`;
}

/** Literal where a backslash would have to be doubled: most of these are regular expressions. */
function renderString(value: string): string {
  return /^[^'\p{Cc}]*\\[^'\p{Cc}]*$/u.test(value) ? `'${value}'` : JSON.stringify(value);
}

/** Edits that may be the right one, likeliest first. */
function candidates(text: string, path: readonly string[], value: SettableValue): string[] {
  const top = parseSyntax(text);
  const entries = entriesOf(top);
  const rendered = renderValue(value);
  const parent = path.slice(0, -1);
  const edits: string[] = [];

  const present = entries.find((entry) => same(entry.path, path));
  if (present !== undefined) {
    const [start, end] = present.node.value.range;
    edits.push(apply(text, [{ start, end, text: rendered }]));
  }

  const table = tableAt(top, parent);
  if (table !== undefined) {
    const at = table.body.at(-1)?.range[1] ?? headerEnd(text, table.key.range[1]);
    edits.push(insertLine(text, at, `${keyText(path.slice(-1))} = ${rendered}`));
  }

  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const line = `${keyText(path.slice(depth))} = ${rendered}`;
    const ancestor = path.slice(0, depth);
    const inline = entries.find((entry) => same(entry.path, ancestor))?.node.value;
    if (inline?.type === 'TOMLInlineTable') {
      const last = inline.body.at(-1)?.range[1];
      const at = last ?? inline.range[0] + 1;
      const put = last === undefined ? ` ${line} ` : `, ${line}`;
      edits.push(apply(text, [{ start: at, end: at, text: put }]));
    }
    const dotted = entries.findLast((entry) => same(entry.path.slice(0, depth), ancestor));
    // Keys of the ancestor that are written in the line itself, before its own.
    const shared = depth - ((dotted?.path.length ?? 0) - (dotted?.node.key.keys.length ?? 0));
    const own = dotted?.node.key.keys[shared];
    if (dotted !== undefined && shared > 0 && own !== undefined) {
      const written = text.slice(dotted.node.range[0], own.range[0]);
      edits.push(insertLine(text, dotted.node.range[1], `${written}${line}`));
    }
  }

  const newline = lineEnd(text);
  const section = `[${keyText(parent)}]${newline}${keyText(path.slice(-1))} = ${rendered}`;
  edits.push(withSection(text, parent, section));
  return edits;
}

/** With a table of its own, after the tables that share most of its path; else at the end. */
function withSection(text: string, parent: readonly string[], section: string): string {
  const newline = lineEnd(text);
  const tables = parseSyntax(text).body.filter((node) => node.type === 'TOMLTable');
  for (let depth = parent.length - 1; depth > 0; depth -= 1) {
    const nearest = tables.findLast((table) =>
      same(table.resolvedKey.slice(0, depth).map(String), parent.slice(0, depth)),
    );
    if (nearest === undefined) continue;
    const at = nearest.body.at(-1)?.range[1] ?? headerEnd(text, nearest.key.range[1]);
    return insertLine(text, at, `${newline}${section}`);
  }
  const before = text === '' || text.endsWith('\n') ? text : `${text}${newline}`;
  return `${before}${before === '' ? '' : newline}${section}${newline}`;
}

function headerEnd(text: string, keyEnd: number): number {
  return text.indexOf(']', keyEnd - 1) + 1;
}

function keyText(keys: readonly string[]): string {
  return keys.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join('.');
}

function reads(text: string, wanted: unknown): boolean {
  try {
    // Cloned, because the parser's tables have no prototype.
    return isDeepStrictEqual(structuredClone(parse(text)), structuredClone(wanted));
  } catch {
    return false;
  }
}

/** undefined where something that is no table is in the way. */
function withValue(
  table: Table,
  [key = '', ...rest]: readonly string[],
  value: SettableValue,
): Table | undefined {
  if (rest.length === 0) return { ...table, [key]: value };
  const inner = Object.hasOwn(table, key) ? table[key] : {};
  const changed = isTable(inner) ? withValue(inner, rest, value) : undefined;
  return changed === undefined ? undefined : { ...table, [key]: changed };
}
