import type { AST } from 'toml-eslint-parser';

/** What to change of one dependency's features. */
export interface FeatureEdit {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Replaces `start` to `end` by `text`. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Entry {
  readonly path: readonly string[];
  readonly node: AST.TOMLKeyValue;
}

/**
 * Changes the features of a dependency and nothing else: comments, order, quotes and line ends stay
 * as they are. All forms in which Cargo takes a dependency are known: a version, an inline table,
 * dotted keys, a table of its own.
 *
 * @param key where the dependency is: `['dependencies', 'rdkafka']`
 * @returns undefined when the text does not have it, or has its features in a form that is no list
 */
export function editFeatures(
  text: string,
  key: readonly string[],
  edit: FeatureEdit,
): string | undefined {
  const top = parse(text);
  const entries = entriesOf(top);
  const list = entries.find(({ path }) => same(path, [...key, 'features']));
  if (list !== undefined) {
    if (list.node.value.type !== 'TOMLArray') return undefined;
    return apply(text, arraySpans(text, list.node.value, edit));
  }
  if (edit.add.length === 0) return text;
  const features = `features = ${quoted(edit.add)}`;
  const own = entries.find(({ path }) => same(path, key))?.node.value;
  if (own !== undefined) {
    const [start, end] = own.range;
    if (own.type === 'TOMLValue') {
      const version = text.slice(start, end);
      return apply(text, [{ start, end, text: `{ version = ${version}, ${features} }` }]);
    }
    if (own.type !== 'TOMLInlineTable') return undefined;
    const last = own.body.at(-1)?.range[1];
    const at = last ?? start + 1;
    return apply(text, [
      { start: at, end: at, text: last === undefined ? ` ${features} ` : `, ${features}` },
    ]);
  }
  const beside = entries.findLast(
    ({ path }) => path.length === key.length + 1 && same(path.slice(0, -1), key),
  );
  const table = top.body.find(
    (node): node is AST.TOMLTable =>
      node.type === 'TOMLTable' && same(node.resolvedKey.map(String), key),
  );
  if (beside === undefined && table === undefined) return undefined;
  const at = beside?.node.range[1] ?? table?.key.range[1] ?? 0;
  const prefix = beside === undefined ? '' : writtenPrefix(text, beside.node);
  return insertLine(text, at, `${prefix}${features}`);
}

/**
 * Adds a dependency at the end of a table, `[dependencies]` for instance, which is made at the end of
 * the text if it is not there.
 *
 * @param lines as they are to stand there
 */
export function addDependencies(text: string, table: string, lines: readonly string[]): string {
  const top = parse(text);
  const found = top.body.find(
    (node): node is AST.TOMLTable =>
      node.type === 'TOMLTable' && same(node.resolvedKey.map(String), [table]),
  );
  const newline = lineEnd(text);
  if (found === undefined) {
    const before = text === '' || text.endsWith('\n') ? text : `${text}${newline}`;
    return `${before}${newline}[${table}]${newline}${lines.join(newline)}${newline}`;
  }
  const at = found.body.at(-1)?.range[1] ?? text.indexOf(']', found.key.range[1] - 1) + 1;
  return insertLine(text, at, lines.join(newline));
}

function parse(text: string): AST.TOMLTopLevelTable {
  return parser().parseTOML(text, { tomlVersion: '1.1' }).body[0];
}

/** Loaded when something is edited: Nx imports this package on every command. */
function parser(): typeof import('toml-eslint-parser') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return
  return require('toml-eslint-parser');
}

function entriesOf(top: AST.TOMLTopLevelTable): Entry[] {
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

function arraySpans(text: string, array: AST.TOMLArray, { add, remove }: FeatureEdit): Span[] {
  const valueOf = (node: AST.TOMLContentNode): string | undefined =>
    node.type === 'TOMLValue' && node.kind === 'string' ? node.value : undefined;
  const present = array.elements.map(valueOf);
  const spans: Span[] = [];
  array.elements.forEach((element, index) => {
    if (!remove.includes(present[index] ?? '')) return;
    const next = array.elements[index + 1];
    const previous = array.elements[index - 1];
    if (next !== undefined) {
      spans.push({ start: element.range[0], end: next.range[0], text: '' });
      return;
    }
    // The last one: with the comma before it, unless that went with its own.
    const kept = previous !== undefined && !remove.includes(present[index - 1] ?? '');
    spans.push({
      start: kept ? previous.range[1] : element.range[0],
      end: element.range[1],
      text: '',
    });
  });
  const missing = add.filter((feature) => !present.includes(feature));
  if (missing.length === 0) return spans;
  const last = array.elements.findLast((_, index) => !remove.includes(present[index] ?? ''));
  const added = missing.map((feature) => JSON.stringify(feature));
  if (last === undefined) {
    const [start, end] = array.range;
    return [{ start, end, text: `[${added.join(', ')}]` }];
  }
  const [, at] = last.range;
  const before = text.slice(text.lastIndexOf('\n', last.range[0]) + 1, last.range[0]);
  const ownLine = /^\s*$/.test(before) && array.loc.start.line !== array.loc.end.line;
  const separator = ownLine ? `,${lineEnd(text)}${before}` : ', ';
  spans.push({ start: at, end: at, text: added.map((feature) => separator + feature).join('') });
  return spans;
}

/** `rdkafka.` of `rdkafka.version = "0.36"`, spelled as there; empty within a table of its own. */
function writtenPrefix(text: string, node: AST.TOMLKeyValue): string {
  const keys = node.key.keys;
  const last = keys.at(-1);
  return keys.length < 2 || last === undefined ? '' : text.slice(node.range[0], last.range[0]);
}

function insertLine(text: string, after: number, line: string): string {
  const end = text.indexOf('\n', after);
  if (end === -1) return `${text}${lineEnd(text)}${line}${lineEnd(text)}`;
  return `${text.slice(0, end + 1)}${line}${lineEnd(text)}${text.slice(end + 1)}`;
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function quoted(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}

function apply(text: string, spans: readonly Span[]): string {
  return [...spans]
    .sort((left, right) => right.start - left.start)
    .reduce(
      (edited, { start, end, text: put }) => edited.slice(0, start) + put + edited.slice(end),
      text,
    );
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((part, index) => part === right[index]);
}
