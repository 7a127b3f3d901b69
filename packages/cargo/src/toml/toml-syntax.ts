import type { AST } from 'toml-eslint-parser';

/** An edit: replaces `start` to `end` by `text`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A key and its value, wherever and however the text has it, with its whole path. */
export interface Entry {
  readonly path: readonly string[];
  readonly node: AST.TOMLKeyValue;
}

/** The text with the places of everything in it; smol-toml gives values only. */
export function parseSyntax(text: string): AST.TOMLTopLevelTable {
  return parser().parseTOML(text, { tomlVersion: '1.1' }).body[0];
}

/** Loaded when something is edited: Nx imports this package on every command. */
function parser(): typeof import('toml-eslint-parser') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return
  return require('toml-eslint-parser');
}

/** All keys of a text, those within inline tables too, in the order in which they stand there. */
export function entriesOf(top: AST.TOMLTopLevelTable): Entry[] {
  return top.body.flatMap((node) =>
    node.type === 'TOMLTable'
      ? node.body.flatMap((entry) => within(entry, node.resolvedKey.map(String)))
      : within(node, []),
  );
}

function within(node: AST.TOMLKeyValue, prefix: readonly string[]): Entry[] {
  const path = [...prefix, ...node.key.keys.map(nameOf)];
  const inner = node.value.type === 'TOMLInlineTable' ? node.value.body : [];
  return [{ path, node }, ...inner.flatMap((entry) => within(entry, path))];
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}

/** The table that a header of its own opens. */
export function tableAt(
  top: AST.TOMLTopLevelTable,
  path: readonly string[],
): AST.TOMLTable | undefined {
  return top.body.find(
    (node): node is AST.TOMLTable =>
      node.type === 'TOMLTable' && same(node.resolvedKey.map(String), path),
  );
}

/** `rdkafka.` of `rdkafka.version = "0.36"`, spelled as there; empty within a table of its own. */
export function writtenPrefix(text: string, node: AST.TOMLKeyValue): string {
  const keys = node.key.keys;
  const last = keys.at(-1);
  return keys.length < 2 || last === undefined ? '' : text.slice(node.range[0], last.range[0]);
}

/** With a line of its own after the one that holds the place. */
export function insertLine(text: string, after: number, line: string): string {
  const end = text.indexOf('\n', after);
  if (end === -1) return `${text}${lineEnd(text)}${line}${lineEnd(text)}`;
  return `${text.slice(0, end + 1)}${line}${lineEnd(text)}${text.slice(end + 1)}`;
}

export function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

export function apply(text: string, spans: readonly Span[]): string {
  return [...spans]
    .sort((left, right) => right.start - left.start)
    .reduce(
      (edited, { start, end, text: put }) => edited.slice(0, start) + put + edited.slice(end),
      text,
    );
}

export function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((part, index) => part === right[index]);
}
